#!/usr/bin/env python3
"""What watching costs, and what a request costs beside nginx alone.

  telemetry  GET /health and GET /api/v1/plans/{id} with metrics and traces on
             (TRACES_PER_10000 as it is by default, to a collector in this
             process) and with both off, in turn
  edge       a static file from nginx, an empty FastCGI handler (libfcgi, kept
             connections, a thread for each), GET /health, a plan, a simulation
             of 10,000 paths that is cached and one that is computed, all through
             the same nginx in turn; the ratios are to the first two

    bench_telemetry.py --build DIR [--rounds 7] [--seconds 4] [--clients 32]
                       [--only telemetry|edge] [--nice N] --out FILE

The load is on loopback and every part ends by itself. Prints tables of
medians; the file has every round."""
import argparse
import json
import os
import pathlib
import signal
import statistics
import sys

from bench_api import (CONNECTIONS, HERE, PROCESSES, SOURCE, Contestant,
                       Stack, ask, answers, free_port, machine, raw, wait_for)

sys.path.insert(0, str(SOURCE / "tests/blackbox"))
from collector import Collector  # noqa: E402

SIMULATION = "/api/v1/simulations?paths=10000&seed=1"
MOST_COST = 0.03  # of requests a second

ALONE_CONF = """
upstream empty {{
    server unix:{dir}/run/empty.sock max_fails=0;
    keepalive 32; keepalive_timeout 60s; keepalive_requests 10000;
}}
server {{
    listen 127.0.0.1:{port} backlog=1024;
    include snippets/headers.conf;
    include snippets/errors.conf;
    include snippets/fastcgi.conf;
    location = /file.json {{
        root {dir}/static;
    }}
    location = /empty {{
        fastcgi_pass empty;
    }}
}}
"""


class Few(Contestant):
    """Of something that takes a processor a while: as many clients as answer it
    at once, since every one of them has to be served."""

    def load(self, program, clients, seconds):
        return super().load(program, min(clients, 2 * PROCESSES),
                            max(seconds, 2))

    def round(self, args):
        super().round(argparse.Namespace(**{
            **vars(args), "clients": min(args.clients, 2 * PROCESSES)}))


def settings(**more):
    return {"WORKERS": PROCESSES, "DATABASE_POOL_SIZE": CONNECTIONS,
            "ANONYMOUS_CALCULATORS": "true", "MAX_SIMULATION_THREADS": 1,
            "NGINX_RATE_ALLOW": "127.0.0.1",  # a client is as quick as it can be
            "NGINX_CONNECTIONS_PER_CLIENT": 1000,
            "NGINX_HEAVY_PER_CLIENT": 1000, **more}


def stored_plan(stack, text):
    """The request that reads one back."""
    token = stack.login()
    status, headers, body = ask(stack.port, "POST", "/api/v1/plans", text,
                                token)
    if status != 201:
        sys.exit("bench_telemetry: the plan was not made: %r" % body)
    return raw("GET", headers["Location"], Authorization="Bearer " + token)


def add_alone(stack, args):
    """A file and an empty handler, in the same nginx; returns their port."""
    port = free_port()
    (stack.dir / "static").mkdir()
    (stack.dir / "static/file.json").write_text('{"status":"ok"}\n')
    stack.launch("empty", [str(args.build.resolve() / "tests/bench/bench_empty"),
                           str(stack.dir / "run/empty.sock"), "64"], {})
    wait_for("the empty handler",
             lambda: (stack.dir / "run/empty.sock").exists())
    (stack.dir / "nginx/alone.conf").write_text(
        ALONE_CONF.format(dir=stack.dir, port=port))
    conf = stack.dir / "nginx/nginx.conf"
    text = conf.read_text().rstrip()
    conf.write_text(text[:text.rindex("}")] + "include alone.conf;\n}\n")
    os.kill(stack.pid("nginx"), signal.SIGHUP)
    for path in ("/file.json", "/empty"):
        wait_for(path, lambda p=path: answers(port, "GET", p) == 200)
    return port


def edge(stacks, plan, args):
    kept, fresh = stacks
    port = add_alone(kept, args)
    for attempt in ("miss", "hit"):
        status, headers, body = ask(kept.port, "POST", SIMULATION, plan)
        if status != 200 or headers["X-Cache"] != attempt:
            sys.exit("bench_telemetry: simulation: %d %r" % (status, body[:99]))
    if ask(fresh.port, "POST", SIMULATION, plan)[1]["X-Cache"] != "miss" or \
            ask(fresh.port, "POST", SIMULATION, plan)[1]["X-Cache"] != "miss":
        sys.exit("bench_telemetry: a computed simulation came from a cache")
    post = raw("POST", SIMULATION, plan)
    return [
        Contestant("static file", kept, port, kept.pid("nginx"),
                   raw("GET", "/file.json")),
        Contestant("empty FastCGI handler", kept, port, kept.empty,
                   raw("GET", "/empty")),
        Contestant("GET /health", kept, kept.port, kept.pid("api"),
                   raw("GET", "/health")),
        Contestant("plan", kept, kept.port, kept.pid("api"),
                   stored_plan(kept, plan)),
        Contestant("simulation, cached", kept, kept.port, kept.pid("sim"),
                   post),
        Few("simulation, computed", fresh, fresh.port, fresh.pid("sim"),
            post),
    ]


def telemetry(stacks, plan):
    pairs = [[], []]
    for name, stack in zip(("on", "off"), stacks):
        pairs[0].append(Contestant("GET /health, " + name, stack, stack.port,
                                   stack.pid("api"), raw("GET", "/health")))
        pairs[1].append(Contestant("plan, " + name, stack, stack.port,
                                   stack.pid("api"),
                                   stored_plan(stack, plan)))
    return pairs


def run(contestants, stacks, args):
    for number in range(args.rounds):
        if args.nice is not None:
            for stack in stacks:
                stack.equal_terms(args.nice)
        # Whoever is first in a round is last in the next.
        for one in contestants[::-1 if number % 2 else 1]:
            one.round(args)
    return {one.name: one.rounds for one in contestants}


def middle(rounds, figure):
    return statistics.median(one[figure] for one in rounds)


def show_edge(result):
    file, empty = (middle(result[name], "rate")
                   for name in ("static file", "empty FastCGI handler"))
    print("| | requests/s | p50, ms | p99, ms | of a static file | of an empty "
          "handler |\n|---|---:|---:|---:|---:|---:|")
    for name, rounds in result.items():
        rate = middle(rounds, "rate")
        print("| %s | %.0f | %.2f | %.2f | %.3f | %.3f |" % (
            name, rate, middle(rounds, "p50_ms"), middle(rounds, "p99_ms"),
            rate / file, rate / empty))


def show_telemetry(result):
    print("| | requests/s, on | off | cost | at most %g %% |\n"
          "|---|---:|---:|---:|---|" % (100 * MOST_COST))
    for name in ("GET /health", "plan"):
        on, off = result[name + ", on"], result[name + ", off"]
        # Round by round, so that what else the machine does falls on both.
        cost = statistics.median(1 - a["rate"] / b["rate"]
                                 for a, b in zip(on, off))
        print("| %s | %.0f | %.0f | %.1f %% | %s |" % (
            name, middle(on, "rate"), middle(off, "rate"), 100 * cost,
            "yes" if cost <= MOST_COST else "no"))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--only", choices=("telemetry", "edge"))
    parser.add_argument("--nice", type=int)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    args.load = str(args.build.resolve() / "tests/bench/bench_api_load")
    plan = (HERE / "plans/b.json").read_text()
    results = {"machine": machine(), "rounds": args.rounds,
               "seconds": args.seconds, "clients": args.clients,
               "nice": args.nice}
    collector = Collector()
    stacks = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench_telemetry: ended"))

    def start(**more):
        stacks.append(Stack(SOURCE, args.build, settings(**more)))
        return stacks[-1].start()

    try:
        if args.only != "edge":
            pair = [start(TRACES_URL=collector.url), start(METRICS="false")]
            results["telemetry"] = {}
            for contestants in telemetry(pair, plan):
                results["telemetry"] |= run(contestants, pair, args)
            if not collector.spans:
                sys.exit("bench_telemetry: the collector got no traces")
        if args.only != "telemetry":
            pair = [start(), start(MEMCACHED_SERVERS="")]
            results["edge"] = run(edge(pair, plan, args), pair, args)
    finally:
        for stack in stacks:
            stack.remove()
        collector.stop()
    args.out.write_text(json.dumps(results, indent=1) + "\n")
    if "telemetry" in results:
        show_telemetry(results["telemetry"])
    if "edge" in results:
        show_edge(results["edge"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
