# What the scripts of both engines share; they say `at`, the folder, and `socket`.

# What localhost/lab/sleeper:1 has beside that: a program that runs until it is told to end, and a volume.
sleeper='changes=CMD%20%5B%22sh%22,%22-c%22,%22trap%20exit%20TERM%3B%20sleep%20100000%20%26%20wait%22%5D&changes=VOLUME%20/data'

# Whether the process of this file runs and is ours: a number is given again, and a process of ours was told the folder.
running() { [ -s "$1" ] && grep -qsaF -- "$at/" "/proc/$(cat "$1")/cmdline"; }

# Ends what else runs in the namespace, such as the keepers of containers, and waits until it has.
end_namespace() {
  [ -n "$1" ] && [ "$1" != "$(readlink /proc/self/ns/net)" ] || return 0
  local process found
  for _ in $(seq 50); do
    found=
    for process in /proc/[0-9]*; do
      [ "$(readlink "$process/ns/net" 2>/dev/null)" = "$1" ] || continue
      found=yes
      kill "${process#/proc/}" 2>/dev/null || true
    done
    [ -n "$found" ] || return 0
    sleep 0.1
  done
}

answers() { curl -fs --max-time 5 --unix-socket "$socket" http://engine/_ping >/dev/null 2>&1; }

engine() { curl -fsS --unix-socket "$socket" "$@"; }

# One static program under many names.
root_file_system() {
  local root
  root=$(mktemp -d)
  mkdir -p "$root"/{bin,dev,etc,proc,root,srv,sys,tmp}
  cp /bin/busybox "$root/bin/"
  for name in cat echo false head httpd id ls nc ps sh sleep true yes; do ln -s busybox "$root/bin/$name"; done
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  tar -C "$root" -cf "$at/busybox.tar" .
  rm -rf "$root"
}
