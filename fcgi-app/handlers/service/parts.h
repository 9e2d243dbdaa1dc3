/* What a service is made of, in the order in which it is made. Each part fills
 * its members of struct fp_service (handlers/state.h), which
 * fp_service_free releases; error is set where one is not FP_OK. Private to
 * handlers/service/. */
#ifndef FP_HANDLERS_SERVICE_PARTS_H
#define FP_HANDLERS_SERVICE_PARTS_H

#include "base/attr.h"
#include "base/err.h"
#include "handlers/service/service.h"

/* What a configuration of 0 stands for. */
enum { FP_SERVICE_ARENA_MB = 256, FP_SERVICE_RETRY_AFTER_S = 5 };

/* FP_EINVAL when the configuration makes no sense (config.c). */
enum fp_err fp_service_config_check(const struct fp_service_config *config,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

/* The historical series and its checksum: FP_EIO, FP_ENOMEM (history.c). */
enum fp_err fp_service_load_history(struct fp_service *service,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

/* Keys, tokens, passwords, and what is derived from the keys; the keys that
 * sign results (accounts.c). */
enum fp_err fp_service_open_accounts(struct fp_service *service,
                                     struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);
enum fp_err fp_service_open_signing(struct fp_service *service,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

/* The other rooms (rooms.c). The cache is keyed by what open_accounts derived;
 * statements are traced when the traces were opened before. */
enum fp_err fp_service_open_cache(struct fp_service *service,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);
enum fp_err fp_service_open_traces(struct fp_service *service,
                                   struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);
enum fp_err fp_service_open_storage(struct fp_service *service,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);
enum fp_err fp_service_open_mail(struct fp_service *service,
                                 struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

#endif
