#!/bin/sh
# Installs the public tools of tests/contract/npm/ at their pinned versions and
# prints the folder. It is kept between runs, outside of the source tree:
#   $FP_NPM_TOOLS, or finplan/npm-CHECKSUM below $XDG_CACHE_HOME or ~/.cache
# Exit 77 (skip) where npm is missing or the registry cannot be reached.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/npm
skip() {
    echo "npm_tools.sh: $*" >&2
    exit 77
}
command -v npm >/dev/null || skip "npm is not installed"
command -v node >/dev/null || skip "node is not installed"
sum=$(cksum <"$here/package-lock.json" | tr ' ' '-')
tools=${FP_NPM_TOOLS:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/finplan/npm-$sum}

mkdir -p "$tools" || skip "$tools cannot be made"
exec 9>"$tools/.lock"
flock 9
if [ ! -e "$tools/.complete-$sum" ]; then
    cp "$here/package.json" "$here/package-lock.json" "$tools/"
    chmod u+w "$tools/package.json" "$tools/package-lock.json"
    (cd "$tools" && npm ci --ignore-scripts --no-audit --no-fund \
        --fetch-retries=1 --fetch-timeout=30000 >npm.log 2>&1) ||
        skip "npm could not install the tools; $tools/npm.log says why"
    : >"$tools/.complete-$sum"
fi
echo "$tools"
