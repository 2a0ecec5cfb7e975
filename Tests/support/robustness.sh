# shellcheck shell=bash disable=SC2154
# How much the tests notice, in totals: mutants, planted faults, and many seeds of the simulator. Source this file after
# verdicts.sh, where `passed`, `work` and `children` are set.
#
#   try_mutants OPTION…          counts each mutant that Tests/mutants tries as a test
#   find_faults PROGRAM          counts each planted fault as a test, which passes when a seed finds the fault
#   sweep_seeds PROGRAM FROM..TO [OPTION…] counts each seed that fails, and one test when none does

# logged LOG COMMAND…: runs it with its output in LOG. Returns its exit code.
logged() {
    local log=$1 code=0
    shift
    "$@" >"$log" 2>&1 </dev/null &
    children+=($!)
    wait "${children[-1]}" || code=$?
    unset 'children[-1]'
    return "$code"
}

# broke LOG TEXT: shows the end of LOG, and counts that what wrote it did not come to its end.
broke() {
    tail -n 40 "$1"
    fail "$2"
}

try_mutants() {
    local log=$work/mutants.log code=0 end='^([0-9]+) mutants, ([0-9]+) killed, ([0-9]+) explained, ([0-9]+) failed$'
    logged "$log" Tests/mutants "$@" || code=$?
    if ((code > 1)) || ! [[ $(tail -n 1 "$log") =~ $end ]]; then
        broke "$log" "Tests/mutants ended with exit code $code"
        return
    fi
    sed 's/^/    /' "$log"
    passed=$((passed + BASH_REMATCH[1] - BASH_REMATCH[4]))
    failed=$((failed + BASH_REMATCH[4]))
}

find_faults() {
    local log=$work/faults.log code=0 missed
    logged "$log" "$1" 1 3000 2 || code=$?
    missed=$(grep -cE '^\| `.*` \| not found \|' "$log" || true)
    if [[ $code != 0 && $missed == 0 ]] || ! grep -qE '^\| `' "$log"; then
        broke "$log" "the table of planted faults ended with exit code $code"
        return
    fi
    sed 's/^/    /' "$log"
    passed=$((passed + $(grep -cE '^\| `' "$log") - missed))
    failed=$((failed + missed))
}

sweep_seeds() {
    local log=$work/seeds.log code=0 bad
    logged "$log" "$1" --seeds "${@:2}" || code=$?
    bad=$(grep -cE '^seed [0-9]+ failed: ' "$log" || true)
    if ! grep -qE '^[0-9]+ seeds, ' "$log" || [[ $code != 0 && $bad == 0 ]]; then
        broke "$log" "knot-sim --seeds ${*:2} ended with exit code $code"
        return
    fi
    sed 's/^/    /' "$log"
    failed=$((failed + bad))
    if [[ $bad == 0 ]]; then passed=$((passed + 1)); fi
}
