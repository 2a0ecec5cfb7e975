# shellcheck shell=bash
# A small image made of Debian's busybox-static, so that no registry is needed. Source this file.
#
#   make_image SOCKET NAME     import it as NAME (`busybox:knot`) into the engine that answers at SOCKET (a path)

# image_tar FILE: write the image's files as a tar.
image_tar() {
    local busybox root applet
    busybox=$(command -v busybox) || {
        echo "busybox is missing: install busybox-static" >&2
        return 1
    }
    root=$(mktemp -d)
    mkdir -p "$root"/{bin,etc,root,tmp,usr/bin,var,proc,sys,dev,home/dev}
    cp "$busybox" "$root/bin/busybox"
    chmod 755 "$root/bin/busybox"
    for applet in $("$busybox" --list); do
        [[ $applet == busybox ]] || ln -sf busybox "$root/bin/$applet"
    done
    ln -s /bin/env "$root/usr/bin/env"
    chmod 1777 "$root/tmp"
    chmod 700 "$root/root"
    printf 'root:x:0:0:root:/root:/bin/sh\ndev:x:1000:1000:dev:/home/dev:/bin/sh\n' >"$root/etc/passwd"
    printf 'root:x:0:\ndev:x:1000:\n' >"$root/etc/group"
    tar -C "$root" --owner=0 --group=0 --exclude=./home/dev -cf "$1" .
    tar -C "$root" --owner=1000 --group=1000 -rf "$1" ./home/dev
    rm -rf "$root"
}

make_image() {
    local socket=${1#unix://} name=$2 tag=latest file reply id
    local api=http://engine/v1.41/images
    if [[ ${name##*/} == *:* ]]; then
        tag=${name##*:}
        name=${name%:*}
    fi
    file=$(mktemp)
    image_tar "$file"
    reply=$(curl -sS --max-time 120 --unix-socket "$socket" -X POST -H 'Content-Type: application/x-tar' \
        --data-binary "@$file" "$api/create?fromSrc=-&repo=$name&tag=$tag&changes=CMD%20%5B%22sh%22%5D") || true
    rm -f "$file"
    # Podman leaves the tag out and says latest: give it the tag, and take the other away.
    id=$(grep -o 'sha256:[0-9a-f]\{64\}' <<<"$reply" | tail -n 1) || true
    if [[ -n $id ]] &&
        ! curl -fs --max-time 30 --unix-socket "$socket" "$api/$name:$tag/json" 2>/dev/null | grep -q "\"Id\":\"$id\""; then
        curl -fsS -o /dev/null --max-time 30 --unix-socket "$socket" -X POST "$api/$id/tag?repo=$name&tag=$tag" || true
        curl -fsS -o /dev/null --max-time 30 --unix-socket "$socket" -X DELETE "$api/$name:latest?noprune=1" || true
    fi
    curl -fsS -o /dev/null --max-time 30 --unix-socket "$socket" "$api/$name:$tag/json" || {
        echo "the image $name:$tag was not imported at $socket: $reply" >&2
        return 1
    }
}
