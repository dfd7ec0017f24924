# SPDX-License-Identifier: MIT
#
# What ./run and ./test share: how each part is built and the kernel is started.  Sourced
# with `top` set to the checkout and `jobs` to the number of parallel jobs.
PATH=$PATH:/usr/sbin:/sbin

if [ -t 1 ]; then bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'; else bold='' red='' green='' plain=''; fi

say() { printf '%s\n' "$bold== $*$plain"; }
die() { printf '%s\n' "${red}$*$plain" >&2; exit 1; }

# quietly LABEL COMMAND...: one line while it works; the end of the output if it fails,
# and all of it in build/failed.log.
quietly() {
  local label=$1 log
  shift
  log=$(mktemp "${TMPDIR:-/tmp}/holdfast.XXXXXX")
  if [ -t 1 ]; then printf '%s ...\r' "$label"; fi
  if "$@" >"$log" 2>&1; then
    [ ! -t 1 ] || printf '\e[K'
    rm -f "$log"
  else
    cut -c1-400 "$log" | tail -n 40 >&2
    mkdir -p "$top/build" && mv "$log" "$top/build/failed.log"
    printf '%s\n' "${red}failed: $label$plain (all of it: build/failed.log)" >&2
    return 1
  fi
}

# The machine and the pinned sources.
prepare() { # need|all
  "$top/setup/install" "$1" && "$top/setup/fetch" "$top/build/sources"
}

# configure FOLDER PRESET OPTIONS...: once, and again when the options change.
configure() {
  local folder=$1 preset=$2
  shift 2
  [ -f "$folder/build.ninja" ] && [ "$(cat "$folder/.options" 2>/dev/null)" = "$preset $top $*" ] && return
  (cd "$top" && cmake --preset "$preset" -B "$folder" "$@") && echo "$preset $top $*" >"$folder/.options"
}

build_host() {
  quietly "configuring the host tools" configure "$top/build/host" host &&
    quietly "building the host tools" cmake --build "$top/build/host" -j "$jobs"
}

# kernel_folder INCIDENT LOCKDEP(ON|OFF): where that kernel is built.
kernel_folder() {
  local folder=$top/build/kernel
  [ -z "$1" ] || folder+=-$1
  [ "$2" = ON ] || folder+=-no-lockdep
  echo "$folder"
}

build_kernel() { # incident lockdep
  local folder
  folder=$(kernel_folder "$1" "$2")
  quietly "configuring the kernel" configure "$folder" kernel -DHOLDFAST_INCIDENT="$1" -DHOLDFAST_LOCKDEP="$2" &&
    quietly "building the kernel" cmake --build "$folder" -j "$jobs"
}

# The disk image, from the programs that the shipped kernel's build makes, and further trees.
build_image() { # kernel folder, trees...
  quietly "making the disk image" "$top/fs/mkimage" "$top/build/disk.img" "$1/userland" "${@:2}"
}

# The kernel is a whole program, and must leave nothing unresolved.
check_kernel() { # kernel folder, options for holdfast check...
  local folder=$1
  shift
  "$top/build/host/checker/holdfast" check -p "$folder" -j "$jobs" --require-closed --whole-program "$@"
}

# free_port: a TCP port on 127.0.0.1 that nobody listens on now.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start_qemu KERNEL-FOLDER SMP COMMAND-LINE HTTP-PORT HTTPS-PORT OPTIONS...: replaces this shell.
# $image: another disk than build/disk.img.
start_qemu() {
  local folder=$1 smp=$2 line=$3 http=$4 https=$5 image=${image:-$top/build/disk.img}
  shift 5
  exec qemu-system-aarch64 -M virt -cpu cortex-a72 -smp "$smp" -m 256M \
    -accel tcg,thread=multi -display none -nodefaults \
    -global virtio-mmio.force-legacy=false \
    -semihosting-config enable=on,target=native \
    -kernel "$folder/kernel/kernel.img" -append "$line" \
    -drive "if=none,id=disk,format=raw,snapshot=on,file=${image//,/,,}" -device virtio-blk-device,drive=disk \
    -netdev "user,id=net,hostfwd=tcp:127.0.0.1:$http-:80,hostfwd=tcp:127.0.0.1:$https-:443" -device virtio-net-device,netdev=net \
    -device virtio-rng-device "$@"
}
