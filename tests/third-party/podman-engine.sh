#!/usr/bin/env bash
# Podman's socket that is compatible with Docker's: installed from Debian's packages if it is not there, with its own
# socket and data, in a network namespace of its own. It has the images localhost/lab/busybox:1 and
# localhost/lab/sleeper:1, made without any registry.
#
#   podman-engine.sh start [folder]   prints the address for ANYCLOUD_DOCKER_HOST
#   podman-engine.sh stop [folder]    ends it and removes all that it kept
#   podman-engine.sh install          fetches the packages alone
#
# Needs root. The folder is one of /tmp that is this checkout's own, unless another is said.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/../.." && pwd)
verb=${1:-start} at=${2:-/tmp/anycloud-podman-$(cksum <<<"$checkout" | cut -d" " -f1)}
socket=$at/podman.sock
. "$(dirname "$0")/engine.sh"

stop() {
  if answers; then
    local all
    all=$(engine 'http://engine/v1.41/containers/json?all=true' | grep -o '"Id":"[0-9a-f]*"' | cut -d'"' -f4 || true)
    for id in $all; do engine -X DELETE "http://engine/v1.41/containers/$id?force=true&v=true" >/dev/null || true; done
  fi
  if running "$at/podman.pid"; then
    local pid namespace
    pid=$(cat "$at/podman.pid")
    namespace=$(readlink "/proc/$pid/ns/net" || true)
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    end_namespace "$namespace"
  fi
  { grep -o " $at/[^ ]*" /proc/mounts || true; } | sort -r | while read -r mount; do umount "$mount" || true; done
  rm -rf "$at"
}

install() {
  local missing=()
  for pair in podman:podman iptables:iptables ip:iproute2 ps:procps curl:curl; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
  done
  [ -d /usr/lib/cni ] || missing+=(containernetworking-plugins)
  [ -x /bin/busybox ] || missing+=(busybox-static)
  if [ ${#missing[@]} -gt 0 ]; then
    apt-get update -q >&2
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}" >&2
  fi
}

start() {
  if answers; then echo "unix://$socket"; return; fi
  install
  mkdir -p "$at"
  # Limits that an ordinary root may set, also in a container.
  printf '%s\n' '[containers]' 'default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]' 'log_driver = "k8s-file"' \
    >"$at/containers.conf"
  CONTAINERS_CONF=$at/containers.conf setsid unshare --net sh -c 'ip link set lo up && exec "$@"' sh \
    podman --root "$at/root" --runroot "$at/run" --tmpdir "$at/tmp" --cgroup-manager cgroupfs --events-backend file \
    --network-config-dir "$at/networks" system service --time 0 "unix://$socket" >"$at/podman.log" 2>&1 </dev/null &
  echo $! >"$at/podman.pid"
  for _ in $(seq 200); do answers && break; sleep 0.1; done
  answers || { tail -n 20 "$at/podman.log" >&2; exit 1; }
  root_file_system
  engine -X POST -H 'Content-Type: application/x-tar' --data-binary "@$at/busybox.tar" \
    'http://engine/v1.41/images/create?fromSrc=-&repo=localhost/lab/busybox:1' >&2
  engine -X POST -H 'Content-Type: application/x-tar' --data-binary "@$at/busybox.tar" \
    "http://engine/v1.41/images/create?fromSrc=-&repo=localhost/lab/sleeper:1&$sleeper" >&2
  echo "unix://$socket"
}

"$verb"
