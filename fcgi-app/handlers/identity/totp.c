/* /api/v1/auth/totp: the second factor. Enrolling gives a secret for an
 * authenticator app; nothing changes before a code of it confirms that the app
 * has it. Then recovery codes are handed out, once. */
#include <stdio.h>
#include <string.h>

#include "auth/digest.h"
#include "auth/opaque.h"
#include "auth/seal.h"
#include "auth/totp.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/identity/account.h"
#include "handlers/identity/guess.h"
#include "handlers/identity/prove.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "storage/identity/totp_store.h"

static const char missing[] = "No second factor was enrolled.";

/* The characters that a URI may hold as they are, RFC 3986, section 2.3. */
static void
write_escaped(struct fp_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            (c >= '0' && c <= '9') || strchr("-._~", c) != NULL)
            fp_buf_char(out, (char)c);
        else
            fp_buf_printf(out, "%%%02X", c);
    }
}

/* SOURCE: "Key URI Format" of the Google Authenticator wiki, which apps read
 * as a QR code. */
static int
reply_secret(struct fp_call *call, const char *secret, const char *email)
{
    const char *issuer = call->service->config.token_issuer;
    struct fp_buf *body = &call->response->body;

    fp_buf_str(body, "{\"secret\":");
    fp_buf_json(body, secret);
    fp_buf_str(body, ",\"uri\":\"otpauth://totp/");
    write_escaped(body, issuer);
    fp_buf_char(body, ':');
    write_escaped(body, email);
    fp_buf_printf(body, "?secret=%s&issuer=", secret);
    write_escaped(body, issuer);
    fp_buf_printf(body, "&algorithm=SHA1&digits=%d&period=%d\","
                  "\"algorithm\":\"SHA1\",\"digits\":%d,\"period\":%d}\n",
                  FP_TOTP_DIGITS, FP_TOTP_PERIOD_S, FP_TOTP_DIGITS,
                  FP_TOTP_PERIOD_S);
    return fp_call_json(call, 200);
}

/* Seals a new secret for the user and keeps it unconfirmed. */
static enum fp_err
keep_secret(struct fp_call *call, struct fp_storage_call *db,
            char text[FP_TOTP_SECRET_TEXT], struct fp_error *error)
{
    unsigned char secret[FP_TOTP_SECRET];
    unsigned char sealed[FP_TOTP_SECRET + FP_SEAL_OVERHEAD];
    char context[64];
    enum fp_err err;

    snprintf(context, sizeof(context), "totp:%s", call->user_id);
    fp_totp_secret_new(secret);
    fp_totp_secret_text(secret, text);
    err = fp_seal(call->service->sealer, context, secret, sizeof(secret),
                  sealed);
    fp_auth_wipe(secret, sizeof(secret));
    if (err != FP_OK)
        return err;
    return fp_stored_end(call, db,
                         fp_storage_totp_enrol(db, sealed, sizeof(sealed),
                                               error));
}

/* POST /api/v1/auth/totp {"password"} */
int
fp_handle_totp_enrol(struct fp_call *call)
{
    struct fp_field password = fp_prove_fields[FP_PROVE_PASSWORD];
    struct fp_error error = { .code = FP_OK };
    char text[FP_TOTP_SECRET_TEXT] = "";
    struct fp_storage_call db;
    struct fp_user user;
    enum fp_err err;
    int status = fp_account_read(call, &password, 1);

    if (status == 0)
        status = fp_prove_factors_there(call);
    if (status == 0)
        status = fp_prove_password(call, &password);
    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_user_self(&db, &user, &error));
    if (err == FP_OK)
        err = keep_secret(call, &db, text, &error);
    if (err == FP_ECONFLICT)
        return fp_call_problem(call, 409, "totp_on",
                               "A second factor is on already; turn it off "
                               "first.");
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    status = reply_secret(call, text, user.email);
    fp_auth_wipe(text, sizeof(text));
    return status;
}

static void
make_codes(char codes[FP_RECOVERY_CODES][FP_RECOVERY_CODE],
           unsigned char hashes[FP_RECOVERY_CODES][FP_RECOVERY_HASH])
{
    size_t i;

    for (i = 0; i < FP_RECOVERY_CODES; i++)
        fp_recovery_code_new(codes[i], hashes[i]);
}

static int
reply_codes(struct fp_call *call,
            char codes[FP_RECOVERY_CODES][FP_RECOVERY_CODE])
{
    struct fp_buf *body = &call->response->body;
    size_t i;

    fp_buf_str(body, "{\"recovery_codes\":[");
    for (i = 0; i < FP_RECOVERY_CODES; i++) {
        if (i > 0)
            fp_buf_char(body, ',');
        fp_buf_json(body, codes[i]);
    }
    fp_buf_str(body, "]}\n");
    fp_auth_wipe(codes, sizeof(char[FP_RECOVERY_CODES][FP_RECOVERY_CODE]));
    return fp_call_json(call, 200);
}

/* POST /api/v1/auth/totp/confirm {"totp"} */
int
fp_handle_totp_confirm(struct fp_call *call)
{
    unsigned char hashes[FP_RECOVERY_CODES][FP_RECOVERY_HASH];
    char codes[FP_RECOVERY_CODES][FP_RECOVERY_CODE];
    struct fp_field code = fp_prove_fields[FP_PROVE_TOTP];
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_totp_row row;
    int64_t step = 0;
    enum fp_err err;
    int status;

    code.required = 1;
    status = fp_account_read(call, &code, 1);
    if (status == 0)
        status = fp_prove_factors_there(call);
    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_totp_get(&db, &row, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    if (row.confirmed)
        return fp_call_problem(call, 409, "totp_on",
                               "The second factor is on already.");
    err = fp_prove_code(call, call->user_id, &row, code.value, code.len,
                        &step);
    if (err == FP_EAUTH)
        return fp_call_problem(call, 403, "invalid_code",
                               "This is not the code of the app now. Is its "
                               "clock right?");
    if (err != FP_OK)
        return fp_call_internal(call, "second factor", NULL);
    make_codes(codes, hashes);
    err = fp_stored_end(call, &db,
                        fp_storage_totp_confirm(&db, row.sealed,
                                                row.sealed_len, step, hashes,
                                                &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    return reply_codes(call, codes);
}

/* Reads a body that proves who is asking, second factor included. 0, or the
 * status of the refusal. */
static int
read_proof(struct fp_call *call)
{
    struct fp_field fields[FP_PROVE_FIELDS];
    int status;

    memcpy(fields, fp_prove_fields, sizeof(fields));
    status = fp_account_read(call, fields, FP_PROVE_FIELDS);
    return status != 0 ? status : fp_prove(call, fields);
}

/* POST /api/v1/auth/totp/recovery-codes {"password", "totp"} */
int
fp_handle_totp_recovery_codes(struct fp_call *call)
{
    unsigned char hashes[FP_RECOVERY_CODES][FP_RECOVERY_HASH];
    char codes[FP_RECOVERY_CODES][FP_RECOVERY_CODE];
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_totp_row row;
    enum fp_err err;
    int status = read_proof(call);

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_totp_get(&db, &row, &error));
    if (err == FP_OK && !row.confirmed)
        err = FP_ENOTFOUND;
    if (err == FP_OK) {
        make_codes(codes, hashes);
        err = fp_stored_end(call, &db,
                            fp_storage_recovery_renew(&db, hashes, &error));
    }
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    return reply_codes(call, codes);
}

/* POST /api/v1/auth/totp/disable {"password", "totp" or "recovery_code"} */
int
fp_handle_totp_disable(struct fp_call *call)
{
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err;
    int status = read_proof(call);

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db, fp_storage_totp_remove(&db, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    return fp_call_no_content(call);
}
