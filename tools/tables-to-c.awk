# Turns the tables of law (fcgi-app/planning/tables/*.csv) into one C file.
# Run by make: awk -v id=VERSION:SUM -f tables-to-c.awk SUMS FILE..., where SUMS
# holds the output of cksum(1) for the files. Any POSIX awk will do.
#
# A table says how it is compiled in lines that start with #@:
#   #@ row: struct fp_row_NAME "planning/HEADER.h"
#   #@ types: one word a column, in their order, without source and effective
#   #@ source: TEXT          } for all rows, where the file has no such
#   #@ effective: YYYY-MM-DD } columns
# Types: int, number (blank is a fault); int?, number? (blank is 0, or N with
# int?=N); status (filing status, or all); words(a|b|…) (which of them, from
# 0); text; - (a note for readers, not compiled). Other lines that start with
# # are comments, the first of them the title. Fields hold no comma.
BEGIN {
    FS = ","
    n_status = split("single married_joint married_separate " \
                     "head_of_household surviving_spouse", status_names, " ")
    for (i = 1; i <= n_status; i++)
        status_value[status_names[i]] = "FP_FILING_" toupper(status_names[i])
    status_value["all"] = "FP_FILING_COUNT"
    failed = 0
    n_tables = 0
}

FNR == 1 { table_begin() }

n_tables == 0 {
    split($0, sum, " ")
    checksum[base_name(sum[3])] = sum[1] "-" sum[2]
    next
}

{ text_of[table, ++n_text[table]] = escape($0) }

/^#@ row: / {
    if (match($0, /struct [a-z0-9_]+/))
        row_type[table] = substr($0, RSTART, RLENGTH)
    if (match($0, /"[a-z0-9_\/]+\.h"/))
        header[substr($0, RSTART, RLENGTH)] = 1
}
/^#@ types: / { n_types = split(substr($0, 11), type, ",") }
/^#@ source: / { all_source = substr($0, 12) }
/^#@ effective: / { all_effective = substr($0, 15) }
/^#/ && title[table] == "" { title[table] = escape(substr($0, 3)) }
/^#/ || /^[ \t]*$/ { next }

!width {
    width = NF
    for (i = 1; i <= NF; i++)
        column[i] = $i
    if (row_type[table] == "" || n_types == 0)
        fault(FILENAME ": no #@ row or #@ types line")
    next
}

NF != width { fault(FILENAME ":" FNR ": " NF " fields, not " width); next }

{ cells[table, ++n_rows[table]] = compile_row() }

END {
    if (n_tables == 0)
        fault("no table was given")
    for (t = 1; t <= n_tables; t++)
        if (!n_rows[tables[t]])
            fault(tables[t] ": no rows")
    if (failed)
        exit 1
    print "/* Made by tools/tables-to-c.awk from the tables of law; do not edit. */"
    print "#include \"planning/tables.h\"\n\n#include <limits.h>\n"
    for (name in header)
        headers[++n_headers] = name
    for (t = 1; t <= n_headers; t++)
        print "#include " headers[t]
    print ""
    print "const char fp_tables_id[] = " quote(id) ";\n"
    for (t = 1; t <= n_tables; t++)
        print_rows(tables[t])
    for (t = 1; t <= n_tables; t++)
        print_text(tables[t])
    print "const struct fp_table fp_tables[] = {"
    for (t = 1; t <= n_tables; t++)
        print "    { \"" tables[t] "\", \"" checksum[tables[t]] "\",\n" \
              "      \"" title[tables[t]] "\",\n" \
              "      text_" tables[t] ", " n_text[tables[t]] " },"
    print "};\nconst size_t fp_tables_count = " n_tables ";"
}

function table_begin()
{
    if (FILENAME !~ /\.csv$/)
        return
    table = base_name(FILENAME)
    tables[++n_tables] = table
    n_rows[table] = n_text[table] = width = n_types = 0
    all_source = all_effective = title[table] = row_type[table] = ""
    if (checksum[table] == "")
        fault(FILENAME ": no checksum")
}

function base_name(path)
{
    sub(/^.*\//, "", path)
    sub(/\.csv$/, "", path)
    return path
}

function compile_row(    i, k, out, source, effective)
{
    source = all_source
    effective = all_effective
    out = ""
    k = 0
    for (i = 1; i <= width; i++) {
        if (column[i] == "source")
            source = $i
        else if (column[i] == "effective")
            effective = $i
        else
            out = out cell(type[++k], $i, column[i])
    }
    if (k != n_types)
        fault(FILENAME ": " n_types " types for " k " columns")
    if (source == "" ||
        effective !~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/)
        fault(FILENAME ":" FNR ": a row needs its source and effective date")
    return out quote(source ", effective " effective)
}

function cell(kind, value, name,    words, n, i)
{
    if (kind == "-")
        return ""
    if (kind == "text")
        return quote(value) ", "
    if (kind == "status") {
        if (!(value in status_value))
            fault(FILENAME ":" FNR ": filing status " value)
        return status_value[value] ", "
    }
    if (kind ~ /^words\(/) {
        n = split(substr(kind, 7, length(kind) - 7), words, "|")
        for (i = 1; i <= n; i++)
            if (words[i] == value)
                return (i - 1) ", "
        fault(FILENAME ":" FNR ": " name " is none of " kind ": " value)
        return "0, "
    }
    if (kind ~ /^(int|number)\?/ && value == "")
        value = kind ~ /=/ ? substr(kind, index(kind, "=") + 1) : "0"
    if (kind !~ /^(int|number)(\?(=-?[0-9.]+)?)?$/)
        fault(FILENAME ": type " kind)
    if (value !~ /^-?[0-9]+(\.[0-9]+)?$/ ||
        (kind ~ /^int/ && value !~ /^-?[0-9]+$/))
        fault(FILENAME ":" FNR ": " name " is not a number: " value)
    return value ", "
}

function print_rows(name,    i)
{
    print "const " row_type[name] " fp_table_" name "[] = {"
    for (i = 1; i <= n_rows[name]; i++)
        print "    { " cells[name, i] " },"
    print "};"
    print "const size_t fp_table_" name "_count = " n_rows[name] ";\n"
}

function print_text(name,    i)
{
    print "static const char *const text_" name "[] = {"
    for (i = 1; i <= n_text[name]; i++)
        print "    \"" text_of[name, i] "\","
    print "};\n"
}

function escape(line)
{
    gsub(/\\/, "\\\\", line)
    gsub(/"/, "\\\"", line)
    return line
}

function quote(value)
{
    if (value ~ /["\\]/)
        fault(FILENAME ":" FNR ": quote or backslash in " value)
    return "\"" value "\""
}

function fault(message)
{
    print "tables-to-c: " message | "cat 1>&2"
    failed = 1
}
