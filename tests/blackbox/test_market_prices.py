"""What holdings are worth when the market has prices of them."""
import http.server
import json
import os
import subprocess
import threading

import pytest

from identity_rig import Person, become, sql
from records_kit import BASE, BY_NAME, House
from stack_rig import BUILD

CODES = iter(range(1000))


def answer(stack, symbol, *prices, source="finnhub"):
    """What finplan-admin market-data fetch hands in."""
    days, closes = (",".join(part) for part in zip(*prices))
    sql(stack, f"SELECT finplan.market_answer('{symbol}', 'got', '{source}',"
        f" '{{{days}}}', '{{{closes}}}')")


@pytest.fixture
def symbol():
    """One that no other test has prices of."""
    n = next(CODES)
    return "M" + "".join(chr(ord("A") + n // 26 ** i % 26) for i in range(3))


def hold(house, symbol, quantity="10.5", **fields):
    made = house.user.post(BY_NAME["holding"].collection(house), {
        "symbol": symbol, "asset": "us_stock", "price": "100", **fields})
    assert made.status == 201, made.body
    path = made.headers["Location"]
    lot = house.user.post(path + "/lots", {
        "acquired": "2020-01-01", "quantity": quantity, "cost": 50})
    assert lot.status == 201, lot.body
    return path


def of_market(holding):
    return {k: v for k, v in holding.items()
            if k.startswith(("market_", "value"))}


def test_without_a_price_it_is_the_owners(stack, symbol):
    house = House(stack.new_user())
    path = hold(house, symbol, price_date="2024-01-31")
    assert of_market(house.user.get(path).json) == {
        "value": 1050, "value_date": "2024-01-31"}
    path = hold(house, symbol + ".A")
    assert of_market(house.user.get(path).json) == {"value": 1050}


def test_the_newer_price_counts(stack, symbol):
    house = House(stack.new_user())
    path = hold(house, symbol.lower(), price_date="2024-01-31")
    answer(stack, symbol, ("2024-01-30", "90"), ("2023-12-29", "80"))
    # The market's is known, but its owner's is newer.
    known = {"market_price": 90, "market_date": "2024-01-30",
             "market_source": "finnhub", "market_value": 945}
    assert of_market(house.user.get(path).json) == {
        **known, "value": 1050, "value_date": "2024-01-31"}
    # Of the same day: what its owner says stands.
    answer(stack, symbol, ("2024-01-31", "91"))
    assert house.user.get(path).json["value"] == 1050
    answer(stack, symbol, ("2024-02-01", "123.45678901"),
           source="alpha_vantage")
    reply = house.user.get(path)
    # 10.5 * 123.45678901 = 1296.296284605, and no digit of the price is lost.
    assert b'"market_price":123.45678901,' in reply.body
    assert b'"market_value":1296.30,"value":1296.30,' in reply.body
    assert of_market(reply.json) == {
        "market_price": 123.45678901, "market_date": "2024-02-01",
        "market_source": "alpha_vantage", "market_value": 1296.3,
        "value": 1296.3, "value_date": "2024-02-01"}
    # The owner's own price is as it was, and can be newer again.
    assert reply.json["price"] == 100
    reply = house.user.call("PATCH", path, json.dumps(
        {"price": 99, "price_date": "2024-02-02"}), headers={
            "If-Match": "*", "Content-Type": "application/merge-patch+json"})
    assert reply.status == 200, reply.body
    assert reply.json["value"] == 1039.5
    assert reply.json["value_date"] == "2024-02-02"
    assert reply.json["market_date"] == "2024-02-01"


def test_a_new_price_is_seen_by_who_asks_again(stack, symbol):
    """The version is the same, and what it is worth is not."""
    house = House(stack.new_user())
    path = hold(house, symbol, price_date="2024-01-31")
    for at in (path, house.made["account"].headers["Location"]):
        answer(stack, symbol, ("2024-02-01", "200"))
        first = house.user.get(at)
        tag = {"If-None-Match": first.headers["ETag"]}
        answer(stack, symbol, ("2024-02-01", "300"))
        second = house.user.get(at, headers=tag)
        assert second.status == 200
        assert second.headers["ETag"] == first.headers["ETag"]
        assert first.json != second.json


def test_a_price_without_a_date_stands(stack, symbol):
    """Nobody can say that the market's is newer."""
    house = House(stack.new_user())
    path = hold(house, symbol)
    answer(stack, symbol, ("2024-02-01", "120"))
    assert of_market(house.user.get(path).json) == {
        "market_price": 120, "market_date": "2024-02-01",
        "market_source": "finnhub", "market_value": 1260, "value": 1050}


def test_what_has_no_listing(stack, symbol):
    house = House(stack.new_user())
    answer(stack, symbol, ("2024-02-01", "120"))
    for asset in ("crypto", "other"):
        path = hold(house, symbol, asset=asset, price_date="2024-01-01")
        assert of_market(house.user.get(path).json) == {
            "value": 1050, "value_date": "2024-01-01"}
        house.user.delete(path, headers={"If-Match": "*"})


def test_accounts_lists_and_plans_go_with_it(stack, symbol):
    house = House(stack.new_user())
    house.of("person")
    hold(house, symbol, price_date="2024-01-31")
    hold(house, symbol + ".B", quantity=1, asset="us_bond")
    answer(stack, symbol, ("2024-02-01", "200"))
    collection = BY_NAME["holding"].collection(house)
    listed = {h["symbol"]: h for h in
              house.user.get(collection).json["holdings"]}
    assert listed[symbol]["value"] == 2100
    assert listed[symbol + ".B"]["value"] == 100
    account = house.user.get(house.made["account"].headers["Location"]).json
    assert account["holdings_value"] == 2200
    made = house.user.post(f"{BASE}/plans:assemble", {
        "household_id": house.id, "start_year": 2026})
    assert made.status == 201, made.body
    account, = made.json["plan"]["accounts"]
    assert account["balance"] == 3200.5
    assert account["allocation"]["us_stock"] == pytest.approx(2100 / 3200.5)


def test_the_past_knows_what_was_known(stack, symbol):
    house = House(stack.new_user())
    path = hold(house, symbol, price_date="2024-01-31")
    account = house.made["account"].headers["Location"]
    answer(stack, symbol, ("2024-02-01", "200"))
    before = sql(stack, "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
                 " 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")[0][0]
    answer(stack, symbol, ("2024-02-02", "300"))
    sql(stack, "UPDATE finplan.market_prices SET fetched_at = fetched_at +"
        f" interval '1 second' WHERE symbol = '{symbol}' AND close = 300")
    assert house.user.get(path).json["value"] == 3150
    assert house.user.get(f"{path}?as_of={before}").json["value"] == 2100
    assert house.user.get(f"{account}?as_of={before}").json[
        "holdings_value"] == 2100
    # Versions of the past are what was written, and hold nothing computed.
    for version in house.user.get(path + "/history").json["versions"]:
        assert of_market(version) == {}


def test_it_cannot_be_written(stack, symbol):
    house = House(stack.new_user())
    for field in ("market_price", "market_date", "market_source",
                  "market_value", "value_date"):
        problem = house.user.post(BY_NAME["holding"].collection(house), {
            "symbol": symbol, "asset": "us_stock", "price": 1,
            field: 1}).problem(422, "invalid")
        assert problem["errors"][0]["pointer"] == f"/{field}"


def test_from_a_provider_to_the_value(stack, symbol):
    """The whole way, by the operator's program."""
    class Finnhub(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            known = self.path == f"/api/v1/quote?symbol={symbol}"
            body = (b'{"c":200.5,"t":1732741200}' if known
                    else b'{"c":0,"t":0}')
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    house = House(stack.new_user())
    path = hold(house, symbol, price_date="2024-01-31")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Finnhub) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done = subprocess.run(
            [BUILD / "finplan-admin", "market-data", "fetch", "--again"],
            env={**os.environ, "FINNHUB_API_KEY": "secret0123",
                 "FINNHUB_URL": f"http://127.0.0.1:{server.server_port}",
                 "MARKET_DATA_REQUESTS_PER_MINUTE": "60000",
                 "DATABASE_URL": stack.database_url("finplan_market")},
            capture_output=True, text=True, timeout=60, check=False)
        server.shutdown()
    assert done.returncode == 0, done.stderr
    line = json.loads(done.stderr)
    assert (line["got"], line["failed"], line["finnhub"]) == (1, 0, "ok")
    assert "secret0123" not in done.stdout + done.stderr
    assert of_market(house.user.get(path).json) == {
        "market_price": 200.5, "market_date": "2024-11-27",
        "market_source": "finnhub", "market_value": 2105.25,
        "value": 2105.25, "value_date": "2024-11-27"}


def test_advisors_see_the_same(stack, symbol):
    house = House(stack.new_user())
    path = hold(house, symbol, price_date="2024-01-31")
    answer(stack, symbol, ("2024-02-01", "200"))
    advisor = Person(stack)
    become(stack, advisor, "advisor")
    shared = house.user.post(f"{BASE}/households/{house.id}/shares",
                             {"email": advisor.email})
    assert shared.status == 201, shared.body
    assert advisor.api.get(path).json["value"] == 2100
