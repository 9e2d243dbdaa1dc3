#!/bin/sh
# Every header compiles by itself, and a second inclusion changes nothing.
set -eu
src=${FP_SRCDIR:-.}
build=${FP_BUILDDIR:-.}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0 n=0
flags=$(pkg-config --cflags fcgi libpq libmemcached json-c libsodium libcrypto 2>/dev/null || :)
for header in $(cd "$src/fcgi-app" && find . -name '*.h' | sed 's|^\./||' | sort); do
    printf '#include "%s"\n#include "%s"\nextern int fp_unit;\nint fp_unit;\n' \
        "$header" "$header" >"$tmp/unit.c"
    n=$((n + 1))
    # shellcheck disable=SC2086
    if ! ${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -fsyntax-only \
        -I"$build" -I"$src/fcgi-app" -I"$build/fcgi-app" $flags "$tmp/unit.c"; then
        echo "not self-contained: $header"
        bad=$((bad + 1))
    fi
done
echo "$n headers, $bad faults"
[ "$bad" -eq 0 ] && [ "$n" -gt 0 ]
