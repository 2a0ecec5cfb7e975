# An image registry on loopback, so that pulls are real. To be sourced; needs curl and Debian's docker-registry.
#
#   start_registry DIR                    starts one that keeps its files in DIR/registry; prints its port
#   push_image SOCKET NAME[:TAG] PORT     pushes an image of the Docker at SOCKET to it; prints the name to pull it by

start_registry() {
    local dir=$1/registry port try until
    mkdir -p "$dir/data"
    # Somebody else may take the port before it does.
    for try in 1 2 3; do
        port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
        cat >"$dir/config.yml" <<CONF
version: 0.1
log:
  level: warn
storage:
  filesystem:
    rootdirectory: $dir/data
http:
  addr: 127.0.0.1:$port
CONF
        setsid docker-registry serve "$dir/config.yml" >"$dir/log" 2>&1 </dev/null &
        echo $! >"$dir/pid"
        until=$((SECONDS + 60))
        while ((SECONDS < until)) && kill -0 "$(cat "$dir/pid")" 2>/dev/null; do
            if curl -fs --max-time 5 "http://127.0.0.1:$port/v2/" >/dev/null 2>&1; then
                echo "$port"
                return
            fi
            sleep 0.1
        done
        kill "$(cat "$dir/pid")" 2>/dev/null || true
    done
    echo "the registry did not start:" >&2
    tail -n 5 "$dir/log" >&2
    return 1
}

push_image() {
    local socket=${1#unix://} image=$2 port=$3 name answer
    name=${image%:*}
    local api=http://engine/v1.41/images
    curl -fsS --max-time 120 --unix-socket "$socket" -X POST \
        "$api/$image/tag?repo=127.0.0.1:$port/$name&tag=pulled" >/dev/null || return 1
    # The answer is a stream of progress with the error, if there is one, inside.
    answer=$(curl -fsS --max-time 300 --unix-socket "$socket" -X POST -H 'X-Registry-Auth: e30=' \
        "$api/127.0.0.1:$port/$name/push?tag=pulled") || return 1
    if [[ $answer == *'"error"'* ]]; then
        echo "$answer" | tail -n 1 >&2
        return 1
    fi
    curl -fsS --max-time 120 --unix-socket "$socket" -X DELETE "$api/127.0.0.1:$port/$name:pulled" >/dev/null || return 1
    echo "127.0.0.1:$port/$name:pulled"
}
