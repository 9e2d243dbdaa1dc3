#!/usr/bin/env python3
"""The files for operators hang together: rules are right and tried, every alert
has its section in the runbook, dashboards and documents name only figures that
there are, and Fluent Bit's configuration says what it can read.

Needs promtool (Debian's package prometheus) and PyYAML for the rules; without
them those tests are skipped."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

TOP = pathlib.Path(os.environ.get("FP_SRCDIR", "."))
FILES = TOP / "observability"
DASHBOARDS = ("business", "edge", "engine", "jobs", "service", "stores")
TRIES = ("alerts_test.yml", "alerts_slow_test.yml")
RUNBOOK = "https://github.com/finplan/finplan/blob/main/docs/runbook.md#"
# Figures of the cluster, which others give.
FOREIGN = re.compile(r"^(container|kube|certmanager|cnpg|probe)_\w+$|^ALERTS$")
WORD = re.compile(r"\b(?:finplan|container|kube|certmanager|cnpg|probe)_\w+")
SHAPES = ("_bucket", "_sum", "_count")

# Keys that Fluent Bit 2.1 has in a section, by plugin.
# SOURCE: Fluent Bit manual 2.1, "Service", "Tail", "Parser" (filter), "Grep",
# "Record Modifier", "Elasticsearch", "Buffering & Storage".
KEYS = {
    "SERVICE": {"flush", "grace", "daemon", "log_level", "parsers_file",
                "http_server", "http_listen", "http_port", "health_check",
                "storage.path", "storage.sync", "storage.checksum",
                "storage.metrics", "storage.max_chunks_up",
                "storage.backlog.mem_limit"},
    "INPUT tail": {"tag", "path", "exclude_path", "key", "db", "db.locking",
                   "read_from_head", "refresh_interval", "rotate_wait",
                   "multiline", "buffer_chunk_size", "buffer_max_size",
                   "skip_long_lines", "storage.type",
                   "storage.pause_on_chunks_overlimit"},
    "FILTER parser": {"match", "key_name", "parser", "reserve_data",
                      "preserve_key"},
    "FILTER grep": {"match", "regex", "exclude"},
    "FILTER record_modifier": {"match", "record"},
    "OUTPUT es": {"match", "host", "port", "http_user", "http_passwd", "tls",
                  "tls.verify", "index", "write_operation",
                  "suppress_type_name", "time_key", "time_key_nanos",
                  "compress", "retry_limit", "storage.total_limit_size"},
    "PARSER": {"name", "format", "regex", "time_key", "time_format",
               "time_keep", "types"},
}
MANY = {"parser", "record", "regex"}  # may stand more than once

faults = []


def expect(good, sentence):
    if not good:
        faults.append(sentence)


def tool(*args, cwd=None):
    done = subprocess.run(args, cwd=cwd, capture_output=True, text=True,
                          check=False)
    expect(done.returncode == 0,
           f"{' '.join(map(str, args))}: {done.stdout}{done.stderr}")


# --- figures -----------------------------------------------------------------

def figures():
    """Names of the families, and their types, by telemetry/names.c."""
    text = (TOP / "fcgi-app/telemetry/names.c").read_text()
    counters = text[text.index("fp_name_counters[]"):
                    text.index("fp_name_n_counters")]
    gauges = text[text.index("fp_name_gauges[]"):
                  text.index("fp_name_n_gauges")]
    found = {name: "counter"
             for name in re.findall(r'"(finplan_\w+_total)"', counters)}
    found |= {name: "gauge" for name in re.findall(r'"(finplan_\w+)"', gauges)}
    found |= {name: "histogram" for name in
              re.findall(r'"(finplan_\w+)"', text[text.index("fp_name_n_gau"):])}
    # Written by metrics_text.c itself.
    return found | {"finplan_http_requests_total": "counter",
                    "finplan_edge_connections": "gauge",
                    "finplan_edge_other_version": "gauge"}


def recorded(rules):
    return {rule["record"] for rule in rules if "record" in rule}


def check_expression(where, expression, known):
    names = set(WORD.findall(re.sub(r'"[^"]*"', '""', expression)))
    for name in names:
        stem = next((name[:-len(end)] for end in SHAPES
                     if name.endswith(end) and known.get(name[:-len(end)]) ==
                     "histogram"), name)
        expect(stem in known or FOREIGN.match(name),
               f"{where}: there is no figure {name}")
        expect(known.get(name) != "histogram",
               f"{where}: {name} is a histogram")
    return names


def test_document_of_metrics(known):
    rows = dict(re.findall(r"^\| `(finplan_\w+)` \| (\w+) \|",
                           (TOP / "docs/metrics.md").read_text(), re.M))
    for name in sorted(known.keys() | rows.keys()):
        expect(rows.get(name) == known.get(name),
               f"docs/metrics.md: {name} is {rows.get(name)} there and "
               f"{known.get(name)} here")


# --- rules -------------------------------------------------------------------

def load_rules(yaml):
    rules = []
    for name in ("slo-rules.yml", "alerts.yml"):
        document = yaml.safe_load((FILES / "prometheus" / name).read_text())
        rules += [r for group in document["groups"] for r in group["rules"]]
    return rules


def test_rules(yaml, rules, known):
    there = FILES / "prometheus"
    tool("promtool", "check", "rules", there / "slo-rules.yml",
         there / "alerts.yml")
    tool("promtool", "check", "config", there / "prometheus.yml")
    tool("promtool", "test", "rules", *TRIES,
         cwd=TOP / "tests/observability")
    tried = {True: set(), False: set()}
    for one in [one for name in TRIES for one in yaml.safe_load(
            (TOP / "tests/observability" / name).read_text())["tests"]]:
        for case in one["alert_rule_test"]:
            tried[bool(case["exp_alerts"])].add(case["alertname"])
    alerts = {rule["alert"] for rule in rules if "alert" in rule}
    expect(len(alerts) >= 25, f"only {len(alerts)} alerts")
    for fires, names in tried.items():
        expect(names == alerts, f"no test of {sorted(alerts ^ names)} "
               f"{'firing' if fires else 'staying quiet'}")
    own = {**known, **dict.fromkeys(recorded(rules), "gauge")}
    for rule in rules:
        where = rule.get("alert") or rule["record"]
        check_expression(where, rule["expr"], own)


def test_runbook(rules):
    text = (TOP / "docs/runbook.md").read_text()
    sections = re.findall(r"^### (\w+)$", text, re.M)
    alerts = [rule for rule in rules if "alert" in rule]
    expect(sorted(sections) == sorted(rule["alert"] for rule in alerts),
           "docs/runbook.md: sections and alerts differ: "
           f"{set(sections) ^ {rule['alert'] for rule in alerts}}")
    for rule in alerts:
        notes = rule["annotations"]
        expect(notes["runbook_url"] == RUNBOOK + rule["alert"].lower(),
               f"{rule['alert']}: its runbook_url is another's")
        expect(rule["labels"].get("severity") in ("page", "ticket"),
               f"{rule['alert']}: page or ticket?")
    anchors = {title.lower().replace(" ", "-")
               for title in re.findall(r"^#+ (.+)$", text, re.M)}
    for anchor in re.findall(r"\]\(#([\w-]+)\)", text):
        expect(anchor in anchors, f"docs/runbook.md: nothing is at #{anchor}")
    # What stands as a command is one, by its first look.
    for block in re.findall(r"(?:^    .+\n)+", text, re.M):
        done = subprocess.run(["bash", "-n"], input=block, text=True,
                              capture_output=True, check=False)
        expect(done.returncode == 0, f"docs/runbook.md: {block}{done.stderr}")


# --- dashboards --------------------------------------------------------------

def test_dashboards(rules, known):
    own = {**known, **dict.fromkeys(recorded(rules), "gauge")}
    names, uids = set(), set()
    for name in DASHBOARDS:
        board = json.loads((FILES / f"grafana/{name}.json").read_text())
        uids.add(board["uid"])
        expect(len(board["panels"]) >= 8, f"{name}: {len(board['panels'])}")
        for panel in board["panels"]:
            expect(panel["targets"] and panel["fieldConfig"]["defaults"]["unit"],
                   f"{name}: {panel['title']} asks nothing, or in no unit")
            for target in panel["targets"]:
                expect("$namespace" in target["expr"],
                       f"{name}: {panel['title']} is of all namespaces")
                names |= check_expression(f"{name}: {panel['title']}",
                                          target["expr"], own)
        boxes = [panel["gridPos"] for panel in board["panels"]]
        for i, a in enumerate(boxes):
            for b in boxes[:i]:
                expect(a["x"] >= b["x"] + b["w"] or b["x"] >= a["x"] + a["w"] or
                       a["y"] >= b["y"] + b["h"] or b["y"] >= a["y"] + a["h"],
                       f"{name}: panels overlap at {a}")
    expect(len(uids) == len(DASHBOARDS), "dashboards share a uid")
    shown = {re.sub(r"_(bucket|sum|count)$", "", n) for n in names} | names
    unseen = set(known) - shown - {"finplan_process_open_fds",
                                   "finplan_projections_total",
                                   "finplan_backtests_total"}
    expect(not unseen, f"no dashboard shows {sorted(unseen)}")


# --- logs --------------------------------------------------------------------

def sections(path):
    """[(section, [(key, value)])] of a file in Fluent Bit's classic format."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        head = re.fullmatch(r"\[([A-Z_]+)\]", line)
        pair = re.fullmatch(r" {4}([\w.@]+) +(\S.*)", line)
        if head:
            found.append((head[1], []))
        elif pair and found:
            found[-1][1].append((pair[1].lower(), pair[2]))
        else:
            faults.append(f"{path}:{number}: neither section nor key: {line}")
    return found


def test_fluent_bit():
    parsers = sections(FILES / "fluent-bit/parsers.conf")
    named = {value for _, pairs in parsers for key, value in pairs
             if key == "name"}
    order = []
    for section, pairs in sections(FILES / "fluent-bit/fluent-bit.conf") + \
            parsers:
        plugin = dict(pairs).get("name", "")
        kind = section if section in KEYS else f"{section} {plugin}"
        order.append(kind)
        expect(kind in KEYS, f"fluent-bit: there is no {kind}")
        seen = set()
        for key, value in pairs:
            if key == "name" and kind != "PARSER":
                continue
            expect(key in KEYS.get(kind, ()), f"fluent-bit: {kind}: {key}?")
            expect(key not in seen or key in MANY,
                   f"fluent-bit: {kind}: {key} twice")
            seen.add(key)
            if key == "parser":
                expect(value in named, f"fluent-bit: no parser {value}")
            if key in ("buffer_chunk_size", "buffer_max_size",
                       "storage.total_limit_size",
                       "storage.backlog.mem_limit"):
                expect(re.fullmatch(r"[0-9]+[kMG]", value),
                       f"fluent-bit: {key} {value}")
    expect(order[:6] == ["SERVICE", "INPUT tail", "FILTER parser",
                         "FILTER grep", "FILTER record_modifier",
                         "OUTPUT es"], f"fluent-bit: the order is {order}")
    values = dict(pair for _, pairs in
                  sections(FILES / "fluent-bit/fluent-bit.conf")
                  for pair in pairs)
    expect(values["multiline"] == "off" and
           values["storage.type"] == "filesystem" and
           values["write_operation"] == "create", "fluent-bit: what matters")


def test_elasticsearch():
    schema = json.loads((FILES / "log-schema.json").read_text())
    members = set().union(*(one["properties"] for one in schema["oneOf"]))
    template = json.loads(
        (FILES / "elasticsearch/index-template.json").read_text())
    mapped = set(template["template"]["mappings"]["properties"])
    # What the shipper adds, and what nginx's error log has besides.
    added = {"@timestamp", "pod", "namespace", "node", "connection"}
    expect(mapped == members | added,
           f"elasticsearch: {sorted(mapped ^ (members | added))}")
    policy = json.loads(
        (FILES / "elasticsearch/lifecycle-policy.json").read_text())["policy"]
    phases = policy["phases"]
    expect(phases["warm"]["min_age"] == "7d" and
           phases["delete"]["min_age"] == "30d" and
           "delete" in phases["delete"]["actions"], "elasticsearch: ages")
    expect(template["template"]["settings"]["index.lifecycle.name"] ==
           "finplan-logs" and template["index_patterns"] == ["finplan-logs"],
           "elasticsearch: template and policy")
    text = (TOP / "docs/logging.md").read_text()
    for name in members:
        expect(f"`{name}`" in text, f"docs/logging.md: nothing on {name}")


def main():
    known = figures()
    expect(len(known) > 50, f"only {len(known)} figures found")
    test_document_of_metrics(known)
    test_fluent_bit()
    test_elasticsearch()
    skipped = ""
    try:
        import yaml
    except ImportError:
        yaml = None
    if yaml is not None:
        rules = load_rules(yaml)
        test_runbook(rules)
        test_dashboards(rules, known)
        if shutil.which("promtool"):
            test_rules(yaml, rules, known)
        else:
            skipped = "promtool is not installed"
    else:
        skipped = "PyYAML is not installed"
    for fault in faults:
        print(fault)
    print(f"{len(known)} figures, {len(faults)} faults {skipped}")
    if faults:
        return 1
    return 77 if skipped else 0


if __name__ == "__main__":
    sys.exit(main())
