/* Bounds on guessing. */
#include "handlers/identity/guess.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "auth/digest.h"
#include "handlers/state.h"

enum { TEXT_MAX = 512, NETWORK_BYTES_6 = 8 };

void
fp_guess_subject(const struct fp_call *call, const char *what,
                 const char *whom, unsigned char out[FP_SUBJECT])
{
    char text[TEXT_MAX];
    size_t i;

    /* Addresses are compared as the database compares them: ASCII case does
     * not matter. No address that could be registered is cut. */
    snprintf(text, sizeof(text), "%s\n%s", what, whom);
    for (i = 0; text[i] != '\0'; i++)
        if (text[i] >= 'A' && text[i] <= 'Z')
            text[i] = (char)(text[i] - 'A' + 'a');
    fp_auth_keyed_hash(call->service->throttle_key,
                       sizeof(call->service->throttle_key), text, i, out);
}

/* Where the client is, as far as it cannot choose freely. */
static void
network(const char *address, char text[INET6_ADDRSTRLEN])
{
    struct in6_addr six;

    if (address == NULL)
        address = "";
    if (inet_pton(AF_INET6, address, &six) == 1) {
        memset(&six.s6_addr[NETWORK_BYTES_6], 0,
               sizeof(six.s6_addr) - NETWORK_BYTES_6);
        inet_ntop(AF_INET6, &six, text, INET6_ADDRSTRLEN);
    } else {
        snprintf(text, INET6_ADDRSTRLEN, "%s", address);
    }
}

void
fp_guess_at(const struct fp_call *call, const char *email,
            struct fp_guess *out)
{
    char place[INET6_ADDRSTRLEN], text[TEXT_MAX];

    fp_guess_subject(call, "login", email, out->account);
    network(call->request->remote_addr, place);
    snprintf(text, sizeof(text), "%s\n%s", place, email);
    fp_guess_subject(call, "login from", text, out->source);
}

int
fp_guess_wait(struct fp_call *call, int64_t wait_s)
{
    fp_call_header(call, "Retry-After", "%lld", (long long)wait_s);
    return fp_call_problem(call, 429, "too_many_attempts",
                           "There were too many attempts. Wait as long as "
                           "Retry-After says; trying sooner does not make it "
                           "longer.");
}
