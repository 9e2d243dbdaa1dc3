"""Which application gets a request: pools, kept connections, the next version,
and applications that fail."""
import re
import time

import pytest

from fastcgi_fake import reply
from nginx_rig import WHOSE, Load, echo
from stack_rig import SOURCE

TWO = {"FINPLAN_API_ADDRESS": "unix:{run}/api.sock unix:{run}/two.sock",
       "NGINX_WORKER_PROCESSES": "1"}


def named(name):
    return lambda *_: reply(b'{"who":"%s"}' % name.encode())


# --- pools ---------------------------------------------------------------------

def test_the_route_table_and_nginx_agree(make_edge):
    """Every row of the application's table, asked for."""
    text = (SOURCE / "fcgi-app/handlers/table.c").read_text()
    rows = re.findall(r"\{ FP_HTTP_(\w+), \"(/[^\"]*)\",[^{}]*?"
                      r"(?:FP_POOL_(API|SIM))", text.replace("{id}", "<id>")
                      .replace("{goal}", "<goal>").replace("{year}", "<year>")
                      .replace("{code}", "<code>"))
    rows = [row for row in rows if row[1] not in ("/metrics", WHOSE)]
    assert len(rows) > 80 and len([r for r in rows if r[2] == "SIM"]) > 25
    server = make_edge(echo)
    for method, template, pool in rows:
        path = re.sub("<[a-z]+>", "0190f3c2-0000-7000-8000-000000000001",
                      template)
        before = {name: len(server.paths(name)) for name in ("api", "sim")}
        assert server.ask(path, method).status == 200
        after = {name: len(server.paths(name)) for name in ("api", "sim")}
        assert after[pool.lower()] == before[pool.lower()] + 1, \
            (method, template, pool)


def test_connections_are_kept(make_edge):
    server = make_edge(echo, NGINX_WORKER_PROCESSES="1", WORKERS="3",
                       WORKER_THREADS="2")
    for _ in range(20):
        assert server.ask().status == 200
        assert server.ask("/api/v1/simulations", "POST").status == 200
    assert len(server.fakes["api"].open) == 1
    assert len(server.fakes["sim"].open) == 1
    text = (server.dir / "nginx/snippets/upstreams.conf").read_text()
    assert re.findall(r"keepalive (\d+);", text) == ["12"] * 4


def test_the_next_version_is_chosen_by_a_header(make_edge):
    server = make_edge(
        named("now"), FINPLAN_API_CANARY_ADDRESS="unix:{run}/api_next.sock",
        FINPLAN_SIM_CANARY_ADDRESS="unix:{run}/sim_next.sock")
    for name in ("api_next", "sim_next"):
        server.listen(name, named("next"))
    for path in ("/api/v1/plans", "/api/v1/simulations", "/api/v1/jobs/0/events"):
        assert server.ask(path).json["who"] == "now"
        assert server.ask(path, canary="true").json["who"] == "next"
        for other in ("false", "1", "true, true", "_canary", ""):
            assert server.ask(path, canary=other).json["who"] == "now"
    assert server.ask("/health", canary="true").json["who"] == "now"


def test_without_a_next_version_the_header_means_nothing(make_edge):
    server = make_edge(named("now"))
    assert server.ask(canary="true").json["who"] == "now"


# --- applications that fail ----------------------------------------------------

@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE", "GET"])
def test_what_may_not_be_repeated_is_asked_once(make_edge, method):
    """The application breaks off with the request."""
    server = make_edge(lambda params, *_: None, **TWO)
    server.listen("two", lambda params, *_: None)
    answer = server.ask("/api/v1/plans", method)
    answer.problem(502, "no_application")
    asked = len(server.paths("api")) + len(server.paths("two"))
    assert asked == (1 if method in ("POST", "PATCH") else 2)


def test_a_post_goes_on_where_nobody_heard_it(make_edge):
    """An application that cannot be reached has not been asked."""
    server = make_edge(echo, **TWO)  # nobody listens at two
    assert server.statuses(12, method="POST") == [200] * 12


def shares(server, n):
    """How many of n requests each of the two applications gets."""
    before = {name: len(fake.seen) for name, fake in server.fakes.items()}
    assert server.statuses(n) == [200] * n
    return {name: len(fake.seen) - before.get(name, 0)
            for name, fake in server.fakes.items()}


def test_a_failing_one_is_left_out_and_comes_back_slowly(make_edge):
    server = make_edge(echo, **TWO)
    server.listen("two")
    assert shares(server, 20) == {"api": 10, "two": 10, "sim": 0}
    server.hang_up("two")
    assert server.statuses(60) == [200] * 60, "the other one takes over"
    server.listen("two")
    assert shares(server, 10)["two"] == 0, "left out for five seconds"
    time.sleep(6.2)  # nginx counts whole seconds
    assert 1 <= shares(server, 40)["two"] <= 8, "it is back, with little"
    shares(server, 400)
    assert shares(server, 40)["two"] >= 16, "and has its share in the end"


def test_health_of_a_pool_is_known_to_all_processes(make_edge):
    server = make_edge(echo, **{**TWO, "NGINX_WORKER_PROCESSES": "2"})
    server.listen("two")
    with Load(server.port, "/api/v1/plans", clients=4) as load:
        load.wait(50)
        server.hang_up("two")
        load.wait(300)
    assert load.bad == []
    failures = server.log("nginx").count("two.sock")
    assert failures <= 12, "three for the pool, not three for each process"


def test_a_pool_that_starts_again_is_found_at_once(make_edge):
    server = make_edge(echo)
    assert server.ask().status == 200
    server.hang_up("api")
    assert server.ask().status == 502
    server.listen("api")
    assert server.ask().status == 200
