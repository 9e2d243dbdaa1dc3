/* Engine version. */
#include "planning/version.h"

#include "config.h"

const char *
fp_planning_version(void)
{
    return "finplan-" PACKAGE_VERSION;
}
