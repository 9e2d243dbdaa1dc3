#!/usr/bin/python3
"""finplan-admin market-data, from a stand-in of the providers to the table of
prices; and what its role may."""
import contextlib
import http.server
import json
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import database_rig  # noqa: E402  (skips where psycopg2 is not)
from database_rig import ALICE, BOB, Case, psycopg2  # noqa: E402

setUpModule = database_rig.setUpModule
tearDownModule = database_rig.tearDownModule

FINNHUB_KEY = "finnhubSecret0123456789"
ALPHA_KEY = "ALPHASECRET9876"
DAY = 1732741200  # 2024-11-27, 16:00 in New York
LIMIT = {"Information": f"We have detected your API key as {ALPHA_KEY} and our"
         " standard API rate limit is 25 requests per day."}


def quote(price, at=DAY):
    """Finnhub's."""
    return f'{{"c":{price},"d":0.1,"h":1,"l":1,"o":1,"pc":1,"t":{at}}}'


def alpha_quote(price, day="2024-11-26"):
    return {"Global Quote": {"01. symbol": "X", "05. price": price,
                             "07. latest trading day": day}}


class Provider:
    """Both providers. answers: by symbol, for Finnhub and "alpha:SYMBOL"; each
    a body, or a function of how often it was asked before that gives (status,
    headers, body). Others are unknown to both."""

    def __init__(self, answers, context=None):
        self.answers = answers
        self.asked = []      # "VTI", "alpha:VTI", in order
        self.keys = set()
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                provider.answer(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                                      Handler)
        self.server.daemon_threads = True
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket,
                                                     server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request):
        url = urllib.parse.urlsplit(request.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        name = query["symbol"]
        if url.path == "/query":
            self.keys.add(query["apikey"])
            name = "alpha:" + name
            nothing = '{"Global Quote": {}}'
        else:
            assert url.path == "/api/v1/quote", request.path
            assert "token" not in query
            self.keys.add(request.headers["X-Finnhub-Token"])
            nothing = quote(0, 0)
        before = self.asked.count(name)
        self.asked.append(name)
        found = self.answers.get(name, nothing)
        status, headers, body = found(before) if callable(found) else (
            200, {}, found)
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        with contextlib.suppress(OSError):
            request.send_response(status)
            for key, value in headers.items():
                request.send_header(key, value)
            request.send_header("Content-Length", str(len(data)))
            request.end_headers()
            request.wfile.write(data)


class Market(Case):

    def setUp(self):
        super().setUp()
        self.give_rows()
        self.query("super", "DELETE FROM finplan.holdings")

    def hold(self, *symbols, who=ALICE, asset="us_stock"):
        for symbol in symbols:
            self.query("super", "INSERT INTO finplan.holdings (id, owner_id,"
                       " household_id, account_id, symbol, asset, price)"
                       " VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, 1)",
                       (who, who, who, symbol, asset))

    def market(self, sql, values=()):
        return self.query("finplan_market", sql, values)

    def due(self, also=(), hours=6, at_most=100):
        return self.market("SELECT symbol, waiting FROM finplan.market_due("
                           "%s::text[], %s, %s)", (list(also), hours, at_most))

    def prices(self):
        return self.query("super", "SELECT symbol::text, date::text,"
                          " trim_scale(close)::text, source FROM"
                          " finplan.market_prices ORDER BY 1, 2 DESC")

    def outcomes(self):
        return dict(self.query("super", "SELECT symbol::text, outcome FROM"
                               " finplan.market_symbols"))


class Role(Market):

    def test_symbols_without_their_owners(self):
        self.hold("VTI", "bnd", "BRK.B")
        self.hold("VTI", "BND", who=BOB)
        # Not listings of the United States, and what only looks like one.
        self.hold("VOD.L", "7203.T", "My house", "A&B", "'; DROP --")
        self.hold("BTC", asset="crypto")
        self.hold("CAR", asset="other")
        self.assertEqual(self.due(), [("BND", 3), ("BRK.B", 3), ("VTI", 3)])
        self.assertEqual(self.due(["spy", "VTI"]), [
            ("BND", 4), ("BRK.B", 4), ("SPY", 4), ("VTI", 4)])
        self.assertEqual(self.due(at_most=1), [("BND", 3)])

    def test_it_may_nothing_else(self):
        tables = [name for name, in self.query(
            "super", "SELECT relname FROM pg_class WHERE relkind = 'r' AND"
            " relnamespace = 'finplan'::regnamespace")]
        self.assertIn("market_prices", tables)
        for table in tables:
            for sql in (f"SELECT FROM finplan.{table}",
                        f"DELETE FROM finplan.{table}"):
                with self.assertRaises(psycopg2.errors.InsufficientPrivilege):
                    self.market(sql)
        allowed = self.query(
            "super", "SELECT proname FROM pg_proc WHERE pronamespace ="
            " 'finplan'::regnamespace AND has_function_privilege("
            "'finplan_market', oid, 'EXECUTE') ORDER BY 1")
        self.assertEqual(allowed, [("market_answer",), ("market_due",)])
        for role in ("finplan_app", "finplan_jobs"):
            with self.assertRaises(psycopg2.errors.InsufficientPrivilege):
                self.query(role, "SELECT finplan.market_due('{}', 1, 1)")

    def test_every_user_reads_prices_and_nobody_else(self):
        self.answer("VTI", "got", "finnhub", ["2024-11-27"], ["1.5"])
        sql = "SELECT count(*) FROM finplan.market_prices"
        self.assertEqual(self.query("finplan_app", sql), [(0,)])
        self.assertEqual(self.query(
            "finplan_app", f"BEGIN; SET LOCAL finplan.user_id = '{BOB}';"
            + sql), [(1,)])
        for change in ("DELETE FROM finplan.market_prices",
                       "UPDATE finplan.market_prices SET close = 1",
                       "SELECT * FROM finplan.market_symbols"):
            with self.assertRaises(psycopg2.errors.InsufficientPrivilege):
                self.query("finplan_app", change)

    def answer(self, symbol, outcome, source, days, closes):
        return self.market("SELECT kept, changed FROM finplan.market_answer("
                           "%s, %s, %s, %s::date[], %s::numeric[])",
                           (symbol, outcome, source, days, closes))

    def test_the_same_again_changes_nothing(self):
        days, closes = ["2024-11-27", "2024-11-26"], ["331.27", "0.00000001"]
        self.assertEqual(self.answer("VTI", "got", "finnhub", days, closes),
                         [(2, 2)])
        self.assertEqual(self.prices(), [
            ("VTI", "2024-11-27", "331.27", "finnhub"),
            ("VTI", "2024-11-26", "0.00000001", "finnhub")])
        known = self.query("super", "SELECT fetched_at FROM"
                           " finplan.market_prices ORDER BY date")
        self.assertEqual(self.answer("VTI", "got", "alpha_vantage", days,
                                     closes), [(2, 0)])
        self.assertEqual(known, self.query(
            "super", "SELECT fetched_at FROM finplan.market_prices"
            " ORDER BY date"))
        # A correction is one, and says whose.
        self.assertEqual(self.answer("VTI", "got", "alpha_vantage", days,
                                     ["331.28", "0.00000001"]), [(2, 1)])
        self.assertEqual(self.prices()[0], ("VTI", "2024-11-27", "331.28",
                                            "alpha_vantage"))

    def test_what_is_no_price_stays_out(self):
        # Tomorrow's would be the newest for ever.
        self.assertEqual(self.query(
            "super", "SELECT kept, changed FROM finplan.market_answer('VTI',"
            " 'got', 'finnhub', ARRAY[current_date + 2], '{1}')"), [(0, 0)])
        for arguments in (("VOD.L", "got", "finnhub", ["2024-11-27"], ["1"]),
                          ("VTI", "fine", "finnhub", ["2024-11-27"], ["1"]),
                          ("VTI", "got", "me", ["2024-11-27"], ["1"]),
                          ("VTI", "got", None, ["2024-11-27"], ["1"]),
                          ("VTI", "got", "finnhub", ["2024-11-27"], ["0"]),
                          ("VTI", "got", "finnhub", ["2024-11-27"], ["-1"]),
                          ("VTI", "got", "finnhub", ["2024-11-27"], [None])):
            with self.assertRaises(psycopg2.errors.IntegrityError):
                self.answer(*arguments)
        self.assertEqual(self.prices(), [])

    def test_turns(self):
        """What was asked longest ago comes first; what was answered waits, and
        what failed does not."""
        self.hold("AAA", "BBB", "CCC", "DDD")
        for symbol, outcome, hours in (("AAA", "got", 30), ("BBB", "got", 40),
                                       ("CCC", "limited", 1)):
            self.answer(symbol, outcome, None, [], [])
            self.query("super", "UPDATE finplan.market_symbols SET asked_at ="
                       " now() - make_interval(hours => %s) WHERE symbol = %s",
                       (hours, symbol))
        names = [name for name, _ in self.due()]
        self.assertEqual(names, ["DDD", "BBB", "AAA", "CCC"])
        self.answer("DDD", "unknown", None, [], [])
        self.answer("AAA", "got", None, [], [])
        names = [name for name, _ in self.due()]
        self.assertEqual(names, ["BBB", "CCC"])
        self.assertEqual(len(self.due(hours=0)), 4)


class Asking(Market):

    def provider(self, answers, context=None):
        found = Provider(answers, context)
        self.addCleanup(found.close)
        return found

    def fetch(self, provider, *options, code=0, url=None, **settings):
        """(the line of JSON, everything that was printed)."""
        url = url or f"http://127.0.0.1:{provider.port}"
        env = {"DATABASE_URL": database_rig.server.url("finplan_market",
                                                       self.database),
               "FINNHUB_API_KEY": FINNHUB_KEY, "FINNHUB_URL": url,
               "ALPHA_VANTAGE_API_KEY": ALPHA_KEY, "ALPHA_VANTAGE_URL": url,
               "MARKET_DATA_REQUESTS_PER_MINUTE": "60000",
               "MARKET_DATA_PAUSE_MS": "10",
               "MARKET_DATA_TIMEOUT_SECONDS": "2", **settings}
        got, text = self.admin("market-data", "fetch", *options, env=env)
        self.assertEqual(got, code, text)
        for key in (FINNHUB_KEY, ALPHA_KEY):
            self.assertNotIn(key, text)
        self.assertNotIn("127.0.0.1", text)
        lines = [json.loads(line) for line in text.splitlines()
                 if line.startswith("{")]
        self.assertEqual(len(lines), 1, text)
        self.assertEqual(lines[0]["msg"], "market data")
        self.assertEqual(lines[0]["role"], "market-data")
        return lines[0], text

    def counts(self, line, **want):
        self.assertEqual({name: line[name] for name in want}, want, line)


class Fetch(Asking):

    def test_prices_of_what_is_held(self):
        self.hold("VTI", "BND")
        self.hold("vti", who=BOB)
        provider = self.provider({"VTI": quote("331.27"),
                                  "BND": quote("72.1550"),
                                  "SPY": quote("612.5")})
        line, _ = self.fetch(provider, MARKET_DATA_SYMBOLS="spy, VTI\n")
        self.counts(line, level="info", finnhub="ok", alpha_vantage="ok",
                    due=3, asked=3, got=3, unknown=0, failed=0, left=0,
                    prices=3)
        self.assertEqual(self.prices(), [
            ("BND", "2024-11-27", "72.155", "finnhub"),
            ("SPY", "2024-11-27", "612.5", "finnhub"),
            ("VTI", "2024-11-27", "331.27", "finnhub")])
        self.assertEqual(provider.asked, ["BND", "SPY", "VTI"])
        self.assertEqual(provider.keys, {FINNHUB_KEY})
        # At once again: there is nothing to do, and that is no failure.
        line, _ = self.fetch(provider, MARKET_DATA_SYMBOLS="SPY")
        self.counts(line, due=0, asked=0)
        line, _ = self.fetch(provider, "--again")
        self.counts(line, due=2, got=2, prices=0)

    def test_one_after_the_other(self):
        """What Finnhub does not know, Alpha Vantage may."""
        self.hold("VTSAX", "NONAME", "OTHERS")
        provider = self.provider({
            "alpha:VTSAX": alpha_quote("155.0400"),
            "OTHERS": lambda _: (403, {}, {"error": "You don't have access"
                                           " to this resource."})})
        line, _ = self.fetch(provider)
        self.counts(line, got=1, unknown=2, failed=0)
        self.assertEqual(self.prices(), [
            ("VTSAX", "2024-11-26", "155.04", "alpha_vantage")])
        self.assertEqual(self.outcomes(), {
            "VTSAX": "got", "NONAME": "unknown", "OTHERS": "unknown"})
        self.assertEqual(provider.keys, {FINNHUB_KEY, ALPHA_KEY})

    def test_what_was_got_is_kept(self):
        self.hold("AAA", "BBB", "CCC", "DDD", "EEE")
        provider = self.provider({
            "AAA": quote("1.5"), "EEE": quote("2.5"),
            "BBB": "<html>oops</html>", "alpha:BBB": "{",
            "CCC": lambda _: (500, {}, "{}"),
            "alpha:CCC": lambda _: (503, {}, "{}"),
            "DDD": quote("3.123456789")})
        line, _ = self.fetch(provider, code=1)
        self.counts(line, level="warn", got=2, unknown=0, failed=3, prices=2)
        self.assertEqual(self.outcomes(), {
            "AAA": "got", "BBB": "garbled", "CCC": "unreachable",
            "DDD": "garbled", "EEE": "got"})
        # A status is asked again, and a reply that is none is not.
        self.assertEqual(provider.asked.count("CCC"), 3)
        self.assertEqual(provider.asked.count("BBB"), 1)
        # The next run asks for what failed, and for nothing else.
        provider.answers = {n: quote("4") for n in ("BBB", "CCC", "DDD")}
        line, _ = self.fetch(provider)
        self.counts(line, due=3, got=3)

    def test_limits(self):
        self.hold("AAA", "BBB", "CCC", "DDD")
        provider = self.provider({
            "AAA": lambda n: (429, {"Retry-After": "1"}, "{}") if n == 0 else
                             (200, {}, quote("1.5")),
            "BBB": lambda _: (429, {}, '{"error":"API limit reached."}'),
            "alpha:BBB": alpha_quote("2.5"), "alpha:CCC": LIMIT})
        began = time.monotonic()
        line, text = self.fetch(provider, code=1)
        self.assertGreaterEqual(time.monotonic() - began, 1)
        # Finnhub had enough at BBB, Alpha Vantage at CCC; then nobody is left.
        self.counts(line, finnhub="limited", alpha_vantage="limited", due=4,
                    asked=3, got=2, unknown=0, failed=2)
        self.assertEqual(provider.asked, ["AAA", "AAA", "BBB", "BBB", "BBB",
                                          "alpha:BBB", "alpha:CCC",
                                          "alpha:CCC", "alpha:CCC"])
        self.assertNotIn("API key", text)
        self.assertEqual(self.outcomes(), {"AAA": "got", "BBB": "got",
                                           "CCC": "limited"})

    def test_no_answer_from_one_is_not_unknown(self):
        """Finnhub is asked no more, and might have known."""
        self.hold("AAA", "BBB")
        provider = self.provider({"AAA": lambda _: (401, {}, "{}")})
        line, _ = self.fetch(provider, code=1)
        self.counts(line, finnhub="refused", alpha_vantage="ok", failed=2,
                    unknown=0)
        self.assertEqual(provider.asked, ["AAA", "alpha:AAA", "alpha:BBB"])

    def test_a_share_of_them_at_a_time(self):
        self.hold("AAA", "BBB", "CCC")
        provider = self.provider({n: quote("1") for n in
                                  ("AAA", "BBB", "CCC")})
        line, _ = self.fetch(provider, MARKET_DATA_MAX_SYMBOLS="2")
        self.counts(line, due=3, asked=2, got=2, failed=0, left=1)
        line, _ = self.fetch(provider, MARKET_DATA_MAX_SYMBOLS="2")
        self.counts(line, due=1, asked=1, left=0)
        self.assertEqual(provider.asked, ["AAA", "BBB", "CCC"])

    def test_pace(self):
        self.hold("AAA", "BBB", "CCC")
        provider = self.provider({n: quote("1") for n in
                                  ("AAA", "BBB", "CCC")})
        began = time.monotonic()
        self.fetch(provider, MARKET_DATA_REQUESTS_PER_MINUTE="120")
        self.assertGreaterEqual(time.monotonic() - began, 1)

    def test_slow_huge_and_elsewhere(self):
        self.hold("SLOW", "HUGE", "MOVED")
        elsewhere = self.provider({"MOVED": quote("666")})

        def slow(_):
            time.sleep(2)
            return 200, {}, quote("1")

        there = f"http://127.0.0.1:{elsewhere.port}/api/v1/quote?symbol=MOVED"
        provider = self.provider({
            "SLOW": slow, "HUGE": quote("1") + " " * (1 << 20),
            "MOVED": lambda _: (302, {"Location": there}, "")})
        line, _ = self.fetch(provider, code=1, ALPHA_VANTAGE_API_KEY="",
                             MARKET_DATA_TIMEOUT_SECONDS="1")
        self.counts(line, got=0, failed=3, alpha_vantage="no_key")
        self.assertEqual(self.outcomes(), {
            "SLOW": "unreachable", "HUGE": "garbled", "MOVED": "garbled"})
        self.assertEqual(elsewhere.asked, [])

    def test_a_provider_that_is_away(self):
        self.hold(*(f"A{n}" for n in range(9)))
        provider = self.provider({})
        provider.close()
        line, _ = self.fetch(provider, code=1)
        self.counts(line, finnhub="unreachable", alpha_vantage="unreachable",
                    due=9, asked=3, failed=9)

    def test_history(self):
        self.hold("VTI", "BND")
        days = {f"2024-11-{day:02}": {"1. open": "1", "4. close": f"{day}.5"}
                for day in range(27, 7, -1)}
        provider = self.provider({
            "alpha:VTI": {"Meta Data": {}, "Time Series (Daily)": days},
            "alpha:BND": {"Error Message": "Invalid API call."},
            "BND": quote("72")})
        line, _ = self.fetch(provider, "--history")
        self.counts(line, got=2, prices=21)
        self.assertEqual(len(self.prices()), 21)
        self.assertEqual(self.prices()[1], ("VTI", "2024-11-27", "27.5",
                                            "alpha_vantage"))

    def test_without_a_key(self):
        """Said, and no failure: this feature is not used."""
        provider = self.provider({})
        line, _ = self.fetch(provider, FINNHUB_API_KEY="",
                             ALPHA_VANTAGE_API_KEY="",
                             DATABASE_URL="postgresql://nobody@/none")
        self.counts(line, finnhub="no_key", alpha_vantage="no_key", asked=0)

    def test_without_a_database(self):
        provider = self.provider({})
        line, text = self.fetch(
            provider, code=3, DATABASE_URL="postgresql://x@/none?host=/none")
        self.assertIn("Cannot connect", line["error"])
        self.assertIn("finplan-admin: Cannot connect", text)
        self.hold("VTI")
        line, text = self.fetch(provider, code=3, DATABASE_URL=database_rig
                                .server.url("finplan_app", self.database))
        self.assertIn("permission denied", line["error"])

    def test_settings(self):
        provider = self.provider({})
        for name, value, words in (
                ("MARKET_DATA_SYMBOLS", "VTI VOD.L", "VOD.L is not a listing"),
                ("MARKET_DATA_TIMEOUT_SECONDS", "0", "from 1 to 120"),
                ("MARKET_DATA_REQUESTS_PER_MINUTE", "x", "from 1 to 60000"),
                ("FINNHUB_URL", "http://finnhub.io", "https://HOST"),
                ("FINNHUB_API_KEY", FINNHUB_KEY + "\n" + FINNHUB_KEY,
                 "letters, digits")):
            env = {"FINNHUB_API_KEY": FINNHUB_KEY,
                   "FINNHUB_URL": f"http://127.0.0.1:{provider.port}",
                   name: value}
            code, text = self.admin("market-data", "fetch", env=env)
            self.assertEqual(code, 2, text)
            self.assertIn(words, text)
            self.assertNotIn(FINNHUB_KEY, text)
        for words in (["market-data"], ["market-data", "get"],
                      ["market-data", "fetch", "now"],
                      ["market-data", "fetch", "--key", "x"]):
            self.assertEqual(self.admin(*words)[0], 2)

    def test_key_from_a_file(self):
        self.hold("VTI")
        provider = self.provider({"VTI": quote("1")})
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(FINNHUB_KEY + "\n")
            file.flush()
            self.fetch(provider, FINNHUB_API_KEY="",
                       FINNHUB_API_KEY_FILE=file.name)
        self.assertEqual(provider.keys, {FINNHUB_KEY})


@unittest.skipIf(shutil.which("openssl") is None, "openssl was not found")
class Certificates(Asking):
    """Only who can prove to be the provider gets the key."""

    def setUp(self):
        super().setUp()
        self.dir = tempfile.mkdtemp(prefix="fpmarket")
        self.addCleanup(shutil.rmtree, self.dir)
        self.pem = os.path.join(self.dir, "cert.pem")
        key = os.path.join(self.dir, "key.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost", "-keyout", key, "-out",
             self.pem], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.pem, key)
        self.hold("VTI")
        self.secure = self.provider({"VTI": quote("331.27")}, context)

    def test_who_is_trusted(self):
        url = f"https://localhost:{self.secure.port}"
        line, _ = self.fetch(self.secure, url=url, code=1)
        self.counts(line, got=0, failed=1)
        wrong = f"https://127.0.0.1:{self.secure.port}"
        self.fetch(self.secure, url=wrong, code=1,
                   MARKET_DATA_CA_FILE=self.pem)
        self.assertEqual(self.secure.keys, set())
        line, _ = self.fetch(self.secure, url=url,
                             MARKET_DATA_CA_FILE=self.pem)
        self.counts(line, got=1)
        self.assertEqual(self.secure.keys, {FINNHUB_KEY})


if __name__ == "__main__":
    database_rig.main()
