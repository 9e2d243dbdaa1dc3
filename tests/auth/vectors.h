/* Keys and signatures that RFCs publish as examples. */
#ifndef FP_TESTS_AUTH_VECTORS_H
#define FP_TESTS_AUTH_VECTORS_H

/* SOURCE: RFC 7515, appendix A.1 (HS256), May 2015. */
#define A1_KEY \
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-" \
    "EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
#define A1_INPUT \
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJ" \
    "leHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp" \
    "0cnVlfQ"
#define A1_SIGNATURE \
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

/* SOURCE: RFC 7515, appendix A.2 (RS256); the modulus as
 * SubjectPublicKeyInfo. */
#define A2_PUBLIC \
    "-----BEGIN PUBLIC KEY-----\n" \
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj\n" \
    "NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz\n" \
    "P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo\n" \
    "9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB\n" \
    "EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX\n" \
    "FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp\n" \
    "oQIDAQAB\n" \
    "-----END PUBLIC KEY-----\n"
#define A2_INPUT \
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODA" \
    "sDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define A2_SIGNATURE \
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7" \
    "AAuHIm4Bh-" \
    "0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB" \
    "--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_e" \
    "SN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh" \
    "6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_Ioy" \
    "pGlUPQGe77Rw"

/* SOURCE: RFC 7638, section 3.1 (thumbprint of an RSA key), September 2015. */
#define THUMB_RSA_PUBLIC \
    "-----BEGIN PUBLIC KEY-----\n" \
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0vx7agoebGcQSuuPiLJX\n" \
    "ZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS\n" \
    "oc/BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ/2W+5JsGY4Hc5n9yBXArwl93lqt\n" \
    "7/RN5w6Cf0h4QyQ5v+65YGjQR0/FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0\n" \
    "zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt+bFTWhAI4vMQFh6WeZu0f\n" \
    "M4lFd2NcRwr3XPksINHaQ+G/xBniIqbw0Ls1jF44+csFCur+kEgU8awapJzKnqDK\n" \
    "gwIDAQAB\n" \
    "-----END PUBLIC KEY-----\n"
#define THUMB_RSA "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"

/* SOURCE: RFC 8037, appendix A (Ed25519: key, thumbprint, signature),
 * January 2017. */
#define ED_SEED "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
#define ED_THUMB "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
#define ED_PUBLIC \
    "-----BEGIN PUBLIC KEY-----\n" \
    "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n" \
    "-----END PUBLIC KEY-----\n"
#define ED_INPUT \
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
#define ED_SIGNATURE \
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-" \
    "09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"

/* Made for these tests: an RSA key of 1024 bits, too short to be taken. */
#define RSA_1024_PUBLIC \
    "-----BEGIN PUBLIC KEY-----\n" \
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDK9d7LjwpcsaEagKO4i5LergB1\n" \
    "i1Vh4TSRwow5BNv0aV0bZH15CgyO0kDXv5Fvm2godtXLZa+j20V8NntyQ0JBQKij\n" \
    "2GkDRKqdcOKSB8ISkHPviElRKiq+56AIv03cUVqntT62WMbk1snRJAutRyZ/OmlM\n" \
    "ikVz4zDIT2FO1H4FowIDAQAB\n" \
    "-----END PUBLIC KEY-----\n"

#endif
