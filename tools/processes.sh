# Shared by tools/stack, tools/quickstart and tools/check: messages, and
# processes that are found again by number and time of start. Sourced by bash.
# The caller sets me (its name), and, for processes, dir (state directory).
# shellcheck shell=bash disable=SC2154

die() {
    echo "$me: $*" >&2
    exit 1
}

usage_error() {
    echo "$me: $*; try --help" >&2
    exit 2
}

# The comment at the head of a script is its help.
print_header() {
    sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$1"
}

# state_dir DIR: its absolute path. Root's PostgreSQL runs as another user, who
# must be able to walk there; where that is not so (a clone below /root), the
# state goes to /var/tmp and DIR becomes a link to it.
state_dir() {
    local given=$1 parent place
    if [ ! -e "$given" ] && [ ! -L "$given" ]; then
        parent=$(dirname -- "$given")
        mkdir -p "$parent"
        if [ "$(id -u)" -eq 0 ] && ! open_to_all "$parent"; then
            place=$(mktemp -d /var/tmp/finplan.XXXXXX)
            ln -s "$place" "$given"
            echo "$me: $given is kept in $place, where PostgreSQL's user can reach it" >&2
        else
            mkdir -p "$given"
        fi
    fi
    [ -d "$given" ] || die "$given is no directory"
    if [ "$(id -u)" -eq 0 ] && ! open_to_all "$(dirname -- "$(cd -- "$given" && pwd -P)")"; then
        die "other users may not enter $given, so PostgreSQL cannot run there; choose another directory"
    fi
    (cd -- "$given" && pwd -P)
}

# open_to_all DIR: every user may pass through it and what is above it.
open_to_all() {
    local at mode
    at=$(cd -- "$1" && pwd -P)
    while :; do
        mode=$(stat -c %a "$at")
        [ $((8#$mode & 1)) -eq 1 ] || return 1
        [ "$at" != / ] || return 0
        at=$(dirname -- "$at")
    done
}

# --- processes ---------------------------------------------------------------

# is_alive PID: it exists and is no zombie (a container may not reap those).
is_alive() {
    local state
    [ -r "/proc/$1/stat" ] || return 1
    state=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 1) || return 1
    [ -n "$state" ] && [ "$state" != Z ] && [ "$state" != X ]
}

# When PID started, in ticks since boot: with it a number that was given to
# another process in the meantime is not taken for ours.
start_ticks() {
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
}

# launch NAME COMMAND...: in a session of its own, output in log/NAME.log. The
# subshell becomes the command, so that its number is the command's. Descriptors
# of the caller (a pipe, a lock) must not stay open for as long as it runs.
launch() {
    local name=$1 pid fd
    shift
    (
        cd /
        for fd in /proc/self/fd/*; do
            fd=${fd##*/}
            [ "$fd" -le 2 ] || eval "exec $fd>&-"
        done
        exec setsid -- "$@"
    ) </dev/null >>"$dir/log/$name.log" 2>&1 &
    pid=$!
    disown "$pid"  # wait_for says how it ended
    mkdir -p "$dir/pids"
    printf '%s %s\n' "$pid" "$(start_ticks "$pid")" >"$dir/pids/$name"
}

recorded_pid() {
    [ ! -f "$dir/pids/$1" ] || cut -d ' ' -f 1 "$dir/pids/$1"
}

is_running() {
    local pid ticks
    [ -f "$dir/pids/$1" ] || return 1
    read -r pid ticks <"$dir/pids/$1" || return 1
    is_alive "$pid" && [ "$(start_ticks "$pid")" = "$ticks" ]
}

# wait_for NAME SECONDS COMMAND...: until it succeeds, while NAME lives.
wait_for() {
    local name=$1 end=$((SECONDS + $2))
    shift 2
    until "$@" >/dev/null 2>&1; do
        if ! is_running "$name"; then
            tail -n 5 "$dir/log/$name.log" >&2
            die "$name ended at once; its log is $dir/log/$name.log"
        fi
        [ "$SECONDS" -lt "$end" ] || die "$name is not ready; its log is $dir/log/$name.log"
        sleep 0.1
    done
}

# PID and everything that descends from it.
family() {
    local child
    echo "$1"
    for child in $(ps -o pid= --ppid "$1" 2>/dev/null); do
        family "$child"
    done
}

# end NAME SIGNAL SECONDS: the signal, and after the time KILL to all of it.
end() {
    local name=$1 signal=$2 end=$((SECONDS + $3)) pid pids
    if is_running "$name"; then
        pid=$(recorded_pid "$name")
        mapfile -t pids < <(family "$pid")
        kill "-$signal" "$pid" 2>/dev/null || true
        while is_running "$name" && [ "$SECONDS" -lt "$end" ]; do
            sleep 0.1
        done
        if is_running "$name"; then
            echo "$me: $name did not end in time and was killed" >&2
            kill -KILL "${pids[@]}" 2>/dev/null || true
        fi
    fi
    rm -f "$dir/pids/$name"
}

# --- ports -------------------------------------------------------------------

# Says who has the port, as far as this user may know.
refuse_taken_port() {
    local holder name
    name=$(ss -Hltnp "sport = :$1" 2>/dev/null | head -n 1) || true
    [ -n "$name" ] || return 0
    holder=$(sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1, process \2/p' <<<"$name")
    die "port $1 is taken by ${holder:-a process of another user}; stop it, or choose another port"
}
