#!/bin/sh
# Renders the nginx configuration: every *.in of this directory into DIR, with
# @NAME@ replaced by the setting of that name: those of settings.sh, and what
# this script makes of them. Needs only sh and awk, so a container needs
# nothing more. Exit status 2 names the setting that is wrong; then DIR is as it
# was.
#
#   render.sh DIR      then: nginx -c DIR/nginx.conf
# shellcheck disable=SC2034 # with -a all variables are in the environment, where
# awk finds them
set -eua

fail() {
    echo "render.sh: $*" >&2
    exit 2
}

[ $# -eq 1 ] || fail "usage: render.sh DIR"

# Of these templates. The application says when it is of another version.
FINPLAN_VERSION=0.1.0
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=$1

is_number() {
    case $1 in
        '' | *[!0-9]* | ????????*) return 1 ;;
    esac
}

# share N PERCENT: that part of N, rounded up. Not a number: N, to be refused
# by its name below.
share() {
    if is_number "$1"; then
        echo $((($1 * $2 + 99) / 100))
    else
        echo "$1"
    fi
}

half() {
    share "$1" 50
}

# kept_for_pool THREADS: connections that are worth keeping to a pool, of whose
# processes each has so many threads: one for each, and one that waits behind it.
kept_for_pool() {
    is_number "$WORKERS" && is_number "$WORKER_THREADS" || return 0
    if [ "$WORKER_THREADS" -gt 0 ]; then
        echo $((2 * WORKERS * WORKER_THREADS))
    else
        echo $((2 * WORKERS * $1))
    fi
}

# number NAME MIN MAX: the setting is a whole number in that range.
number() {
    value=
    eval "value=\$$1"
    is_number "$value" || fail "$1 must be a whole number, not '$value'"
    if [ "$value" -lt "$2" ] || [ "$value" -gt "$3" ]; then
        fail "$1 must be from $2 to $3, not $value"
    fi
}

# one_of NAME WORD...
one_of() {
    name=$1
    eval "value=\$$1"
    shift
    for word in "$@"; do
        [ "$value" != "$word" ] || return 0
    done
    fail "$name must be one of: $*; not '$value'"
}

: "${REQUEST_TIMEOUT_SECONDS:=30}"
is_number "$REQUEST_TIMEOUT_SECONDS" ||
    fail "REQUEST_TIMEOUT_SECONDS must be a whole number, not '$REQUEST_TIMEOUT_SECONDS'"
# shellcheck source=nginx/settings.sh
. "$here/settings.sh"

# --- ranges ---------------------------------------------------------------
number RATE_LIMIT_REQUESTS_PER_MINUTE 1 1000000
number MAX_REQUEST_SIZE_MB 1 1024
number REQUEST_TIMEOUT_SECONDS 1 3600
number WORKERS 1 256
number WORKER_THREADS 0 256
number MAX_CONNECTIONS 1 65536
for rate in NGINX_USER NGINX_LOGIN NGINX_HEAVY; do
    number "${rate}_RATE_PER_MINUTE" 1 1000000
    number "${rate}_RATE_BURST" 1 1000000
done
number NGINX_RATE_BURST 1 1000000
number NGINX_CONNECTIONS_PER_CLIENT 1 65535
number NGINX_HEAVY_PER_CLIENT 1 65535
number NGINX_WORKER_CONNECTIONS 64 1000000
number NGINX_API_KEEPALIVE 1 65535
number NGINX_SIM_KEEPALIVE 1 65535
number NGINX_DRAIN_SECONDS 1 3600
number NGINX_CACHE_SECONDS 0 3600
number NGINX_MAINTENANCE_SECONDS 1 86400
number NGINX_READ_TIMEOUT 1 7200
[ "$NGINX_WORKER_PROCESSES" = auto ] || number NGINX_WORKER_PROCESSES 1 1024
one_of NGINX_ERROR_LOG_LEVEL error warn notice info
one_of NGINX_LIMITS_DRY_RUN on off
one_of NGINX_BROTLI auto on off
one_of RESULT_SIGNATURES asked always
[ "$NGINX_READ_TIMEOUT" -gt "$REQUEST_TIMEOUT_SECONDS" ] ||
    fail "NGINX_READ_TIMEOUT ($NGINX_READ_TIMEOUT) must be more than REQUEST_TIMEOUT_SECONDS ($REQUEST_TIMEOUT_SECONDS)"
if [ "$NGINX_WORKER_PROCESSES" != auto ]; then
    for pool in API SIM; do
        kept=
        eval "kept=\$NGINX_${pool}_KEEPALIVE"
        [ $((kept * NGINX_WORKER_PROCESSES)) -le $((WORKERS * MAX_CONNECTIONS)) ] ||
            fail "NGINX_${pool}_KEEPALIVE ($kept, for each of $NGINX_WORKER_PROCESSES processes) is more than WORKERS * MAX_CONNECTIONS"
    done
fi

# --- texts that become part of the configuration ----------------------------
for name in NGINX_LISTEN NGINX_INTERNAL_LISTEN NGINX_H2C_LISTEN \
    NGINX_TLS_LISTEN NGINX_TLS_CERTIFICATE NGINX_TLS_CERTIFICATE_KEY \
    NGINX_RUN_DIR NGINX_ACCESS_LOG NGINX_ERROR_LOG NGINX_MAINTENANCE_FILE \
    NGINX_MODULES_DIR FINPLAN_EDGE_LOG; do
    eval "value=\$$name"
    case $value in
        *[!A-Za-z0-9_.:/@%+~=\[\]-]*) fail "$name may hold only letters, digits and _.:/@%+~=[]-" ;;
    esac
done
for name in FINPLAN_API_ADDRESS FINPLAN_SIM_ADDRESS FINPLAN_API_CANARY_ADDRESS \
    FINPLAN_SIM_CANARY_ADDRESS NGINX_TRUSTED_PROXIES NGINX_RATE_ALLOW \
    CORS_ALLOWED_ORIGINS; do
    eval "value=\$$name"
    case $value in
        *[!A-Za-z0-9_.:/*\[\]\ -]*) fail "$name may hold only addresses with blanks between them" ;;
    esac
done
set -f # the lists below are split at blanks, and "*" stays what it is

# servers ADDRESSES: a server line each. With one there is nothing to choose;
# with several, one that failed three times is left out for five seconds, and
# its weight then comes back a hundredth with each request (upstreams.conf).
servers() {
    # shellcheck disable=SC2086
    set -- $1
    [ $# -gt 0 ] || fail "a pool needs an address"
    if [ $# -eq 1 ]; then
        echo "server $1 max_fails=0;"
        return
    fi
    for address in "$@"; do
        printf 'server %s weight=100 max_fails=3 fail_timeout=5s; ' "$address"
    done
}
NGINX_API_SERVERS=$(servers "$FINPLAN_API_ADDRESS")
NGINX_SIM_SERVERS=$(servers "$FINPLAN_SIM_ADDRESS")
NGINX_API_CANARY_SERVERS=$(servers "$FINPLAN_API_CANARY_ADDRESS")
NGINX_SIM_CANARY_SERVERS=$(servers "$FINPLAN_SIM_CANARY_ADDRESS")

NGINX_TRUSTED=
for proxy in $NGINX_TRUSTED_PROXIES; do
    NGINX_TRUSTED="${NGINX_TRUSTED}set_real_ip_from $proxy; "
done
: "${NGINX_TRUSTED:=# nobody is believed}"

NGINX_NOT_COUNTED=
for network in $NGINX_RATE_ALLOW; do
    NGINX_NOT_COUNTED="${NGINX_NOT_COUNTED}$network 0; "
done
: "${NGINX_NOT_COUNTED:=# everybody is}"

# An origin is answered with itself; of "*" the answer does not depend on it.
NGINX_CORS_ORIGINS='' NGINX_CORS_VARY=''
case $CORS_ALLOWED_ORIGINS in
    '*') NGINX_CORS_ORIGINS='"" ""; default "*";' ;;
    *)
        for origin in $CORS_ALLOWED_ORIGINS; do
            NGINX_CORS_ORIGINS="$NGINX_CORS_ORIGINS\"$origin\" \$http_origin; "
            NGINX_CORS_VARY=Origin
        done
        NGINX_CORS_ORIGINS="${NGINX_CORS_ORIGINS}default \"\";" ;;
esac

NGINX_MORE_LISTENERS=
[ -z "$NGINX_H2C_LISTEN" ] || NGINX_MORE_LISTENERS="listen $NGINX_H2C_LISTEN http2 default_server backlog=1024; "
if [ -n "$NGINX_TLS_LISTEN" ]; then
    if [ -z "$NGINX_TLS_CERTIFICATE" ] || [ -z "$NGINX_TLS_CERTIFICATE_KEY" ]; then
        fail "NGINX_TLS_LISTEN needs NGINX_TLS_CERTIFICATE and NGINX_TLS_CERTIFICATE_KEY"
    fi
    NGINX_MORE_LISTENERS="${NGINX_MORE_LISTENERS}listen $NGINX_TLS_LISTEN ssl http2 default_server backlog=1024; ssl_certificate $NGINX_TLS_CERTIFICATE; ssl_certificate_key $NGINX_TLS_CERTIFICATE_KEY; "
fi
: "${NGINX_MORE_LISTENERS:=# no other}"

module=$NGINX_MODULES_DIR/ngx_http_brotli_filter_module.so
if [ "$NGINX_BROTLI" = auto ] && [ ! -e "$module" ]; then
    NGINX_BROTLI=off
fi
if [ "$NGINX_BROTLI" = off ]; then
    NGINX_LOAD_BROTLI="# without brotli" NGINX_IF_BROTLI="# "
else
    NGINX_LOAD_BROTLI="load_module $module;" NGINX_IF_BROTLI=
fi

# Seconds until a limit surely takes one request more.
wait_of() {
    echo $(((60 + $1 - 1) / $1))
}
slowest=$RATE_LIMIT_REQUESTS_PER_MINUTE
[ "$NGINX_USER_RATE_PER_MINUTE" -ge "$slowest" ] || slowest=$NGINX_USER_RATE_PER_MINUTE
NGINX_RETRY_AFTER=$(wait_of "$slowest")
NGINX_LOGIN_RETRY_AFTER=$(wait_of "$NGINX_LOGIN_RATE_PER_MINUTE")
NGINX_HEAVY_RETRY_AFTER=$(wait_of "$NGINX_HEAVY_RATE_PER_MINUTE")
[ "$NGINX_LOGIN_RETRY_AFTER" -ge "$NGINX_RETRY_AFTER" ] || NGINX_LOGIN_RETRY_AFTER=$NGINX_RETRY_AFTER
[ "$NGINX_HEAVY_RETRY_AFTER" -ge "$NGINX_RETRY_AFTER" ] || NGINX_HEAVY_RETRY_AFTER=$NGINX_RETRY_AFTER

# A client's connection, one to the application, and a file for either body.
NGINX_FILES=$((NGINX_WORKER_CONNECTIONS * 2 + 1024))

# --- rendering ----------------------------------------------------------------
set +f

# render FROM TO: into a new file first, so that a running nginx never reloads
# half of one.
render() {
    awk '
    {
        line = $0
        made = ""
        while (match(line, /@[A-Z][A-Z0-9_]*@/)) {
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
for template in "$here"/snippets/*.conf.in; do
    name=${template##*/}
    render "$template" "$out/snippets/${name%.in}"
done
render "$here/nginx.conf.in" "$out/nginx.conf"
