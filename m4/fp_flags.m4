dnl Compiler flags and library checks of this project.

dnl FP_TRY_CFLAG(FLAG): append FLAG to FP_CFLAGS when the compiler takes it.
AC_DEFUN([FP_TRY_CFLAG], [
  AC_MSG_CHECKING([whether $CC accepts $1])
  fp_saved_cflags=$CFLAGS
  CFLAGS="$CFLAGS -Werror $1"
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[]], [[]])],
    [AC_MSG_RESULT([yes]); FP_CFLAGS="$FP_CFLAGS $1"],
    [AC_MSG_RESULT([no])])
  CFLAGS=$fp_saved_cflags
])

dnl FP_COMPILER_FLAGS: fill FP_CFLAGS and FP_LDFLAGS from probes and switches.
dnl The user's CFLAGS are never touched. -ffp-contract=off keeps results the
dnl same on every machine: a fused multiply-add rounds once where two
dnl operations round twice.
AC_DEFUN([FP_COMPILER_FLAGS], [
  FP_CFLAGS=
  FP_LDFLAGS=
  FP_TRY_CFLAG([-Wall])
  FP_TRY_CFLAG([-Wextra])
  FP_TRY_CFLAG([-Wshadow])
  FP_TRY_CFLAG([-Wstrict-prototypes])
  FP_TRY_CFLAG([-Wmissing-prototypes])
  FP_TRY_CFLAG([-Wvla])
  FP_TRY_CFLAG([-fstack-protector-strong])
  FP_TRY_CFLAG([-ffp-contract=off])
  FP_TRY_CFLAG([-fno-math-errno])
  AS_IF([test "x$enable_werror" = xyes], [FP_CFLAGS="$FP_CFLAGS -Werror"])
  AS_CASE([$enable_sanitizers],
    [no], [],
    [yes], [enable_sanitizers=address,undefined],
    [address|undefined|address,undefined|undefined,address|thread], [],
    [AC_MSG_ERROR([--enable-sanitizers takes address,undefined or thread, not $enable_sanitizers])])
  AS_IF([test "x$enable_sanitizers" != xno],
    [FP_CFLAGS="$FP_CFLAGS -fsanitize=$enable_sanitizers -fno-omit-frame-pointer -fno-sanitize-recover=all"
     FP_LDFLAGS="$FP_LDFLAGS -fsanitize=$enable_sanitizers"])
  AM_CONDITIONAL([FP_SANITIZED], [test "x$enable_sanitizers" != xno])
  AS_IF([test "x$enable_coverage" = xyes],
    [FP_CFLAGS="$FP_CFLAGS --coverage"
     FP_LDFLAGS="$FP_LDFLAGS --coverage"])
  AC_SUBST([FP_CFLAGS])
  AC_SUBST([FP_LDFLAGS])
])

dnl FP_NEED_PKG(VARIABLE, MODULE-SPEC, DEBIAN-PACKAGE)
AC_DEFUN([FP_NEED_PKG], [
  PKG_CHECK_MODULES([$1], [$2], [],
    [AC_MSG_ERROR([$2 was not found.
  On Debian: apt-get install $3
  Elsewhere: install its development files, or set $1_CFLAGS and $1_LIBS.])])
])
