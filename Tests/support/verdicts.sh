# shellcheck shell=bash
# What the runs of the tests say, in totals. Source this file where `passed`, `failed`, `skipped`, `filter` and
# `children` are set.
#
#   try_again LOG COMMAND…        runs each failed scenario of a finished run once more, alone
#   count LOG CODE NAME           adds a run to the totals, and shows what failed and what was skipped
#   fail TEXT                     counts a failure that no test reports

# How many more scenarios are run a second time. Beyond that many something is broken, not flaky.
reruns_left=5

# fail TEXT: counts a failure that no test reports.
fail() {
    failed=$((failed + 1))
    echo "FAILED: $1"
}

# ended LOG: whether the run got to its end: it did not crash, and nothing ended it.
ended() { grep -qE '^(✔|✘) Test run with .* after' "$1"; }

# failures LOG: the names of the tests that failed, one a line.
failures() {
    grep -E '^✘ Test .* failed after' "$1" | grep -vE '^✘ Test run with ' | sed -E 's/^✘ Test //; s/ (with .*)?failed after.*//'
}

# issues LOG NAME: what a test recorded.
issues() {
    awk -v name="Test $2 recorded an issue" '/^(◇|✔|✘|➜) /{ shown = index($0, name) > 0 } shown && ++count <= 100' "$1"
}

# try_again LOG COMMAND…: runs each failed scenario of LOG alone; COMMAND is the test program. Those that pass are told
# with both outputs and kept in LOG.flaky, for `count`. Only scenarios are run again: any other test that failed has failed.
try_again() {
    local log=$1 name code again seed
    shift
    : >"$log.flaky"
    ended "$log" || return 0
    seed=$(grep -oE 'KNOT_SEED=[0-9]+ repeats it' "$log" | head -n 1 | grep -oE '[0-9]+') || true
    while IFS= read -r name; do
        # A test with a title of its own is no scenario.
        [[ $name =~ ^[A-Za-z0-9_]+\(.*\)$ ]] || continue
        if ((reruns_left == 0)); then
            echo "    $name is not run again: too many scenarios failed"
            continue
        fi
        reruns_left=$((reruns_left - 1))
        again=$log.again
        code=0
        env ${seed:+"KNOT_SEED=$seed"} "$@" --no-parallel --filter "EndToEndTests\..*Scenarios/${name%%(*}\(" \
            >"$again" 2>&1 </dev/null &
        children+=($!)
        wait "${children[-1]}" || code=$?
        unset 'children[-1]'
        if [[ $code == 0 ]] && grep -qE "^✔ Test ${name%%(*}\(.* passed after" "$again"; then
            echo "$name" >>"$log.flaky"
            echo "flaky: $name"
        else
            echo "    $name failed once more, alone"
        fi
        echo "    its first run:"
        issues "$log" "$name" | sed 's/^/        /'
        echo "    its second run, alone (exit code $code):"
        tail -n 40 "$again" | sed 's/^/        /'
    done < <(failures "$log")
}

# count LOG CODE NAME: adds what a run of the tests says to the totals, and shows what failed and what was skipped.
count() {
    local log=$1 code=$2 name=$3 bad=0 flaky=0 failure
    # 69 is what a run ends with in which no test matched the filter.
    if [[ -n $filter && $code == 69 ]]; then return; fi
    passed=$((passed + $(grep -E '^✔ Test .* passed after' "$log" | grep -cvE '^✔ Test run with ' || true)))
    skipped=$((skipped + $(grep -cE '^[^ ]+ Test .* skipped' "$log" || true)))
    while IFS= read -r failure; do
        if [[ -f $log.flaky ]] && grep -qxF "$failure" "$log.flaky"; then
            flaky=$((flaky + 1))
            continue
        fi
        bad=$((bad + 1))
        # What was run again has been shown.
        [[ -f $log.flaky ]] || issues "$log" "$failure"
    done < <(failures "$log")
    passed=$((passed + flaky))
    failed=$((failed + bad))
    grep -E '^[^ ]+ Test .* skipped' "$log" | sed 's/^[^ ]* /    skipped: /' || true
    # What the violent scenarios did, and the seed that repeats it; engines that hung and were started again.
    grep -E '^(violence on|engine:) ' "$log" | sed 's/^/    /' || true
    if [[ $code != 0 ]] && ! ended "$log"; then
        tail -n 40 "$log"
        fail "$name ended with exit code $code before the last test: it crashed or ran out of time"
    elif [[ $code != 0 && $bad == 0 && $flaky == 0 ]]; then
        tail -n 40 "$log"
        fail "$name ended with exit code $code and no failed test"
    fi
    if [[ -z $filter && $code == 0 ]] && ! ended "$log"; then fail "$name ran no test"; fi
}
