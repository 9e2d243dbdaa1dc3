#!/bin/bash
# Deploys the Financial Planning API to a Kubernetes cluster, and operates it.
#
#   deploy.sh [OPTION...] COMMAND
#
#   deploy                            everything, in an order that loses no
#                                     request; a failed rollout is undone
#   verify                            real requests: health, ready, known answers,
#                                     metrics
#   rollback [REVISION]               to the version before, or to REVISION
#   status                            what runs
#   diff                              what deploy would change
#   destroy                           takes all away but namespace, secrets, volumes
#   canary start | promote | abort    one pod of the images of --image, for a tenth
#                                     of the requests; then for all; or not
#   blue-green deploy | switch        a second colour of the images of --image; then
#                                     the service goes to the other colour
#   maintenance on | off              ingress, mesh or Gateway API answer 503 with
#                                     Retry-After; a deployment leaves that so
#   isolate on | off [--pod NAME]     nobody can talk to the pods, or to one of them
#   help
#
#   --image NAME=REFERENCE   image api, nginx, migrate, pgbouncer, memcached or
#                            fluent-bit, by digest; images.env beside this script
#                            has lines of the same form
#   --context NAME           cluster, of kubectl's configuration
#   --namespace NAME         in place of financial-planning-prod
#   --timeout SECONDS        for a rollout (600)
#   --dry-run                nothing is changed; manifests are checked by the server
#   --yes                    asks nothing; needs --context
#
# VERIFY_API_KEY_FILE names a file with an API key (simulations:run); without one
# the simulation is only seen to be refused to strangers.
#
# Exit status: 0 done; 2 wrong command line; 3 placeholders are left; 4 cluster or
# context is wrong, or something is missing there; 5 migrations failed; 6 a rollout
# failed and was undone; 7 it runs and answers wrongly, and was undone.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
manifests=$here/manifests
own_namespace=financial-planning-prod
namespace=$own_namespace
context='' timeout=600 dry_run='' yes='' pod=''
app=financial-planning-api
jobs=financial-planning-jobs
maintenance=financial-planning-maintenance
declare -A image=()
no_digest=sha256:$(printf '0%.0s' {1..64})

say() { echo "deploy.sh: $*"; }
fail() {
    local status=$1
    shift
    echo "deploy.sh: $*" >&2
    exit "$status"
}
usage() { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; }

# k ARGUMENT...: kubectl of the cluster; asks and changes nothing by itself.
k() { kubectl ${context:+--context="$context"} "$@"; }
n() { k --namespace="$namespace" "$@"; }

# change ARGUMENT...: kubectl that changes something. Said first; not done in a
# dry run.
change() {
    echo "+ kubectl -n $namespace $*"
    [ -n "$dry_run" ] || n "$@"
}

# apply WHAT: the documents on standard input, by the server, as ours.
apply() {
    local text
    text=$(cat)
    [ -n "${text//[$'\n' -]/}" ] || return 0
    echo "+ kubectl apply: $1"
    k apply --server-side --force-conflicts --field-manager=deploy.sh \
        ${dry_run:+--dry-run=server} -f - <<<"$text"
}

confirm() {
    say "$1"
    [ -z "$yes$dry_run" ] || return 0
    local answer
    read -r -p "Go on? [y/N] " answer || answer=
    [ "$answer" = y ] || fail 2 "nothing was done"
}

# shellcheck source=k8s/production/lib/documents.sh
. "$here/lib/documents.sh"
# shellcheck source=k8s/production/lib/verify.sh
. "$here/lib/verify.sh"

replicas_of() { n get deployment "$1" --ignore-not-found -o 'jsonpath={.spec.replicas}'; }
in_maintenance() { [ -n "$(n get deployment "$maintenance" --ignore-not-found -o name)" ]; }
colour() {
    local live
    live=$(n get service "$app-svc" --ignore-not-found -o 'jsonpath={.spec.selector.color}')
    echo "${live:-blue}"
}

# --- what must be there first ----------------------------------------------------
read_images() {
    local line
    [ ! -f "$here/images.env" ] || while IFS= read -r line; do
        case $line in
            '' | '#'*) ;;
            *=*) [ -n "${image[${line%%=*}]-}" ] || image[${line%%=*}]=${line#*=} ;;
            *) fail 2 "images.env: what is '$line'?" ;;
        esac
    done <"$here/images.env"
}

check_cluster() {
    command -v kubectl >/dev/null || fail 4 "kubectl is not installed"
    [ -z "$yes" ] || [ -n "$context" ] || fail 2 "--yes needs --context: say which cluster"
    if [ -n "$context" ]; then
        kubectl config get-contexts "$context" -o name >/dev/null 2>&1 ||
            fail 4 "kubectl knows no context $context"
    else
        context=$(kubectl config current-context 2>/dev/null) || fail 4 "kubectl has no current context"
    fi
    k version -o json >/dev/null 2>&1 || fail 4 "the cluster of $context does not answer"
    say "cluster $context, namespace $namespace${dry_run:+, dry run}"
}

# Whoever may not look at namespaces is told by what comes next.
has_namespace() {
    local answer
    answer=$(k get namespace "$namespace" -o name 2>&1) || [[ $answer != *NotFound* ]]
}
need_namespace() { has_namespace || fail 4 "there is no namespace $namespace; deploy first"; }

# Names of images that still have no digest, of the documents on standard input.
images_left() { sed -n "s#.*image: \\([^ ]*\\)@$no_digest.*#\\1#p" | sort -u; }

check_images() {
    local left
    left=$(documents "$@" | images_left)
    [ -z "$left" ] || fail 3 "these images have no digest yet (--image or images.env):"$'\n'"$left"
}

# Keys of secrets that the cluster lacks, or has as a placeholder.
placeholders_left() {
    local name key value live
    for name in financial-planning-secrets database-credentials database-admin-credentials; do
        # shellcheck disable=SC2016 # a template of kubectl's
        live=$(n get secret "$name" --ignore-not-found \
            -o 'go-template={{range $key, $value := .data}}{{$key}}={{$value}}{{"\n"}}{{end}}')
        documents "$manifests/02-configmaps-secrets.yaml" | only "Secret/$name" |
            sed -n 's/^  \([A-Z][A-Z0-9_]*\): .*/\1/p' | while read -r key; do
            value=$(sed -n "s/^$key=//p" <<<"$live")
            if ! grep -q "^$key=" <<<"$live"; then
                echo "$name/$key is missing"
            elif base64 -d <<<"$value" 2>/dev/null | grep -q CHANGE_ME; then
                echo "$name/$key is CHANGE_ME"
            fi
        done
    done
}

check_secrets() {
    local left
    left=$(placeholders_left)
    [ -z "$left" ] || fail 3 "secrets are not filled in (README.md says how):"$'\n'"$left"
}

# A digest that changes with settings and secrets, without reading the latter.
set_checksum() {
    local name versions=
    for name in secret/financial-planning-secrets secret/database-credentials configmap/financial-planning-config-overrides; do
        versions+=$name=$(n get "$name" --ignore-not-found -o 'jsonpath={.metadata.resourceVersion}')$'\n'
    done
    checksum=$({ echo "$versions"; documents "$manifests/02-configmaps-secrets.yaml"; } | sha256sum | cut -c1-16)
}

# --- deploy ------------------------------------------------------------------------
revision() {
    n get deployment "$1" --ignore-not-found \
        -o 'jsonpath={.metadata.annotations.deployment\.kubernetes\.io/revision}'
}
# The revision that was last seen to work, or the one of now.
good_revision() {
    local good
    good=$(n get deployment "$1" --ignore-not-found \
        -o 'jsonpath={.metadata.annotations.financial-planning/good-revision}')
    echo "${good:-$(revision "$1")}"
}

rolled_out() { change rollout status "$1" --timeout="${timeout}s"; }

migrate() {
    local job=financial-planning-migrate waited=0 state
    if [ -n "$dry_run" ] && [ -n "$(n get job "$job" --ignore-not-found -o name)" ]; then
        say "the job $job would be deleted and made anew"
        return 0
    fi
    change delete job "$job" --ignore-not-found --wait=true
    documents "$manifests/03-deployment.yaml" | only "Job/$job" | apply migrations
    [ -z "$dry_run" ] || return 0
    while [ "$waited" -lt 900 ]; do
        state=$(n get job "$job" -o 'jsonpath={range .status.conditions[*]}{.type}={.status} {end}')
        case " $state" in
            *' Complete=True'*) return 0 ;;
            *' Failed=True'*) break ;;
        esac
        sleep "${POLL_SECONDS:-5}"
        waited=$((waited + ${POLL_SECONDS:-5}))
    done
    n logs "job/$job" --tail=50 >&2 || :
    fail 5 "migrations failed; what ran before still runs, as migrations only add"
}

# undo STATUS WHY: back to what was good, and out.
undo() {
    local name
    say "$2"
    n get pods -o wide || :
    for name in "$app" "$jobs"; do
        if [ -n "${before[$name]-}" ] && [ "$(revision "$name")" != "${before[$name]}" ]; then
            say "undoing $name: back to revision ${before[$name]}"
            change rollout undo "deployment/$name" --to-revision="${before[$name]}"
            rolled_out "deployment/$name" || say "$name does not come back by itself: see docs/deployment.md"
        fi
    done
    [ -n "${before[$app]-}" ] || fail "$1" "$2; there is no version of before to go back to"
    fail "$1" "$2; the version of before serves (migrations stay: they only add)"
}

do_deploy() {
    local name live turned=() files=("$manifests"/0*.yaml)
    check_images "${files[@]}"
    confirm "deploys to $namespace of $context: settings, policies, services, monitoring, migrations, then pods"
    live=$(colour)
    if in_maintenance; then
        say "maintenance goes on until it is turned off"
        turned=("${doors[@]}")
    fi
    if k auth can-i create namespaces >/dev/null 2>&1; then
        documents "${files[0]}" | only Namespace | apply namespace
        if ! has_namespace; then # a dry run before the first deployment
            say "the server checks the rest once there is a namespace"
            return 0
        fi
        documents "${files[0]}" "${files[1]}" | without Namespace | apply "limits and roles"
    else
        say "left to an administrator: 00-namespace.yaml, 01-rbac.yaml"
    fi
    documents "${files[2]}" | without Secret | apply settings
    check_secrets
    set_checksum
    documents "${files[6]}" | fitting | apply policies
    documents "${files[5]}" | without "${turned[@]}" | with_colour "$live" | fitting | apply services
    documents "${files[7]}" | without "${turned[@]}" | fitting | apply "monitoring and mesh"
    migrate
    declare -gA before=()
    for name in "$app" "$jobs"; do
        before[$name]=$(good_revision "$name")
    done
    documents "${files[3]}" | without Job "Deployment/$app" "Deployment/$jobs" | apply "pools, cache and nightly work"
    rolled_out deployment/financial-planning-pgbouncer || undo 6 "PgBouncer does not roll out"
    rolled_out statefulset/financial-planning-memcached || undo 6 "memcached does not roll out"
    documents "${files[3]}" | only "Deployment/$app" "Deployment/$jobs" |
        with_replicas "$app" "$(replicas_of "$app")" |
        with_replicas "$jobs" "$(replicas_of "$jobs")" | apply pods
    for name in "$app" "$jobs"; do
        rolled_out "deployment/$name" || undo 6 "the rollout of $name failed"
    done
    documents "${files[4]}" | fitting | apply scaling
    if [ "$live" = green ]; then
        say "green has served so far: the service goes to blue"
        documents "${files[5]}" | only Service | fitting | apply services
    fi
    [ -n "$dry_run" ] || (do_verify) || undo 7 "it runs and answers wrongly"
    for name in "$app" "$jobs"; do
        change annotate deployment "$name" --overwrite "financial-planning/good-revision=$(revision "$name")"
    done
    [ "$live" = blue ] || change delete "deployment/$app-green" "hpa/$app-green-hpa" --ignore-not-found
    say "deployed"
}

# --- the other commands ------------------------------------------------------------
do_rollback() {
    local to=${1-} name
    case $to in *[!0-9]*) fail 2 "a revision is a number" ;; esac
    confirm "rolls $app and $jobs back${to:+ to revision $to}; migrations stay, as each version works with the schema of the next"
    for name in "$app" "$jobs"; do
        change rollout undo "deployment/$name" ${to:+--to-revision="$to"}
    done
    for name in "$app" "$jobs"; do
        rolled_out "deployment/$name" || fail 6 "$name does not come up"
    done
    [ -n "$dry_run" ] || do_verify
}

do_status() {
    n get deployments,statefulsets,cronjobs,jobs,hpa,pdb,ingress -o wide
    n get pods -o wide
    say "the service goes to $(colour)"
    n get deployment "$app" -o 'jsonpath={range .spec.template.spec.containers[*]}{.name}{"\t"}{.image}{"\n"}{end}'
}

do_diff() {
    local live
    live=$(colour)
    set_checksum
    {
        documents "$manifests"/0[0-24-7]*.yaml | without Secret | with_colour "$live"
        documents "$manifests/03-deployment.yaml" | without Job |
            with_replicas "$app" "$(replicas_of "$app")" | with_replicas "$jobs" "$(replicas_of "$jobs")"
    } | fitting | k diff --server-side --force-conflicts --field-manager=deploy.sh -f -
}

do_destroy() {
    local answer
    say "takes away all of $namespace but the namespace, its secrets and volumes"
    if [ -z "$yes$dry_run" ]; then
        read -r -p "Type the namespace to go on: " answer || answer=
        [ "$answer" = "$namespace" ] || fail 2 "nothing was done"
    fi
    change delete deployment "$app-green" "$app-canary" --ignore-not-found
    change delete hpa "$app-green-hpa" --ignore-not-found
    change delete ingress "$app-canary-ingress" --ignore-not-found
    end_page
    change delete configmap/financial-planning-config-overrides networkpolicy/emergency-isolation --ignore-not-found
    # Roles last: they may be what this is done by.
    local number file
    for number in 7 6 5 4 3 2 1; do
        file=$(echo "$manifests/0$number"-*.yaml)
        if [ "$number" = 1 ] && ! k auth can-i create namespaces >/dev/null 2>&1; then
            say "left to an administrator: ${file##*/}"
            continue
        fi
        echo "+ kubectl delete: ${file##*/}"
        [ -n "$dry_run" ] || documents "$file" | without Secret | fitting | k delete --ignore-not-found -f -
    done
}

has_mesh() { [[ $(k api-versions) == *networking.istio.io/* ]]; }
virtual_service() {
    if in_maintenance; then
        say "maintenance goes on: the routes of the mesh stay as they are"
    else
        documents "$1" | only VirtualService | fitting | apply "routes of the mesh"
    fi
}

operation() { k kustomize "$here/operations/$1"; }

do_canary() {
    case ${1-} in
        start)
            [ -n "${image[api]-}" ] || fail 2 "canary start needs --image api=…"
            ! in_maintenance || fail 4 "maintenance is on: nobody would ask the canary"
            confirm "starts a canary with ${image[api]}"
            set_checksum
            operation canary | documents /dev/stdin >"$scratch"
            [ -z "$(images_left <"$scratch")" ] || fail 3 "these images have no digest yet:"$'\n'"$(images_left <"$scratch")"
            only Deployment <"$scratch" | apply "the canary's pod"
            if ! rolled_out "deployment/$app-canary"; then
                change delete "deployment/$app-canary" --ignore-not-found
                fail 6 "the canary does not come up; it got no request and is gone"
            fi
            only Ingress <"$scratch" | apply "a tenth of the requests"
            ! has_mesh || virtual_service "$here/operations/canary/virtual-service.yaml" ;;
        promote)
            local name reference
            while IFS=$'\t' read -r name reference; do
                case $name in
                    api | nginx | fluent-bit) image[$name]=$reference ;;
                esac
            done < <(n get deployment "$app-canary" -o 'jsonpath={range .spec.template.spec.containers[*]}{.name}{"\t"}{.image}{"\n"}{end}')
            [ -n "${image[api]-}" ] || fail 4 "there is no canary"
            do_deploy
            end_canary ;;
        abort)
            confirm "takes the canary away"
            end_canary ;;
        *) fail 2 "canary start, promote or abort" ;;
    esac
}

end_canary() {
    ! has_mesh || virtual_service "$manifests/07-monitoring-service-mesh.yaml"
    change delete "ingress/$app-canary-ingress" --ignore-not-found
    change delete "deployment/$app-canary" --ignore-not-found
}

do_blue_green() {
    local other
    case ${1-} in
        deploy)
            [ "$(colour)" = blue ] || fail 2 "green serves: blue-green switch goes back, deploy ends it"
            [ -n "${image[api]-}" ] || fail 2 "blue-green deploy needs --image api=…"
            confirm "brings up green with ${image[api]}; blue goes on serving"
            set_checksum
            operation blue-green | documents /dev/stdin | with_replicas "$app-green" "$(replicas_of "$app")" >"$scratch"
            [ -z "$(images_left <"$scratch")" ] || fail 3 "these images have no digest yet:"$'\n'"$(images_left <"$scratch")"
            apply "green" <"$scratch"
            rolled_out "deployment/$app-green" || {
                change delete "deployment/$app-green" "hpa/$app-green-hpa" --ignore-not-found
                fail 6 "green does not come up; it got no request and is gone"
            } ;;
        switch)
            if [ "$(colour)" = blue ]; then other=green; else other=blue; fi
            local target=$app
            [ "$other" = blue ] || target=$app-green
            n get deployment "$target" >/dev/null 2>&1 || fail 4 "there is no $target"
            rolled_out "deployment/$target" || fail 6 "$target is not up"
            confirm "the service goes to $other"
            documents "$manifests/05-services.yaml" | only Service | with_colour "$other" | fitting | apply "services ($other)"
            [ -n "$dry_run" ] || do_verify ;;
        *) fail 2 "blue-green deploy or switch" ;;
    esac
}

# The kinds by which requests come in; open_doors names those that there are here.
doors=(Ingress VirtualService HTTPRoute)
open_doors() {
    local door
    for door in "Ingress ingress/$app-ingress" "VirtualService virtualservice.networking.istio.io/$app" \
        "HTTPRoute httproute.gateway.networking.k8s.io/$app"; do
        [ -z "$(n get "${door#* }" --ignore-not-found -o name 2>/dev/null)" ] || echo "${door%% *}"
    done
}

end_page() {
    change delete "deployment/$maintenance" "service/$maintenance-svc" "configmap/$maintenance" \
        networkpolicy/allow-maintenance --ignore-not-found
}

do_maintenance() {
    local open file=$here/operations/maintenance-mode.yaml
    mapfile -t open < <(open_doors)
    case ${1-} in
        on | off) [ ${#open[@]} -gt 0 ] || fail 4 "nothing leads to $app-svc: no ${doors[*]}" ;;
        *) fail 2 "maintenance on or off" ;;
    esac
    if [ "$1" = on ]; then
        check_images "$file"
        confirm "turns to the maintenance page: ${open[*]}; a canary gets no more requests"
        documents "$file" | without "${doors[@]}" | apply "the page"
        rolled_out "deployment/$maintenance" || fail 6 "the maintenance page does not come up; nothing was turned"
        documents "$file" | only "${open[@]}" | apply "${open[*]}"
        change delete "ingress/$app-canary-ingress" --ignore-not-found
    else
        confirm "turns back to the service: ${open[*]}"
        documents "$manifests"/0[57]*.yaml "$here/components/gateway-api/gateway.yaml" |
            only "${open[@]}" | apply "${open[*]}"
        end_page
    fi
}

do_isolate() {
    case ${1-} in
        on)
            if [ -n "$pod" ]; then
                confirm "isolates the pod $pod; another takes its place"
                change label pod "$pod" app=financial-planning-quarantine --overwrite
                return
            fi
            confirm "isolates everything in $namespace: no request is answered any more"
            documents "$here/operations/emergency-network-policy.yaml" | apply "isolation"
            change delete networkpolicy -l financial-planning/allows=true ;;
        off)
            if [ -n "$pod" ]; then
                confirm "deletes the isolated pod $pod"
                change delete pod "$pod"
                return
            fi
            confirm "lets everything in $namespace talk again"
            documents "$manifests"/0[67]*.yaml | only NetworkPolicy | fitting | apply policies
            change delete networkpolicy emergency-isolation --ignore-not-found ;;
        *) fail 2 "isolate on or off" ;;
    esac
}

# --- command line --------------------------------------------------------------------
words=()
while [ $# -gt 0 ]; do
    case $1 in
        --dry-run) dry_run=yes ;;
        --yes) yes=yes ;;
        --image | --context | --namespace | --timeout | --pod)
            [ $# -ge 2 ] || fail 2 "$1 needs a value"
            case $1 in
                --image)
                    [[ $2 == ?*=?*@sha256:* ]] || fail 2 "--image NAME=REFERENCE@sha256:…, not $2"
                    image[${2%%=*}]=${2#*=} ;;
                --context) context=$2 ;;
                --namespace) namespace=$2 ;;
                --timeout) timeout=$2 ;;
                --pod) pod=$2 ;;
            esac
            shift ;;
        -h | --help) words=(help) ;;
        -*) fail 2 "there is no option $1; try help" ;;
        *) words+=("$1") ;;
    esac
    shift
done
command=${words[0]-help}
scratch=$(mktemp)
trap 'end_forward; rm -f "$scratch"' EXIT
trap 'echo "deploy.sh: interrupted; run it again: what is done already stays as it is" >&2; exit 130' INT TERM
case $command in
    help) usage; exit 0 ;;
    deploy | verify | rollback | status | diff | destroy | canary | blue-green | maintenance | isolate) ;;
    *) fail 2 "there is no command $command; try help" ;;
esac
read_images
check_cluster
[ "$command" = deploy ] || need_namespace
"do_${command//-/_}" "${words[@]:1}"
