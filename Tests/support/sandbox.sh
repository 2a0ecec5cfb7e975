# shellcheck shell=bash
# Sandboxes: processes, mounts and a network of their own, with container engines inside. Source this file; run as root,
# from the root of the repository.
#
#   sandbox_start DIR IMAGE PART…   starts one that keeps its files in DIR, and waits until its parts answer
#   sandbox_enter DIR               sets `entering` to the words that run a command in it, with the parts in its environment
#   sandbox_stop DIR                ends it with everything that runs in it
#
# A part is `docker` or `podman`, which have the image, or `registry`, which gets it from docker and comes after it.
# In a sandbox /tmp is DIR/tmp, /run is empty, and the network is a loopback of its own: two of them share no port, address,
# firewall rule, mount or process, and may use the same names. The kernel ends a sandbox with the process that started it,
# even where that was killed, and its mounts and networks go with its last process. Only files in DIR are left then.

# sandbox_start DIR IMAGE PART…: what was in DIR before is removed.
sandbox_start() {
    local dir=$1 pid
    shift
    rm -rf "$dir"
    mkdir -p "$dir/tmp"
    chmod 1777 "$dir/tmp"
    # The kernel watches this shell itself: not one that `$(…)` or a pipe would make.
    setpriv --pdeathsig KILL unshare --mount --net --pid --fork --kill-child --mount-proc --propagation private \
        bash -euo pipefail -c '
            for file in engines image registry sandbox; do source "Tests/support/$file.sh"; done
            sandbox_main "$@"' sandbox "$dir/tmp" "$@" \
        >"$dir/log" 2>&1 </dev/null &
    pid=$!
    echo "$pid" >"$dir/pid"
    while [[ ! -s $dir/tmp/environment ]]; do
        if ! kill -0 "$pid" 2>/dev/null; then
            echo "the sandbox with ${*:2} did not start; the end of its log:" >&2
            tail -n 30 "$dir/log" >&2
            return 1
        fi
        sleep 0.1
    done
}

# sandbox_main TMP IMAGE PART…: what runs in a sandbox, as its first process.
sandbox_main() {
    local tmp=$1 image=$2 part socket port pulled
    shift 2
    # As the mounts of a machine are, and as what engines are given must be.
    mount --make-rshared /
    mount --bind "$tmp" /tmp
    mount -t tmpfs -o mode=755 run /run
    mkdir -p /run/lock
    ip link set lo up
    # That of whoever started it may not be there.
    export TMPDIR=/tmp
    # Short, because the path of a socket may have 107 bytes at most.
    mkdir /tmp/e
    for part in "$@"; do
        case $part in
            docker) socket=$(start_dockerd /tmp/e) ;;
            podman) socket=$(start_podman /tmp/e) ;;
            registry)
                port=$(start_registry /tmp/e)
                pulled=$(push_image /tmp/e/docker.sock "$image" "$port")
                echo "KNOT_TEST_PULL=$pulled" >>/tmp/environment.new
                continue
                ;;
        esac
        make_image "$socket" "$image"
        echo "KNOT_TEST_${part^^}=unix://$socket" >>/tmp/environment.new
    done
    mv /tmp/environment.new /tmp/environment
    # The first process waits for those that lost their parent, which bash does by itself.
    while true; do
        sleep 3600 &
        wait $!
    done
}

# sandbox_enter DIR: the words are those of a program, which `env` and `timeout` run too.
sandbox_enter() {
    local space words=()
    space=/proc/$(cat "$1/pid")/ns
    mapfile -t words <"$1/tmp/environment"
    # shellcheck disable=SC2034
    entering=(
        nsenter --mount="$space/mnt" --net="$space/net" --pid="$space/pid_for_children" --wdns="$PWD" \
            env TMPDIR=/tmp "${words[@]}"
    )
}

# sandbox_stop DIR: waits until nothing of it is left but files.
sandbox_stop() {
    local pid first turn
    pid=$(cat "$1/pid" 2>/dev/null) || return 0
    # Its first process ends last, and takes no notice of a polite signal.
    first=$(tr -d ' ' 2>/dev/null <"/proc/$pid/task/$pid/children") || true
    kill -KILL "${first:-$pid}" 2>/dev/null || true
    # What another shell started is only seen to be gone.
    wait "$pid" 2>/dev/null || true
    for ((turn = 0; turn < 100; turn++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    rm -f "$1/pid"
}
