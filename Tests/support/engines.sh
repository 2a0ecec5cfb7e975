# shellcheck shell=bash
# Real container engines of a test's own, each under one directory. Source this file; run as root.
#
#   engines_install            install what is missing of Docker, Podman and their tools
#   start_dockerd DIR          print the path of a Docker Engine API socket once it answers
#   start_podman DIR           the same for Podman
#   stop_engine DIR            stop what was started there and remove its containers, mounts and links
#   unmount_pins DIR           take away what a knot server with its database in DIR has mounted for engines
#
# DIR is absolute and short: a socket's path has at most 107 bytes. Starting twice gives the running one.

# apt_install PACKAGE...: installs packages, and tries again for five minutes: another program may be at it, or the network gone
# for a moment.
apt_install() {
    local until=$((SECONDS + 300))
    until {
        apt-get update -qq -o Acquire::Retries=3 &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Acquire::Retries=3 \
                -o DPkg::Lock::Timeout=300 "$@"
    } >&2 </dev/null; do
        ((SECONDS < until)) || return 1
        sleep 5
    done
}

# Packages that hold a command this script needs, by command.
engines_install() {
    local missing=() pair
    for pair in dockerd:docker.io podman:podman runc:runc conmon:conmon ip:iproute2 iptables:iptables curl:curl \
        busybox:busybox-static; do
        command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
    done
    # These are no commands on the path, but Podman's networks need them.
    [[ -x /usr/lib/podman/netavark ]] || missing+=(netavark)
    [[ -x /usr/lib/podman/aardvark-dns ]] || missing+=(aardvark-dns)
    [[ ${#missing[@]} -eq 0 ]] && return 0
    echo "installing ${missing[*]}" >&2
    # The packages must not start daemons of their own here.
    local policy=/usr/sbin/policy-rc.d made=""
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=$policy
    fi
    local status=0
    apt_install "${missing[@]}" || status=$?
    [[ -z $made ]] || rm -f "$made"
    return "$status"
}

# engine_answers SOCKET: whether an engine answers there.
engine_answers() {
    [[ -S $1 ]] && curl -fsS -o /dev/null --max-time 5 --unix-socket "$1" http://engine/_ping 2>/dev/null
}

# engine_await SOCKET PIDFILE LOG: wait at most three minutes for an answer, as long as the process lives.
engine_await() {
    local until=$((SECONDS + 180))
    while ((SECONDS < until)); do
        engine_answers "$1" && return 0
        if [[ -s $2 ]] && ! kill -0 "$(cat "$2")" 2>/dev/null; then break; fi
        sleep 0.2
    done
    echo "the engine at $1 did not start; the end of its log:" >&2
    tail -n 20 "$3" >&2 || true
    return 1
}

# engine_subnet DIR: the first two numbers of a /16 that no interface here has, from a place that depends on DIR.
engine_subnet() {
    local start number turn
    start=$(cksum <<<"$1" | cut -d' ' -f1)
    for ((turn = 0; turn < 100; turn++)); do
        number=$((100 + (start + turn) % 100))
        if ! ip -4 route show | grep -q "^10\.$number\."; then
            echo "10.$number"
            return 0
        fi
    done
    echo "no free network 10.100.0.0/16 to 10.199.0.0/16" >&2
    return 1
}

# engine_bridge DIR: the name of the bridge that belongs to DIR.
engine_bridge() { printf 'knot%08x' "$(cksum <<<"$1" | cut -d' ' -f1)"; }

# engine_rules KIND BRIDGE PREFIX: removes the firewall rules of an engine that name the bridge, and those that name no
# interface but an address that begins with PREFIX (which may be empty). A daemon leaves its rules behind when it ends.
engine_rules() {
    local tool table rule
    for tool in iptables ip6tables; do
        command -v "$tool" >/dev/null || continue
        for table in nat filter raw; do
            while read -r rule; do
                # The words of a rule are written as a shell reads them: comments are in quotes.
                xargs "$tool" -w -t "$table" -D <<<"${rule#-A }" 2>/dev/null || true
            done < <("$tool" -w -t "$table" -S 2>/dev/null | awk -v kind="$1" -v bridge="$2" -v prefix="$3" '
                $1 == "-A" {
                    ours = placed = named = 0
                    for (i = 2; i <= NF; i++) {
                        if ($i == bridge) ours = 1
                        if ($i == "-i" || $i == "-o") placed = 1
                        if (prefix != "" && index($i, prefix) == 1) named = 1
                    }
                    owner = /NETAVARK/ ? "podman" : "docker"
                    if (ours || named && !placed && kind == owner) print
                }')
        done
    done
}

# engine_spawn COMMAND...: becomes the command in a session of its own, with no open file but the usual three: who
# started this may wait for the others to be closed.
engine_spawn() {
    local fd
    for fd in /proc/self/fd/*; do
        fd=${fd##*/}
        if ((fd > 2)); then eval "exec $fd>&-" 2>/dev/null || true; fi
    done
    # What a keeper of containers leaves in its directory (conmon a file 'oom') must not end up in the caller's.
    cd /tmp || true
    exec setsid "$@"
}

start_dockerd() {
    local dir=$1 socket=$1/docker.sock bridge subnet try
    mkdir -p "$dir/docker"
    if ! engine_answers "$socket"; then
        bridge=$(engine_bridge "$dir")
        if ! ip link show "$bridge" >/dev/null 2>&1; then
            subnet=$(engine_subnet "$dir")
            ip link add "$bridge" type bridge
            ip addr add "$subnet.0.1/24" dev "$bridge"
            ip link set "$bridge" up
        fi
        # On a machine that is held up it ends by itself: it waits no more than 15 seconds for its containerd.
        for try in 1 2 3; do
            rm -f "$socket" "$dir/docker/pid"
            # A bridge and a containerd namespace of its own: other daemons on this machine are left in peace.
            engine_spawn dockerd -H "unix://$socket" --data-root "$dir/docker/data" --exec-root "$dir/docker/exec" \
                -p "$dir/docker/daemon.pid" --bridge "$bridge" --containerd-namespace "$bridge" \
                --containerd-plugins-namespace "$bridge-plugins" \
                >"$dir/docker/log" 2>&1 </dev/null &
            echo $! >"$dir/docker/pid"
            if engine_await "$socket" "$dir/docker/pid" "$dir/docker/log"; then break; fi
            if ((try == 3)) || kill -0 "$(cat "$dir/docker/pid")" 2>/dev/null; then return 1; fi
        done
    fi
    echo "$socket"
}

start_podman() {
    local dir=$1 socket=$1/podman.sock subnet
    mkdir -p "$dir/podman/networks" "$dir/podman/tmp"
    if ! engine_answers "$socket"; then
        # Started again, it keeps its network: containers have addresses there.
        subnet=$(cat "$dir/podman/subnet" 2>/dev/null) || subnet=$(engine_subnet "$dir/podman")
        echo "$subnet" >"$dir/podman/subnet"
        # runc and these limits work where control groups are of the first or the hybrid kind, as in many CI machines.
        cat >"$dir/podman/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
default_subnet = "$subnet.0.0/24"
CONF
        # A bridge of its own: the usual one, podman0, may be another Podman's and have other addresses.
        cat >"$dir/podman/networks/podman.json" <<JSON
{"name": "podman", "id": "2f259bab93aaaaa2542ba43ef33eb990d0999ee1b9924b557b7be53c0b7a1bb9", "driver": "bridge",
 "network_interface": "$(engine_bridge "$dir/podman")", "created": "2024-01-01T00:00:00Z",
 "subnets": [{"subnet": "$subnet.0.0/24", "gateway": "$subnet.0.1"}],
 "ipv6_enabled": false, "internal": false, "dns_enabled": false, "ipam_options": {"driver": "host-local"}}
JSON
        # As Docker does by itself: a registry on loopback is spoken to without TLS.
        cat >"$dir/podman/registries.conf" <<CONF
[[registry]]
location = "127.0.0.1"
insecure = true
CONF
        rm -f "$socket" "$dir/podman/pid"
        CONTAINERS_REGISTRIES_CONF=$dir/podman/registries.conf \
            CONTAINERS_CONF=$dir/podman/containers.conf engine_spawn podman --runtime runc --root "$dir/podman/root" \
            --runroot "$dir/podman/runroot" --tmpdir "$dir/podman/tmp" --network-config-dir "$dir/podman/networks" \
            system service --time=0 "unix://$socket" >"$dir/podman/log" 2>&1 </dev/null &
        echo $! >"$dir/podman/pid"
        engine_await "$socket" "$dir/podman/pid" "$dir/podman/log" || return 1
    fi
    echo "$socket"
}

unmount_pins() {
    local point
    while read -r point; do
        umount -R -l "$point" 2>/dev/null || true
        rmdir "$point" 2>/dev/null || true
    done < <(awk -v source="knot:$1/mounts" '$1 == source { print $2 }' /proc/self/mounts)
}

# engine_children DIR: the ids of the processes that were started for DIR: the keepers of containers, which name it in
# their arguments, and what runs in containers, whose root file system is kept there.
engine_children() {
    local path name
    for path in /proc/[0-9]*; do
        name=$(cat "$path/comm" 2>/dev/null) || continue
        case $name in
            containerd | containerd-shim | conmon | aardvark-dns | docker-proxy)
                if tr '\0' ' ' <"$path/cmdline" 2>/dev/null | grep -qF -- "$1/"; then echo "${path##*/}"; fi
                ;;
            *)
                if awk -v dir="$1/" '$5 == "/" && index($0, dir) { found = 1 } END { exit !found }' \
                    "$path/mountinfo" 2>/dev/null; then echo "${path##*/}"; fi
                ;;
        esac
    done
}

# engine_clear SOCKET: remove every container there, and every network that was made.
engine_clear() {
    local id list='v1.41/containers/json?all=1'
    # Podman refuses the other list when a container has lost its storage.
    [[ $1 == */podman.sock ]] && list='v4.0.0/libpod/containers/json?all=true'
    for id in $(curl -fsS --max-time 20 --unix-socket "$1" "http://engine/$list" 2>/dev/null |
        grep -o '"Id":"[0-9a-f]*"' | cut -d'"' -f4); do
        curl -fsS -o /dev/null --max-time 30 -X DELETE --unix-socket "$1" \
            "http://engine/v1.41/containers/$id?force=1&v=1" 2>/dev/null || true
    done
    curl -fsS -o /dev/null --max-time 20 -X POST --unix-socket "$1" http://engine/v1.41/networks/prune 2>/dev/null || true
}

stop_engine() {
    local dir=$1 kind pid turn point bridge prefix
    for kind in docker podman; do
        [[ -f $dir/$kind/pid ]] || continue
        if engine_answers "$dir/$kind.sock"; then engine_clear "$dir/$kind.sock"; fi
        pid=$(cat "$dir/$kind/pid")
        if [[ -n $pid ]] && kill -TERM "$pid" 2>/dev/null; then
            for ((turn = 0; turn < 100; turn++)); do
                kill -0 "$pid" 2>/dev/null || break
                sleep 0.1
            done
            kill -KILL "$pid" 2>/dev/null || true
        fi
        rm -f "$dir/$kind/pid" "$dir/$kind.sock"
    done
    for pid in $(engine_children "$dir"); do kill -KILL "$pid" 2>/dev/null || true; done
    while read -r point; do
        umount -l "$point" 2>/dev/null || true
    done < <(awk -v dir="$dir/" 'index($2, dir) == 1 { print $2 }' /proc/self/mounts | sort -r)
    # Docker's addresses are known as long as its bridge is there.
    bridge=$(engine_bridge "$dir")
    prefix=$(ip -4 route show dev "$bridge" 2>/dev/null | grep -oE -m 1 '^10\.[0-9]+\.0\.' || true)
    ip link del "$bridge" 2>/dev/null || true
    engine_rules docker "$bridge" "$prefix"
    bridge=$(engine_bridge "$dir/podman")
    prefix=$(cat "$dir/podman/subnet" 2>/dev/null || true)
    ip link del "$bridge" 2>/dev/null || true
    engine_rules podman "$bridge" "${prefix:+$prefix.0.}"
}
