/* /api/v1/auth/api-keys: keys for programs. A key is shown once, when it is
 * made or rotated; afterwards its prefix names it. It is sent where an access
 * token would be, and may at most what its scope says; never what concerns the
 * account itself. */
#include <string.h>

#include "auth/digest.h"
#include "auth/opaque.h"
#include "base/clock.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/identity/account.h"
#include "handlers/stored.h"
#include "storage/identity/api_keys_store.h"

enum { NAME, SCOPE, EXPIRES, FIELDS };
enum { EXPIRES_DAYS_MAX = 3650, OVERLAP_HOURS_MAX = 720, SCOPE_MAX = 200 };

static const int64_t DAY_MS = 86400000;
static const char missing[] = "You have no API key with this id.";

/* secret NULL: it is not shown. */
static void
write_key(struct fp_buf *body, const struct fp_api_key_row *row,
          const char *secret)
{
    fp_buf_char(body, '{');
    fp_account_write_text(body, "id", row->id);
    fp_account_write_text(body, "name", row->name);
    fp_account_write_text(body, "prefix", row->prefix);
    fp_account_write_text(body, "scope", row->scope);
    if (secret != NULL)
        fp_account_write_text(body, "key", secret);
    fp_account_write_time(body, "created", row->created_ms);
    fp_buf_char(body, ',');
    fp_account_write_time(body, "expires", row->expires_ms);
    fp_buf_char(body, ',');
    fp_account_write_time(body, "rotated", row->rotated_ms);
    fp_buf_char(body, ',');
    fp_account_write_time(body, "overlap_until", row->overlap_ms);
    fp_buf_char(body, ',');
    fp_account_write_time(body, "last_used", row->used_ms);
    fp_buf_char(body, '}');
}

static int
reply_key(struct fp_call *call, int status, const struct fp_api_key_row *row,
          char key[FP_API_KEY])
{
    write_key(&call->response->body, row, key);
    fp_buf_char(&call->response->body, '\n');
    fp_auth_wipe(key, FP_API_KEY);
    return fp_call_json(call, status);
}

static size_t
count_words(const char *text)
{
    size_t n = 1;

    for (; *text != '\0'; text++)
        n += *text == ' ';
    return n;
}

/* The scope in its canonical order; 0 with a fault when a word is unknown,
 * stands there twice, or is not the user's to give. */
static int
check_scope(const struct fp_call *call, const struct fp_field *field,
            char scope[FP_GRANTS_TEXT], struct fp_faults *faults)
{
    unsigned may = fp_role_grants(call->principal.role) &
                   ~(unsigned)FP_GRANT_ACCOUNT;
    unsigned grants = 0;

    if (field->value == NULL)
        return 0;
    if (fp_grants_parse(field->value, field->len, &grants) != FP_OK ||
        (size_t)__builtin_popcount(grants) != count_words(field->value) ||
        (grants & ~may) != 0) {
        fp_grants_write(may, scope);
        fp_faults_add(faults, "/scope", "scope",
                      "This must be words of \"%s\", separated by one blank "
                      "each.", scope);
        return 0;
    }
    fp_grants_write(grants, scope);
    return 1;
}

/* POST /api/v1/auth/api-keys */
int
fp_handle_api_keys_create(struct fp_call *call)
{
    struct fp_field fields[FIELDS] = {
        [NAME] = { .name = "name", .required = 1, .min = 1,
                   .max = 4 * FP_API_KEY_NAME_MAX },
        [SCOPE] = { .name = "scope", .required = 1, .min = 1,
                    .max = SCOPE_MAX },
        [EXPIRES] = { .name = "expires_in_days", .kind = FP_FIELDS_INT,
                      .required = 1, .min = 1, .max = EXPIRES_DAYS_MAX },
    };
    char key[FP_API_KEY], prefix[FP_API_KEY_PREFIX], scope[FP_GRANTS_TEXT];
    struct fp_api_key_secret secret = { .prefix = prefix };
    struct fp_error error = { .code = FP_OK };
    struct fp_api_key_row row;
    struct fp_storage_call db;
    struct fp_faults faults;
    enum fp_err err;
    int status = fp_account_read(call, fields, FIELDS);

    if (status != 0)
        return status;
    fp_faults_init(&faults, call->arena);
    if (!check_scope(call, &fields[SCOPE], scope, &faults))
        return fp_call_faults(call, 422, "invalid",
                              "The key cannot be made like this.", &faults);
    fp_api_key_new(key, prefix, secret.hash);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(
            call, &db,
            fp_storage_api_key_create(&db, fields[NAME].value, scope,
                                      fp_clock_unix_ms() +
                                          fields[EXPIRES].number * DAY_MS,
                                      &secret, &row, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    fp_call_header(call, "Location", "/api/v1/auth/api-keys/%s", row.id);
    return reply_key(call, 201, &row, key);
}

/* GET /api/v1/auth/api-keys */
int
fp_handle_api_keys_list(struct fp_call *call)
{
    struct fp_buf *body = &call->response->body;
    struct fp_error error = { .code = FP_OK };
    struct fp_api_key_row *rows = NULL;
    struct fp_storage_call db;
    size_t count = 0, i;
    enum fp_err err;

    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_api_key_list(&db, &rows, &count,
                                                    &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    fp_buf_str(body, "{\"api_keys\":[");
    for (i = 0; i < count; i++) {
        if (i > 0)
            fp_buf_char(body, ',');
        write_key(body, &rows[i], NULL);
    }
    fp_buf_str(body, "]}\n");
    return fp_call_json(call, 200);
}

/* POST /api/v1/auth/api-keys/{id}/rotate {"overlap_hours"} */
int
fp_handle_api_keys_rotate(struct fp_call *call)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_field overlap = { .name = "overlap_hours", .kind = FP_FIELDS_INT,
                                .required = 1, .max = OVERLAP_HOURS_MAX };
    char key[FP_API_KEY], prefix[FP_API_KEY_PREFIX];
    struct fp_api_key_secret secret = { .prefix = prefix };
    struct fp_error error = { .code = FP_OK };
    struct fp_api_key_row row;
    struct fp_storage_call db;
    enum fp_err err;
    int status = fp_account_read(call, &overlap, 1);

    if (status != 0)
        return status;
    fp_api_key_new(key, prefix, secret.hash);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_api_key_rotate(
                                &db, id, (int)overlap.number * 3600, &secret,
                                &row, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    return reply_key(call, 200, &row, key);
}

/* DELETE /api/v1/auth/api-keys/{id} */
int
fp_handle_api_keys_revoke(struct fp_call *call)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err;

    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_api_key_revoke(&db, id, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    return fp_call_no_content(call);
}
