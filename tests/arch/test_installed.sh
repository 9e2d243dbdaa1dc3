#!/bin/sh
# An installed libfinplan can be used through pkg-config: run by installcheck.
#   $1  directory that holds finplan.pc
set -eu
pcdir=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
PKG_CONFIG_PATH="$pcdir${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
export PKG_CONFIG_PATH
if [ -n "${DESTDIR:-}" ]; then
    PKG_CONFIG_SYSROOT_DIR=$DESTDIR
    PKG_CONFIG_PATH="$DESTDIR$pcdir"
    export PKG_CONFIG_SYSROOT_DIR
fi
# shellcheck disable=SC2046
${CC:-cc} ${CFLAGS:-} -o "$tmp/installed" "${FP_SRCDIR:-.}/tests/arch/installed.c" \
    $(pkg-config --cflags --libs finplan) ${LDFLAGS:-}
libdir=${DESTDIR:-}$(PKG_CONFIG_SYSROOT_DIR='' pkg-config --variable=libdir finplan)
LD_LIBRARY_PATH="$libdir" "$tmp/installed"
