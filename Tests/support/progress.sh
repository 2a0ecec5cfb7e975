# shellcheck shell=bash
# What a long build is at, for people and for logs. Source this file.
#
#   swift build 2>&1 | progress LOG     keep what comes in LOG, and print where the build is at most every 10 seconds

# progress LOG: passes the time of a build.
progress() {
    local line="" now="" began=$SECONDS shown=-10 code
    : >"$1"
    while true; do
        if IFS= read -r -t 10 line; then
            printf '%s\n' "$line" >>"$1"
            [[ $line =~ ^(\[[0-9]+/[0-9]+\]|Fetching|Updating|Cloning) ]] || continue
            now=$line
        else
            code=$?
            # Above 128 nothing came in time; else it has ended.
            ((code > 128)) || break
        fi
        if ((SECONDS - began - shown >= 10)) && [[ -n $now ]]; then
            shown=$((SECONDS - began))
            printf '    %s (%d s)\n' "${now:0:90}" "$shown"
        fi
    done
}
