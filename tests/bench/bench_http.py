#!/usr/bin/env python3
"""A slider over HTTP: case (b), 10,000 paths, one amount moved each time,
against a running service. Prints the median of the whole request as the client
sees it and of each stage that the reply names (Server-Timing), milliseconds.

    bench_http.py [--url http://127.0.0.1:8000] [--requests 40]"""
import argparse
import http.client
import json
import pathlib
import statistics
import time
import urllib.parse

PLAN = pathlib.Path(__file__).resolve().parent / "plans/b.json"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--requests", type=int, default=40)
    args = parser.parse_args()
    where = urllib.parse.urlsplit(args.url)
    link = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
    plan = json.loads(PLAN.read_text())
    amount = plan["expenses"][0]["amount"]
    stages = {"whole request": []}
    for i in range(args.requests):
        plan["expenses"][0]["amount"] = amount + 100 * i
        body = json.dumps(plan)
        began = time.perf_counter()
        link.request("POST", "/api/v1/simulations?paths=10000&seed=1", body,
                     {"Content-Type": "application/json"})
        reply = link.getresponse()
        reply.read()
        took = 1000 * (time.perf_counter() - began)
        if reply.status != 200:
            raise SystemExit("bench_http: status %d" % reply.status)
        if i < 3:
            continue  # the first ones fill the market's memory
        stages["whole request"].append(took)
        for part in reply.headers.get("Server-Timing", "").split(","):
            name, _, value = part.strip().partition(";dur=")
            if value:
                stages.setdefault(name, []).append(float(value))
    print(json.dumps({name: round(statistics.median(values), 2)
                      for name, values in stages.items()}))


if __name__ == "__main__":
    main()
