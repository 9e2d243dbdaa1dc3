# shellcheck shell=bash disable=SC2154 # what deploy.sh has set
# Part of deploy.sh: manifests made to fit the cluster. Each function reads
# documents on standard input, or files, and writes documents. Uses namespace,
# own_namespace, image, no_digest, checksum and k of deploy.sh.

# documents FILE...: rendered for this cluster: our namespace, our images, the
# number of replicas and the colour that are in force.
documents() {
    local script=() name
    [ "$namespace" = "$own_namespace" ] || script+=(-e "s/\\b$own_namespace\\b/$namespace/g")
    for name in "${!image[@]}"; do
        script+=(-e "s#image: [^ ]*/$name@$no_digest#image: ${image[$name]}#")
    done
    script+=(-e "s#config-checksum: none#config-checksum: \"${checksum:-none}\"#")
    local file
    for file in "$@"; do
        echo ---
        cat "$file"
    done | sed "${script[@]}"
}

# only KIND[/NAME]...: those of the documents on standard input.
# without KIND[/NAME]...: the others.
only() { choose 1 "$@"; }
without() { choose 0 "$@"; }
choose() {
    local keep=$1
    shift
    awk -v keep="$keep" -v names=" $* " '
        function flush() {
            found = index(names, " " kind " ") || index(names, " " kind "/" name " ")
            if (kind != "" && (found ? 1 : 0) == keep)
                printf "---\n%s", text
            text = kind = name = ""
        }
        /^---/ { flush(); next }
        { text = text $0 "\n" }
        /^kind: / { kind = $2 }
        /^metadata:/ { meta = 1; next }
        meta && /^  name: / && name == "" { name = $2 }
        /^[a-z]/ { meta = 0 }
        END { flush() }'
}

# fitting: of the documents on standard input those whose kind and namespace the
# cluster has; says which it leaves out. Who may not look at namespaces may not
# apply anything to others than ours either.
fitting() {
    local spaces others="there is no namespace"
    spaces=$(k get namespaces -o name 2>/dev/null) || others="left to an administrator of the namespace"
    spaces=${spaces//namespace\//}
    awk -v versions=" $(k api-versions | tr '\n' ' ')" -v others="$others" \
        -v spaces=" ${spaces//$'\n'/ } $namespace " '
        function flush() {
            if (kind == "") { text = ""; return }
            if (!index(versions, " " version " "))
                why = "the cluster has no " version
            else if (needs != "" && !index(versions, " " needs "/"))
                why = "the cluster has no " needs
            else if (space != "" && !index(spaces, " " space " "))
                why = others " " space
            if (why == "")
                printf "---\n%s", text
            else
                printf "deploy.sh: left out: %s %s: %s\n", kind, name, why > "/dev/stderr"
            text = kind = name = version = needs = space = why = ""
        }
        /^---/ { flush(); next }
        { text = text $0 "\n" }
        /^kind: / { kind = $2 }
        /^apiVersion: / { version = $2 }
        /^metadata:/ { meta = 1; next }
        meta && /^  name: / && name == "" { name = $2 }
        meta && /^  namespace: / { space = $2 }
        meta && /financial-planning\/needs:/ { needs = $2 }
        /^[a-z]/ { meta = 0 }
        END { flush() }'
}

# with_replicas NAME NUMBER: the documents on standard input, with that number in
# the Deployment NAME: it is the HPA's once there is one.
with_replicas() {
    awk -v wanted="$1" -v number="$2" '
        /^---/ { kind = name = "" }
        /^kind: / { kind = $2 }
        /^  name: / && name == "" { name = $2 }
        kind == "Deployment" && name == wanted && /^  replicas: / && number != "" {
            print "  replicas: " number; next
        }
        { print }'
}

# with_colour COLOUR: the services' selectors say COLOUR.
with_colour() { sed "/^  selector:/,/^  ports:/s/^    color: blue\$/    color: $1/"; }
