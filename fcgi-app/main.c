/* finplan-api: see app/app.h. */
#include "app/app.h"

int
main(int argc, char **argv)
{
    return fp_app_run(argc, argv);
}
