/* Version of the planning engine. Part of every result and of its identity:
 * it changes whenever any number that the engine gives may change. */
#ifndef FP_PLANNING_VERSION_H
#define FP_PLANNING_VERSION_H

#ifdef __cplusplus
extern "C" {
#endif

/* "finplan-0.1.0". Static. */
const char *fp_planning_version(void);

#ifdef __cplusplus
}
#endif

#endif
