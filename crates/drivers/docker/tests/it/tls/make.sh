#!/bin/sh
# Makes the certificates of this folder, as an engine with mutual TLS has them: an authority, the engine's certificate for
# 127.0.0.1 (server), and its caller's (cert, key). They guard nothing.
set -eu
cd "$(dirname "$0")"
key() { printf '%s' "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"; }
signed() {
    openssl req $(key) -subj "/CN=$2" -keyout "$1.key" -out "$1.csr"
    printf '%s\nbasicConstraints=CA:FALSE\nextendedKeyUsage=%s\n' "$4" "$3" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 36500 -extfile "$1.ext" -out "$1.pem"
    rm "$1.csr" "$1.ext"
}
openssl req -x509 $(key) -days 36500 -subj "/CN=anycloud test authority" -addext basicConstraints=critical,CA:TRUE \
    -addext keyUsage=critical,keyCertSign -keyout ca.key -out ca.pem
signed server "anycloud test engine" serverAuth subjectAltName=IP:127.0.0.1
signed cert "anycloud test caller" clientAuth subjectAltName=DNS:caller.example
mv cert.key key.pem
rm -f ca.key ca.srl
