# shellcheck shell=bash disable=SC2154 # what deploy.sh has set
# Part of deploy.sh: real requests to what runs, through kubectl port-forward.
# Uses here, app, context, namespace, say and fail of deploy.sh.

expected_probability=0.8695 # of operations/verify-plan.json, 2000 paths, seed 1

forward_pid=
end_forward() {
    [ -z "$forward_pid" ] || kill "$forward_pid" 2>/dev/null || :
    forward_pid=
}

# forward WHAT PORT: sets base to an address here that leads there.
forward() {
    local log i
    log=$(mktemp)
    # Not by n: that would be a shell, and end_forward would end it alone.
    kubectl ${context:+--context="$context"} --namespace="$namespace" port-forward "$1" ":$2" >"$log" 2>&1 &
    forward_pid=$!
    base=
    for ((i = 0; i < 300; i++)); do
        base=$(sed -n 's#^Forwarding from \(127[0-9.:]*\) .*#http://\1#p' "$log" | head -n 1)
        if [ -n "$base" ] || ! kill -0 "$forward_pid" 2>/dev/null; then break; fi
        sleep 0.1
    done
    [ -n "$base" ] || cat "$log" >&2
    rm -f "$log"
    [ -n "$base" ] || fail 7 "no way to $1 was found"
}

# asks STATUS PATTERN WHAT CURL-ARGUMENT...: both are extended expressions.
asks() {
    local wanted=$1 pattern=$2 what=$3 answer
    shift 3
    answer=$(curl -sS --max-time 30 -w '\n%{http_code}' "$@") || answer="$answer"$'\n000'
    if [[ ${answer##*$'\n'} =~ ^($wanted)$ ]] && grep -Eq -- "$pattern" <<<"$answer"; then
        echo "  ok    $what"
    else
        echo "  WRONG $what: ${answer##*$'\n'} $(head -c 200 <<<"$answer")"
        wrong=$((wrong + 1))
    fi
}

do_verify() {
    local known="\"success\":\\{\"probability\":${expected_probability}0*[,}]"
    local base wrong=0 key=() json=(-H 'Content-Type: application/json')
    [ "$BASHPID" = $$ ] || trap end_forward EXIT # of the subshell that do_deploy uses
    forward "service/$app-svc" 80
    asks 200 '"status"' "health" "$base/health"
    asks 200 '"ready"' "ready: database, migrations, self-test" "$base/ready"
    asks 200 '"version"' "status" "$base/status"
    asks 200 '"failed":0|"status":"(ok|pass)' "conformance: published figures" "$base/api/v1/conformance"
    asks 404 '' "no /metrics in public" "$base/metrics"
    if [ -n "${VERIFY_API_KEY_FILE-}" ]; then
        key=(-H "@$(header_file)")
        asks 200 "$known" "a simulation of known answer" \
            "${key[@]}" "${json[@]}" --data "@$here/operations/verify-plan.json" "$base/api/v1/simulations?paths=2000&seed=1"
        rm -f "${key[1]#@}"
    else
        # ANONYMOUS_CALCULATORS decides.
        asks '200|401' "$known|problem|unauthorized|\"status\":401" "simulations are refused to strangers, or of known answer" \
            "${json[@]}" --data "@$here/operations/verify-plan.json" "$base/api/v1/simulations?paths=2000&seed=1"
    fi
    end_forward
    forward "deployment/$app" 9090
    asks 200 '^finplan_http_requests_total' "metrics" "$base/metrics"
    end_forward
    [ "$wrong" -eq 0 ] || fail 7 "$wrong answers are wrong"
    say "verified"
}

# The key goes to curl by a file, never by a command line that others can read.
header_file() {
    local file
    file=$(mktemp)
    printf 'Authorization: Bearer %s\n' "$(cat "$VERIFY_API_KEY_FILE")" >"$file"
    echo "$file"
}
