#!/usr/bin/env bash
# The algorithm of the ElasticHosts upload script, in own words: pieces of 4 MiB, one after the other, each cut out by dd, zipped
# by gzip and sent by curl. Stops at the first failure.
#
# usage: upload.sh URL USER:SECRET DRIVE IMAGE
set -euo pipefail

url=$1 credentials=$2 drive=$3 image=$4
piece=$((4 * 1024 * 1024))
size=$(stat -c %s "$image")

for ((at = 0; at * piece < size; at++)); do
  dd if="$image" bs="$piece" skip="$at" count=1 2>/dev/null | gzip -c |
    curl --silent --fail --show-error --user "$credentials" --data-binary @- --output /dev/null \
      --header "Content-Type: application/octet-stream" --header "Content-Encoding: gzip" --header "Expect:" \
      "$url/drives/$drive/write/$((at * piece))"
done
