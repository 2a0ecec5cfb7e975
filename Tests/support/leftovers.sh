# shellcheck shell=bash
# What runs of the tests that were killed left behind. Source this file.
#
#   claim DIR               notes in DIR that this process uses it
#   release DIR             takes the note away, so that DIR stays
#   remove_leftovers PARENT removes each knot.XXXXXX in PARENT that a process used which no longer lives, and says so
#
# A directory without a note is nobody's to remove.

# started PID: when a process started, in ticks since the machine did: its number may be another's by now.
started() {
    local words
    words=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
    # The name, in parentheses, may have spaces.
    read -ra words <<<"${words##*) }"
    echo "${words[19]}"
}

claim() { echo "$$ $(started $$)" >"$1/claim"; }

release() { rm -f "$1/claim"; }

remove_leftovers() {
    local note dir pid since file
    for note in "$1"/knot.??????/claim; do
        [[ -f $note ]] || continue
        read -r pid since <"$note" || continue
        [[ $(started "$pid") != "$since" ]] || continue
        dir=${note%/claim}
        # The kernel has ended its sandboxes; one that it is still at is waited for.
        for file in "$dir"/sandbox-*/pid; do
            [[ -f $file ]] || continue
            pid=$(cat "$file")
            if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF " $dir/"; then
                sandbox_stop "${file%/pid}"
            fi
        done
        rm -rf --one-file-system "$dir" 2>/dev/null || true
        echo "removed $dir, which a run of the tests that was killed had left"
    done
}
