# Every setting of the nginx configuration with its default: the one place that
# a pod's manifest or an environment file has to agree with. render.sh reads it.
# docs/nginx.md says what each is for.
# shellcheck shell=sh

# --- shared with the application (finplan-api.conf(5)): give both the same ---
: "${RATE_LIMIT_REQUESTS_PER_MINUTE:=100}"  # per client address
: "${MAX_REQUEST_SIZE_MB:=10}"
: "${REQUEST_TIMEOUT_SECONDS:=30}"          # the worker's deadline
: "${WORKERS:=4}"                           # processes of each pool
: "${WORKER_THREADS:=0}"                    # of a process; 0: 8 and 2, as there
: "${MAX_CONNECTIONS:=512}"                 # of one process of a pool
: "${CORS_ALLOWED_ORIGINS:=}"
: "${RESULT_SIGNATURES:=asked}"

# --- where things are ---
: "${NGINX_LISTEN:=8000}"
: "${NGINX_INTERNAL_LISTEN:=127.0.0.1:9090}"
: "${NGINX_H2C_LISTEN:=}"                   # HTTP/2 without TLS, for a mesh
: "${NGINX_TLS_LISTEN:=}"                   # HTTP/2 and 1.1 with TLS
: "${NGINX_TLS_CERTIFICATE:=}"              # files; both with NGINX_TLS_LISTEN
: "${NGINX_TLS_CERTIFICATE_KEY:=}"
: "${NGINX_RUN_DIR:=/run/finplan/nginx}"    # the only place that is written to
: "${NGINX_ACCESS_LOG:=/dev/stdout}"
: "${NGINX_ERROR_LOG:=stderr}"
: "${NGINX_ERROR_LOG_LEVEL:=error}"         # error, warn, notice or info
: "${NGINX_MAINTENANCE_FILE:=$NGINX_RUN_DIR/maintenance}"
: "${NGINX_MODULES_DIR:=/usr/lib/nginx/modules}"

# --- the pools: one address, or several with blanks between them ---
: "${FINPLAN_API_ADDRESS:=unix:/run/finplan/api.sock}"
: "${FINPLAN_SIM_ADDRESS:=unix:/run/finplan/sim.sock}"
: "${FINPLAN_API_CANARY_ADDRESS:=$FINPLAN_API_ADDRESS}"  # for canary: true
: "${FINPLAN_SIM_CANARY_ADDRESS:=$FINPLAN_SIM_ADDRESS}"

: "${FINPLAN_EDGE_LOG:=unix:/run/finplan/edge.sock}"    # where the api pool
                                            # hears of what nginx answered itself

# --- who is counted, and how ---
: "${NGINX_TRUSTED_PROXIES:=}"              # networks of the ingress
: "${NGINX_RATE_ALLOW:=}"                   # networks that are never counted
: "${NGINX_LIMITS_DRY_RUN:=off}"            # on: count and log, refuse nobody
: "${NGINX_RATE_BURST:=$(half "$RATE_LIMIT_REQUESTS_PER_MINUTE")}"
: "${NGINX_USER_RATE_PER_MINUTE:=$RATE_LIMIT_REQUESTS_PER_MINUTE}"
: "${NGINX_USER_RATE_BURST:=$(half "$NGINX_USER_RATE_PER_MINUTE")}"
: "${NGINX_LOGIN_RATE_PER_MINUTE:=$(share "$RATE_LIMIT_REQUESTS_PER_MINUTE" 10)}"
: "${NGINX_LOGIN_RATE_BURST:=$(half "$NGINX_LOGIN_RATE_PER_MINUTE")}"
: "${NGINX_HEAVY_RATE_PER_MINUTE:=$(share "$RATE_LIMIT_REQUESTS_PER_MINUTE" 30)}"
: "${NGINX_HEAVY_RATE_BURST:=$(half "$NGINX_HEAVY_RATE_PER_MINUTE")}"
: "${NGINX_CONNECTIONS_PER_CLIENT:=50}"     # requests in progress
: "${NGINX_HEAVY_PER_CLIENT:=$(share "$NGINX_CONNECTIONS_PER_CLIENT" 20)}"

# --- the rest ---
: "${NGINX_WORKER_PROCESSES:=auto}"
: "${NGINX_WORKER_CONNECTIONS:=4096}"       # of one nginx process
: "${NGINX_API_KEEPALIVE:=$(kept_for_pool 8)}"
: "${NGINX_SIM_KEEPALIVE:=$NGINX_API_KEEPALIVE}"   # what is cached is as quick
: "${NGINX_READ_TIMEOUT:=$((REQUEST_TIMEOUT_SECONDS + 5))}"
: "${NGINX_DRAIN_SECONDS:=40}"
: "${NGINX_CACHE_SECONDS:=10}"              # public documents; 0: not at all
: "${NGINX_MAINTENANCE_SECONDS:=300}"       # Retry-After of maintenance
: "${NGINX_BROTLI:=auto}"                   # on, off, auto: where it is there
