#!/bin/sh
# What operators do to a running nginx of this configuration.
#
#   control.sh DIR check            is the configuration in DIR right?
#   control.sh DIR reload           take it up: new processes serve new requests,
#                                   old ones finish theirs; none is refused
#   control.sh DIR upgrade          the same with another program: after the
#                                   package of nginx was replaced
#   control.sh DIR maintenance on|off|status
#
# DIR is what render.sh wrote. Exit status: 0 done, 1 could not (and everything is
# as it was), 2 usage. NGINX names the program (nginx).
set -eu

NGINX=${NGINX:-nginx}
PATH=$PATH:/usr/sbin
SECONDS_TO_WAIT=15

fail() {
    echo "control.sh: $*" >&2
    exit 1
}

usage() {
    echo "control.sh: $*; see the head of $0" >&2
    exit 2
}

[ $# -ge 2 ] || usage "say DIR and what to do"
dir=$1
action=$2
[ -f "$dir/nginx.conf" ] || fail "there is no $dir/nginx.conf; run render.sh first"
pid_file=$(awk '$1 == "pid" { sub(/;$/, "", $2); print $2 }' "$dir/nginx.conf")
maintenance_file=$(sed -n 's/^if (-f \(.*\)) {$/\1/p' "$dir/snippets/gate.conf")

check() {
    "$NGINX" -t -q -e stderr -c "$dir/nginx.conf" ||
        fail "the configuration is wrong; what runs was not touched"
}

running() {
    pid=
    [ ! -s "$pid_file" ] || read -r pid <"$pid_file"
    if [ -z "$pid" ] || ! kill -0 "$pid" 2>/dev/null; then
        fail "nginx does not run ($pid_file)"
    fi
}

# wait_until COMMAND...: for some seconds.
wait_until() {
    tries=$((SECONDS_TO_WAIT * 10))
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1
    done
}

children() {
    cat "/proc/$1/task/$1/children" 2>/dev/null || true
}

# accepts PID: it is a worker process that takes new connections. Its title says
# when it no longer does.
accepts() {
    case $({ tr '\0' ' ' <"/proc/$1/cmdline"; } 2>/dev/null) in
        *"worker process is shutting down"*) return 1 ;;
        *"worker process"*) return 0 ;;
    esac
    return 1
}

# 0 once none of the processes $old accepts, and one of the others does.
have_new_workers() {
    for process in $old; do
        ! accepts "$process" || return 1
    done
    for process in $(children "$pid"); do
        ! accepts "$process" || return 0
    done
    return 1
}

reload() {
    check
    running
    old=$(children "$pid" | tr '\n' ' ')
    kill -HUP "$pid"
    wait_until have_new_workers || fail "the new processes did not take over; see the error log"
}

new_program_runs() {
    [ -s "$pid_file" ] && [ -s "$pid_file.oldbin" ] &&
        read -r new <"$pid_file" && [ "$new" != "$pid" ] && [ -n "$(children "$new")" ]
}

# The new program serves, or it ended and nginx took its old pid file back.
upgrade_is_decided() {
    ! new_program_runs || return 0
    if [ -e "$pid_file.oldbin" ]; then
        renamed=yes
        return 1
    fi
    [ "$renamed" = yes ]
}

# The new program takes the listening sockets over from the old one and both
# serve; then the old one finishes. Should the new one not come up, the old one has
# never stopped. Not for containers, which end with their first process: there,
# replace the container.
upgrade() {
    check
    running
    kill -USR2 "$pid"
    renamed=
    wait_until upgrade_is_decided || true
    if ! new_program_runs; then
        fail "the new program did not start; the old one goes on (see the error log)"
    fi
    kill -QUIT "$pid"
}

maintenance() {
    case $1 in
        on) : >"$maintenance_file" ;;
        off) rm -f "$maintenance_file" ;;
        status)
            if [ -e "$maintenance_file" ]; then echo on; else echo off; fi ;;
        *) usage "maintenance takes on, off or status" ;;
    esac
}

case $action in
    check) check ;;
    reload) reload ;;
    upgrade) upgrade ;;
    maintenance) maintenance "${3-}" ;;
    *) usage "there is no action $action" ;;
esac
