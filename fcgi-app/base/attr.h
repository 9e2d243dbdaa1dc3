/* Compiler marks used in every public header. */
#ifndef FP_BASE_ATTR_H
#define FP_BASE_ATTR_H

#if defined(__GNUC__)
#define FP_MUST_CHECK __attribute__((warn_unused_result))
#define FP_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define FP_NONNULL(...) __attribute__((nonnull(__VA_ARGS__)))
#define FP_PURE __attribute__((pure))
#define FP_INLINE __attribute__((always_inline))
#else
#define FP_MUST_CHECK
#define FP_PRINTF(fmt, args)
#define FP_NONNULL(...)
#define FP_PURE
#define FP_INLINE
#endif

#define FP_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
