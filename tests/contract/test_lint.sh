#!/bin/sh
# The OpenAPI document has no finding of the public linters, warnings included.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
tools=$("$here/npm_tools.sh") || exit $?
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${FP_BUILDDIR:-.}/tests/contract/print_openapi" >"$work/openapi.json"

status=0
"$tools/node_modules/.bin/spectral" lint --fail-severity=hint \
    --ruleset "$here/npm/spectral.yaml" "$work/openapi.json" || status=1
REDOCLY_TELEMETRY=off "$tools/node_modules/.bin/redocly" lint --format=json \
    --config "$here/npm/redocly.yaml" "$work/openapi.json" \
    >"$work/redocly.json" 2>"$work/redocly.log" || status=1
node -e '
const said = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
for (const one of said.problems)
    console.log(one.ruleId, one.severity, one.message,
                JSON.stringify(one.location?.[0]?.pointer));
const { errors, warnings } = said.totals;
console.log(`redocly: ${errors} errors, ${warnings} warnings`);
process.exit(errors + warnings > 0 ? 1 : 0);
' "$work/redocly.json" || { cat "$work/redocly.log"; status=1; }
exit $status
