# Turns the tables of law (fcgi-app/planning/tables/*.csv) into one C file.
# Run by make: awk -v id=NAME -v checksum=TEXT -f tables-to-c.awk FILE...
# Any POSIX awk will do. Blank lines and lines that start with # are skipped,
# the next line of a file names its columns; fields hold no comma.
BEGIN {
    FS = ","
    n_status = split("single married_joint married_separate " \
                     "head_of_household surviving_spouse", status_names, " ")
    for (i = 1; i <= n_status; i++)
        status_value[status_names[i]] = "FP_FILING_" toupper(status_names[i])
    status_value["all"] = "FP_FILING_COUNT"
    failed = 0
}

FNR == 1 {
    table = FILENAME
    sub(/^.*\//, "", table)
    sub(/\.csv$/, "", table)
    split("", column)
    header = 0
}

/^#/ || /^[ \t]*$/ { next }

!header {
    for (i = 1; i <= NF; i++)
        column[$i] = i
    width = NF
    header = 1
    next
}

NF != width { fault(FILENAME ":" FNR ": " NF " fields, not " width) }

table == "us_federal_brackets" {
    key = number("year") " " get("filing_status") " " get("kind")
    step[key]++
    name = get("kind") "_bracket_" step[key]
    bracket[++n_bracket] = "{ " number("year") ", " status() ", " \
        (get("kind") == "gains") ", " number("floor") ", " number("rate") \
        ",\n      " quote(name "_floor") ", " quote(name "_rate") \
        ",\n      " provenance() " }"
    if (get("kind") != "ordinary" && get("kind") != "gains")
        fault(FILENAME ":" FNR ": kind " get("kind"))
    if (first_year == 0 || number("year") < first_year)
        first_year = number("year")
    if (number("year") > last_year)
        last_year = number("year")
}

table == "us_federal_params" {
    param[++n_param] = "{ " quote(get("param")) ", " status() ", " \
        number("from_year") ", " number_or("to_year", 0) ", " \
        number("value") ", " quote(get("unit")) ",\n      " \
        provenance() " }"
}

table == "us_rmd_uniform" {
    rmd[++n_rmd] = "{ " number("age") ", " number("divisor") " }"
}

table == "us_rmd_start" {
    start[++n_start] = "{ " number("born_from") ", " \
        number_or("born_to", "INT_MAX") ", " number("age") " }"
}

table == "us_ss_retirement_age" {
    fra[++n_fra] = "{ " number("born_from") ", " \
        number_or("born_to", "INT_MAX") ", " number("fra_months") ", " \
        number("credit_annual") " }"
}

END {
    if (failed)
        exit 1
    if (!n_bracket || !n_param || !n_rmd || !n_start || !n_fra)
        fault("a table is missing or empty")
    if (failed)
        exit 1
    print "/* Made by tools/tables-to-c.awk from the tables of law; do not edit. */"
    print "#include \"planning/tables.h\"\n\n#include <limits.h>\n"
    print "const char fp_tables_id[] = " quote(id ":" checksum) ";"
    print "const int fp_tables_first_year = " first_year ";"
    print "const int fp_tables_last_year = " last_year ";\n"
    list("bracket", "brackets", bracket, n_bracket)
    list("param", "params", param, n_param)
    list("rmd", "rmd", rmd, n_rmd)
    list("rmd_start", "rmd_start", start, n_start)
    list("fra", "fra", fra, n_fra)
}

function list(type, name, rows, n,    i)
{
    print "const struct fp_table_" type " fp_table_" name "[] = {"
    for (i = 1; i <= n; i++)
        print "    " rows[i] ","
    print "};"
    print "const size_t fp_table_" name "_count = " n ";\n"
}

function get(name)
{
    if (!(name in column))
        fault(FILENAME ": no column " name)
    return $(column[name])
}

function number(name,    text)
{
    text = get(name)
    if (text !~ /^-?[0-9]+(\.[0-9]+)?$/)
        fault(FILENAME ":" FNR ": " name " is not a number: " text)
    return text
}

function number_or(name, missing)
{
    return get(name) == "" ? missing : number(name)
}

function status(    text)
{
    text = get("filing_status")
    if (!(text in status_value))
        fault(FILENAME ":" FNR ": filing status " text)
    return status_value[text]
}

function provenance()
{
    if (get("source") == "" || get("effective") !~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/)
        fault(FILENAME ":" FNR ": a row needs its source and effective date")
    return quote(get("source") ", effective " get("effective"))
}

function quote(text)
{
    if (text ~ /["\\]/)
        fault(FILENAME ":" FNR ": quote or backslash in " text)
    return "\"" text "\""
}

function fault(text)
{
    print "tables-to-c: " text | "cat 1>&2"
    failed = 1
}
