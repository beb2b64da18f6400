# Sourced by script/test and script/lint: runs named steps, times them, and sums up at the end.

steps_summary=()
steps_failed=0
steps_started=$SECONDS

# step NAME COMMAND...: announces the step, runs it, and remembers how it went. Later steps run all the same.
step() {
    local name=$1 began=$SECONDS outcome=ok
    shift
    printf '\n=== %s  (at %d s)\n' "$name" $((SECONDS - steps_started))
    "$@" || { outcome=FAILED; steps_failed=1; }
    printf -- '--- %s: %s after %d s\n' "$name" "$outcome" $((SECONDS - began))
    steps_summary+=("$(printf '%-7s %4d s  %s' "$outcome" $((SECONDS - began)) "$name")")
}

# Prints a line for each step.
sum_up() {
    printf '\n=== Summary, %d s in all\n' $((SECONDS - steps_started))
    printf '%s\n' "${steps_summary[@]}"
}
