#!/bin/sh
# Renders the nginx configuration: every *.in of this directory into DIR, with
# @NAME@ replaced by the setting of that name from the environment or by its
# default below. Needs only sh and awk, so a container needs nothing more.
#
#   render.sh DIR      then: nginx -c DIR/nginx.conf
set -eu

fail() {
    echo "render.sh: $*" >&2
    exit 2
}

[ $# -eq 1 ] || fail "usage: render.sh DIR"
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=$1

# number NAME MIN MAX: the setting is a whole number in that range.
number() {
    value=
    eval "value=\$$1"
    case $value in
        '' | *[!0-9]*) fail "$1 must be a whole number, not '$value'" ;;
    esac
    if [ "${#value}" -gt 7 ] || [ "$value" -lt "$2" ] || [ "$value" -gt "$3" ]; then
        fail "$1 must be from $2 to $3, not $value"
    fi
}

# --- the contract's settings ---------------------------------------------
: "${RATE_LIMIT_REQUESTS_PER_MINUTE:=100}"
: "${MAX_REQUEST_SIZE_MB:=10}"
: "${REQUEST_TIMEOUT_SECONDS:=30}"
# --- where things are -----------------------------------------------------
: "${NGINX_LISTEN:=8000}"
: "${NGINX_INTERNAL_LISTEN:=127.0.0.1:9090}"
: "${NGINX_RUN_DIR:=/run/finplan/nginx}"
: "${NGINX_ACCESS_LOG:=/dev/stdout}"
: "${NGINX_ERROR_LOG:=stderr}"
: "${FINPLAN_API_ADDRESS:=unix:/run/finplan/api.sock}"
: "${FINPLAN_SIM_ADDRESS:=unix:/run/finplan/sim.sock}"
: "${FINPLAN_EDGE_LOG:=unix:/run/finplan/edge.sock}"
# --- tuning ---------------------------------------------------------------
: "${NGINX_WORKER_PROCESSES:=auto}"
: "${NGINX_CONNECTIONS_PER_CLIENT:=50}"
: "${NGINX_API_KEEPALIVE:=32}"
: "${NGINX_SIM_KEEPALIVE:=16}"
: "${NGINX_DRAIN_SECONDS:=40}"
: "${NGINX_TRUSTED_PROXIES:=}"

number RATE_LIMIT_REQUESTS_PER_MINUTE 1 1000000
number MAX_REQUEST_SIZE_MB 1 1024
number REQUEST_TIMEOUT_SECONDS 1 3600
number NGINX_CONNECTIONS_PER_CLIENT 1 65535
number NGINX_API_KEEPALIVE 1 65535
number NGINX_SIM_KEEPALIVE 1 65535
number NGINX_DRAIN_SECONDS 1 3600
[ "$NGINX_WORKER_PROCESSES" = auto ] || number NGINX_WORKER_PROCESSES 1 1024

# Half a minute's worth at once; five seconds over the worker's deadline.
: "${NGINX_RATE_BURST:=$(((RATE_LIMIT_REQUESTS_PER_MINUTE + 1) / 2))}"
: "${NGINX_READ_TIMEOUT:=$((REQUEST_TIMEOUT_SECONDS + 5))}"
number NGINX_RATE_BURST 1 1000000
number NGINX_READ_TIMEOUT 1 7200
[ "$NGINX_READ_TIMEOUT" -gt "$REQUEST_TIMEOUT_SECONDS" ] ||
    fail "NGINX_READ_TIMEOUT ($NGINX_READ_TIMEOUT) must be more than REQUEST_TIMEOUT_SECONDS ($REQUEST_TIMEOUT_SECONDS)"
NGINX_RETRY_AFTER=$(((60 + RATE_LIMIT_REQUESTS_PER_MINUTE - 1) / RATE_LIMIT_REQUESTS_PER_MINUTE))

# "10.0.0.0/8 192.168.0.1" becomes one directive each.
trusted=
for proxy in $NGINX_TRUSTED_PROXIES; do
    trusted="${trusted}set_real_ip_from $proxy; "
done
NGINX_TRUSTED_PROXIES=${trusted:-# nobody}

case "$NGINX_LISTEN$NGINX_INTERNAL_LISTEN$NGINX_RUN_DIR$NGINX_ACCESS_LOG$NGINX_ERROR_LOG$FINPLAN_API_ADDRESS$FINPLAN_SIM_ADDRESS$FINPLAN_EDGE_LOG" in
    *[\;\{\}\"\'\ \\\$]*) fail "addresses and paths may not hold any of ; { } \" ' \\ \$ or a space" ;;
esac

export RATE_LIMIT_REQUESTS_PER_MINUTE MAX_REQUEST_SIZE_MB NGINX_LISTEN \
    NGINX_INTERNAL_LISTEN NGINX_RUN_DIR NGINX_ACCESS_LOG NGINX_ERROR_LOG \
    FINPLAN_API_ADDRESS FINPLAN_SIM_ADDRESS FINPLAN_EDGE_LOG NGINX_WORKER_PROCESSES \
    NGINX_CONNECTIONS_PER_CLIENT NGINX_API_KEEPALIVE NGINX_SIM_KEEPALIVE \
    NGINX_DRAIN_SECONDS NGINX_TRUSTED_PROXIES NGINX_RATE_BURST \
    NGINX_READ_TIMEOUT NGINX_RETRY_AFTER

# render FROM TO: into a new file first, so that a running nginx never reloads
# half of one.
render() {
    awk '
    {
        line = $0
        made = ""
        while (match(line, /@[A-Z][A-Z_]*@/)) {
            name = substr(line, RSTART + 1, RLENGTH - 2)
            if (!(name in ENVIRON)) {
                printf "%s:%d: there is no setting %s\n", FILENAME, FNR, name > "/dev/stderr"
                exit 2
            }
            made = made substr(line, 1, RSTART - 1) ENVIRON[name]
            line = substr(line, RSTART + RLENGTH)
        }
        print made line
    }' "$1" > "$2.new" || fail "$1 was not rendered"
    mv -f "$2.new" "$2"
}

mkdir -p "$out/snippets" "$NGINX_RUN_DIR"
render "$here/nginx.conf.in" "$out/nginx.conf"
for template in "$here"/snippets/*.conf.in; do
    name=${template##*/}
    render "$template" "$out/snippets/${name%.in}"
done
