#!/usr/bin/env bash
# A Docker engine of our own: installed from Debian's packages if it is not there, with its own socket and data, in a
# network namespace of its own, so that bridges, published ports and rules are real and the host's stay untouched.
# Beside it, in the same namespace, a registry on 127.0.0.1:5000. The engine has the images localhost/lab/busybox:1 and
# localhost/lab/sleeper:1, made without anybody's registry; the registry has the first as lab/busybox:1.
#
#   docker-engine.sh start [folder]   prints the address for ANYCLOUD_DOCKER_HOST
#   docker-engine.sh stop [folder]    ends both and removes all that they kept
#   docker-engine.sh install          fetches the packages alone
#
# Needs root. The folder is one of /tmp that is this checkout's own, unless another is said.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/../.." && pwd)
verb=${1:-start} at=${2:-/tmp/anycloud-docker-$(cksum <<<"$checkout" | cut -d" " -f1)}
socket=$at/docker.sock
. "$(dirname "$0")/engine.sh"

end() {
  if running "$1"; then
    local pid
    pid=$(cat "$1")
    kill "$pid"
    for _ in $(seq 200); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  fi
}

stop() {
  if answers; then
    local all
    all=$(engine 'http://engine/v1.41/containers/json?all=true' | grep -o '"Id":"[0-9a-f]*"' | cut -d'"' -f4 || true)
    for id in $all; do engine -X DELETE "http://engine/v1.41/containers/$id?force=true&v=true" || true; done
  fi
  local namespace=
  running "$at/dockerd.pid" && namespace=$(readlink "/proc/$(cat "$at/dockerd.pid")/ns/net")
  end "$at/registry.pid"
  end "$at/dockerd.pid"
  end_namespace "$namespace"
  { grep -o " $at/[^ ]*" /proc/mounts || true; } | sort -r | while read -r mount; do umount "$mount" || true; done
  rm -rf "$at"
}

install() {
  local missing=()
  for pair in dockerd:docker.io docker-registry:docker-registry iptables:iptables ip:iproute2 ps:procps curl:curl; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
  done
  [ -x /bin/busybox ] || missing+=(busybox-static)
  if [ ${#missing[@]} -gt 0 ]; then
    apt-get update -q >&2
    # RUNLEVEL: the packages must not start services of their own.
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}" >&2
  fi
}

wait_for() {
  for _ in $(seq 300); do "$@" && return; sleep 0.1; done
  tail -n 20 "$at"/*.log >&2
  exit 1
}

start() {
  if answers; then echo "unix://$socket"; return; fi
  install
  mkdir -p "$at"
  # Not all kernels let overlays lie on each other.
  local driver=overlay2
  [ "$(stat -f -c %T "$at")" = overlayfs ] && driver=vfs
  setsid unshare --net sh -c 'ip link set lo up && exec "$@"' sh \
    dockerd -H "unix://$socket" --data-root "$at/data" --exec-root "$at/exec" --pidfile "$at/dockerd.pid" \
    --storage-driver "$driver" --bip 172.29.0.1/16 >"$at/dockerd.log" 2>&1 </dev/null &
  wait_for answers
  registry
  image
  echo "unix://$socket"
}

registry() {
  cat >"$at/registry.yml" <<YML
version: 0.1
storage: {filesystem: {rootdirectory: $at/registry}}
http: {addr: "127.0.0.1:5000"}
YML
  setsid nsenter --target "$(cat "$at/dockerd.pid")" --net \
    docker-registry serve "$at/registry.yml" >"$at/registry.log" 2>&1 </dev/null &
  echo $! >"$at/registry.pid"
}

# The root file system, imported and pushed to our registry.
image() {
  root_file_system
  engine -X POST -H 'Content-Type: application/x-tar' --data-binary "@$at/busybox.tar" \
    'http://engine/v1.41/images/create?fromSrc=-&repo=localhost/lab/busybox&tag=1' >&2
  engine -X POST -H 'Content-Type: application/x-tar' --data-binary "@$at/busybox.tar" \
    "http://engine/v1.41/images/create?fromSrc=-&repo=localhost/lab/sleeper&tag=1&$sleeper" >&2
  engine -X POST 'http://engine/v1.41/images/localhost/lab/busybox:1/tag?repo=127.0.0.1:5000/lab/busybox&tag=1' >&2
  for _ in $(seq 50); do
    engine -X POST -H 'X-Registry-Auth: e30=' 'http://engine/v1.41/images/127.0.0.1:5000/lab/busybox/push?tag=1' \
      | tee "$at/push.log" | grep -q '"Digest"' && break
    sleep 0.2
  done
  grep -q '"Digest"' "$at/push.log" || { cat "$at/push.log" >&2; exit 1; }
  engine -X DELETE 'http://engine/v1.41/images/127.0.0.1:5000/lab/busybox:1' >&2
}

"$verb"
