# shellcheck shell=bash disable=SC2154
# Plays the end-to-end scenarios of an engine, several at the same time. Source this file after verdicts.sh and sandbox.sh.
#
#   list_tests PATTERN PROGRAM…                    prints the tests whose names match, one a line
#   queue_make DIR                                 makes a queue of the scenarios on standard input, slow ones first
#   queue_take DIR                                 takes the next one: prints its number and name; fails when none is left
#   work_through DIR SANDBOX IMAGE ENGINE PROGRAM… plays what it takes from the queue, in a sandbox
#   begin_workers COUNT DIR SANDBOX IMAGE ENGINE PROGRAM…  begins several such workers
#   reckon DIR SANDBOX IMAGE ENGINE PROGRAM…       adds what was played to the totals; runs what failed once more, alone
#   slowest DIR…                                   prints the five that took longest, over all queues
#
# A worker is a process with a sandbox, so with an engine, a network, mounts and processes that no other worker sees. Each
# scenario is a process of the test program: one that crashes or hangs takes no other with it, and its worker begins again
# with a new sandbox. In DIR, `list` has every scenario and `queue` those that nobody has taken yet; NUMBER.log is what one
# said; a line of `played` is the number, exit code, seconds and name of one whose process has ended. `reckon` compares
# the three: a scenario that nobody took, or that its worker did not live to finish, has failed, and none counts twice.

# Those that take forty seconds and more, the longest first. One that is missing costs nothing but some time at the end:
# `slowest` tells.
slow_scenarios=(
    ViolenceScenarios/twoHundredSpacesUnderBlows
    ViolenceScenarios/eventsThatNeverCome
    AttackScenarios/nothingShowsAProtectedValue
    IdentityScenarios/anUpgradeWritesNothingToTheEngine
    ViolenceScenarios/anEngineThatEndsAndComesBack
    CrashScenarios/aKilledServerFinishesWhatItBegan
    LifecycleScenarios/aSpaceIsWarnedAndStoppedAfterItsTime
    HealthScenarios/aCheckDecidesWhetherASpaceIsReady
    AttackScenarios/heldConnectionsKeepNobodyOut
    HealthScenarios/anUnwellSpaceIsRestartedWhereThatIsAskedFor
    EngineScenarios/aContainerThatWasHalfMadeIsMadeAgain
    IdentityScenarios/serversThatShareAnEngineLeaveOneAnotherAlone
    AttackScenarios/noFlippedBitRemovesAContainer
    EngineWorldTests/anEngineThatHangsIsStartedAgain
    AttackScenarios/nothingIsAcknowledgedIntoAFileThatWasTakenAway
)

# Seconds that a scenario may take.
scenario_patience=1800

list_tests() {
    local pattern=$1
    shift
    # The program itself takes no notice of a filter here.
    { "$@" --list-tests || true; } | { grep -P -- "$pattern" || true; }
}

# queue_make DIR: those that take long begin first, so that none of them is the last to end.
queue_make() {
    local name
    mkdir -p "$1"
    cat >"$1/names"
    {
        for name in "${slow_scenarios[@]}"; do grep -F -- ".$name(" "$1/names" || true; done
        grep -vF -f <(printf '.%s(\n' "${slow_scenarios[@]}") "$1/names" || true
    } | awk '{ printf "%03d %s\n", NR, $0 }' >"$1/list"
    cp "$1/list" "$1/queue"
    : >"$1/lock"
    : >"$1/played"
}

queue_take() {
    (
        flock 9
        IFS= read -r line <"$1/queue" || exit 1
        sed -i 1d "$1/queue"
        echo "$line"
    ) 9>"$1/lock"
}

# scenario_filter NAME: what makes the test program run this test alone.
scenario_filter() { printf '^%s' "$(sed 's/[][\.|$(){}?+*^]/\\&/g' <<<"$1")"; }

# play DIR NUMBER NAME COMMAND…: plays a scenario with a test program, and notes how it ended. Fails when it did not get to
# its end, and may have left something behind.
play() {
    local dir=$1 number=$2 name=$3 code=0 began=$EPOCHREALTIME
    shift 3
    "$@" --no-parallel --filter "$(scenario_filter "$name")" >"$dir/$number.log" 2>&1 </dev/null || code=$?
    awk -v from="$began" -v to="$EPOCHREALTIME" -v number="$number" -v code="$code" -v name="$name" \
        'BEGIN { printf "%s %d %.1f %s\n", number, code, to - from, name }' >>"$dir/played"
    ended "$dir/$number.log"
}

# work_through DIR SANDBOX IMAGE ENGINE PROGRAM…: until the queue is empty. A sandbox that does not start ends the worker.
work_through() {
    local dir=$1 sandbox=$2 image=$3 engine=$4 number name
    shift 4
    while [[ -s $dir/queue ]]; do
        sandbox_start "$sandbox" "$image" "$engine" || return
        sandbox_enter "$sandbox"
        while read -r number name < <(queue_take "$dir"); do
            play "$dir" "$number" "$name" "${entering[@]}" timeout --signal=TERM --kill-after=20 "$scenario_patience" \
                "$@" || break
        done
        sandbox_stop "$sandbox"
    done
}

# begin_workers COUNT DIR SANDBOX IMAGE ENGINE PROGRAM…: begins that many, which end with this shell; adds them to `children`.
begin_workers() {
    local count=$1 dir=$2 sandbox=$3 number
    shift 3
    for ((number = 1; number <= count; number++)); do
        setpriv --pdeathsig KILL bash -euo pipefail -c '
            for file in verdicts sandbox workers; do source "Tests/support/$file.sh"; done
            work_through "$@"' worker "$dir" "$sandbox-$number" "$@" >"$dir/worker-$number.log" 2>&1 </dev/null &
        children+=($!)
    done
}

# replay SANDBOX IMAGE ENGINE LOG PROGRAM…: runs what failed in LOG once more, in a new sandbox.
replay() {
    local sandbox=$1 image=$2 engine=$3 log=$4
    shift 4
    entering=(false)
    if sandbox_start "$sandbox" "$image" "$engine"; then sandbox_enter "$sandbox"; fi
    try_again "$log" "${entering[@]}" timeout --signal=TERM --kill-after=20 "$scenario_patience" "$@"
    sandbox_stop "$sandbox"
}

# reckon DIR SANDBOX IMAGE ENGINE PROGRAM…: once no worker is left.
reckon() {
    local dir=$1 sandbox=$2 image=$3 engine=$4 number name code times before waiting
    shift 4
    waiting=$(wc -l <"$dir/queue")
    if ((waiting > 0)); then
        failed=$((failed + waiting - 1))
        fail "$waiting scenarios on $engine were not begun, since no worker was left; the first of them: $(head -n 1 "$dir/queue" | cut -d" " -f2)"
    fi
    : >"$dir/passed.log"
    while read -r number name <&3; do
        times=$(grep -c "^$number " "$dir/played" || true)
        code=$(awk -v number="$number" '$1 == number { print $2; exit }' "$dir/played")
        if [[ $times == 0 ]]; then
            # What is still in the queue has been counted.
            if grep -q "^$number " "$dir/queue"; then continue; fi
            if [[ -s $dir/$number.log ]]; then tail -n 40 "$dir/$number.log"; fi
            fail "$name on $engine was not finished: its worker died"
        elif [[ $times != 1 ]]; then
            fail "$name on $engine was played $times times"
        elif [[ $code == 0 ]] && ! grep -q '^✔ Test run with 1 test in ' "$dir/$number.log"; then
            tail -n 40 "$dir/$number.log"
            fail "$name on $engine ended with exit code 0 and was not run"
        elif [[ $code == 0 ]]; then
            cat "$dir/$number.log" >>"$dir/passed.log"
        else
            if ended "$dir/$number.log"; then replay "$sandbox" "$image" "$engine" "$dir/$number.log" "$@"; fi
            filter='' count "$dir/$number.log" "$code" "$name on $engine"
        fi
    done 3<"$dir/list"
    before=$((passed + failed + skipped))
    if [[ -s $dir/passed.log ]]; then count "$dir/passed.log" 0 "end to end on $engine"; fi
    times=$(grep -c '^✔ Test run with 1 test in ' "$dir/passed.log" || true)
    if ((passed + failed + skipped - before != times)); then
        fail "$times scenarios on $engine ended well, and $((passed + failed + skipped - before)) were counted"
    fi
}

# slowest DIR…: with the seconds that each took.
slowest() {
    local dir
    for dir in "$@"; do sed "s|^|${dir##*/} |" "$dir/played"; done | sort -k4,4nr |
        awk 'NR <= 5 { printf "    %.0f s: %s on %s\n", $4, $5, $1 }'
}
