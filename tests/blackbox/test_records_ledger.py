"""Bank files, sums of transactions, and goals."""
import threading

import pytest

from records_kit import BASE, BY_NAME, House, absent

CSV = ("Date,Description,Amount,Category\n"
       "2026-01-05,Coffee,-3.50,food\n"
       "2026-01-05,Coffee,-3.50,food\n"
       "1/31/2026,Pay,\"2,000.00\",\n"
       "2026-02-01,Rent,-900,home\n")
OFX = ("OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nCHARSET:1252\n\n"
       "<OFX><STMTRS><CURDEF>USD<BANKTRANLIST>"
       "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260301<TRNAMT>-10.00<FITID>f1"
       "<NAME>AT&T</STMTTRN>"
       "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260302<TRNAMT>-20.00<FITID>f2"
       "<NAME>Gas</STMTTRN>"
       "</BANKTRANLIST></STMTRS></OFX>")


@pytest.fixture
def account(stack):
    house = House(stack.new_user())
    return house.user, f"{BASE}/accounts/{house.of('account')}"


def load(user, path, text, kind="text/csv", query="", key=None):
    headers = {"Content-Type": kind}
    if key:
        headers["Idempotency-Key"] = key
    return user.call("POST", path + "/transactions/import" + query, text,
                     headers=headers)


def test_csv_twice(account):
    user, path = account
    tried = load(user, path, CSV, query="?dry_run=true")
    assert tried.status == 200, tried.body
    assert (tried.json["dry_run"], tried.json["new"]) == (True, 4)
    assert user.get(path + "/transactions").json["transactions"] == []

    first = load(user, path, CSV)
    assert first.status == 200, first.body
    assert first.json["entries"] == tried.json["entries"]
    assert {k: first.json[k] for k in ("format", "dry_run", "lines", "new",
                                       "duplicates", "total", "first_date",
                                       "last_date")} == {
        "format": "csv", "dry_run": False, "lines": 4, "new": 4,
        "duplicates": 0, "total": 1093.0, "first_date": "2026-01-05",
        "last_date": "2026-02-01"}
    rows = user.get(path + "/transactions").json["transactions"]
    assert [(r["date"], r["amount"], r["source"]) for r in rows] == [
        ("2026-02-01", -900, "csv"), ("2026-01-31", 2000, "csv"),
        ("2026-01-05", -3.5, "csv"), ("2026-01-05", -3.5, "csv")]

    again = load(user, path, CSV)
    assert (again.json["new"], again.json["duplicates"]) == (0, 4)
    # One coffee more than the account has is one that is new.
    more = CSV + "2026-01-05,Coffee,-3.50,food\n"
    third = load(user, path, more)
    assert (third.json["new"], third.json["duplicates"]) == (1, 4)
    assert third.json["entries"][-1]["duplicate"] is False
    assert user.get(path).json["balance"] == 1000.5 + 1093 - 3.5


def test_ofx_by_the_banks_id(account):
    user, path = account
    assert load(user, path, OFX, "application/x-ofx").json["new"] == 2
    # A bank may change what it says; its id stays.
    later = OFX.replace("AT&T", "ATT").replace("-20.00", "-21.00").replace(
        "</BANKTRANLIST>", "<STMTTRN><DTPOSTED>20260303<TRNAMT>5<FITID>f3"
        "</STMTTRN><STMTTRN><DTPOSTED>20260303<TRNAMT>5<FITID>f3</STMTTRN>"
        "</BANKTRANLIST>")
    reply = load(user, path, later, "application/vnd.intu.qfx")
    assert [e["duplicate"] for e in reply.json["entries"]] == [
        True, True, False, True]
    assert user.get(path).json["balance"] == 1000.5 - 30 + 5
    # And by hand the same id is refused.
    problem = user.post(path + "/transactions", {
        "date": "2026-01-01", "amount": 1, "external_id": "f1"}).problem(
            409, "duplicate")
    assert problem["errors"][0]["pointer"] == "/external_id"


def test_imports_take_turns(account):
    user, path = account
    replies = []
    threads = [threading.Thread(
        target=lambda: replies.append(load(user, path, CSV)))
        for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [r.status for r in replies] == [200] * 4
    assert sorted(r.json["new"] for r in replies) == [0, 0, 0, 4]


def test_import_with_a_key(account):
    user, path = account
    one = load(user, path, CSV, key="k1")
    two = load(user, path, CSV, key="k1")
    assert one.status == two.status == 200
    assert one.body == two.body and two.json["new"] == 4
    assert two.headers["Idempotency-Replayed"] == "true"


def test_import_faults(account, other_user):
    user, path = account
    problem = load(user, path, "date,amount\n2026-01-01,x\n1,2\n").problem(
        422, "invalid")
    assert [e["pointer"] for e in problem["errors"]] == ["/2/amount",
                                                         "/3/date"]
    load(user, path, "<OFX>", "application/x-ofx").problem(422, "invalid")
    load(user, path, CSV, "text/plain").problem(
        415, "unsupported_media_type")
    load(user, path, CSV, query="?dry_run=yes").problem(400, "bad_query")
    load(user, path, b"x" * (8 << 20) + b"y").problem(413, "too_large")
    load(other_user, path, CSV).problem(404, "not_found")
    load(user, f"{BASE}/accounts/{absent()}", CSV).problem(404, "not_found")
    assert user.get(path + "/transactions").json["transactions"] == []


def test_large_file(account):
    user, path = account
    rows = "".join(f"2026-01-{1 + n % 28:02},Row {n},-{n}.01\n"
                   for n in range(10000))
    reply = load(user, path, "date,description,amount\n" + rows)
    assert reply.status == 200, reply.body[:300]
    assert reply.json["new"] == 10000
    balance = user.get(path).json["balance"]
    assert round(balance * 100) == 100050 - sum(
        100 * n + 1 for n in range(10000))


def test_summary(account, other_user):
    user, path = account
    load(user, path, CSV)
    reply = user.get(path + "/transactions/summary")
    assert reply.status == 200, reply.body
    assert reply.json["groups"] == [
        {"number": 1, "key": "2026-01", "count": 3, "in": 2000, "out": 7,
         "net": 1993},
        {"number": 2, "key": "2026-02", "count": 1, "in": 0, "out": 900,
         "net": -900}]
    groups = user.get(path + "/transactions/summary?by=category").json[
        "groups"]
    assert [(g["key"], g["net"]) for g in groups] == [
        ("food", -7), ("home", -900), (None, 2000)]
    groups = user.get(path + "/transactions/summary?by=year&from=2026-01-31"
                      "&to=2026-01-31").json["groups"]
    assert [(g["key"], g["count"], g["net"]) for g in groups] == [
        ("2026", 1, 2000)]
    for query in ("?by=day", "?from=x", "?to=2026-02-30", "?limit=3"):
        user.get(path + "/transactions/summary" + query).problem(
            400, "bad_query")
    other_user.get(path + "/transactions/summary").problem(404, "not_found")


def test_goals(stack, other_user):
    house = House(stack.new_user())
    user, goal = house.user, f"{BASE}/goals/{house.of('goal')}"
    for day, amount in (("2026-01-01", 10000), ("2026-06-01", -250.25)):
        assert user.post(goal + "/contributions", {
            "date": day, "amount": amount}).status == 201
    assert user.get(goal).json["saved"] == 9749.75
    reply = user.get(goal + "/progress?on=2026-09-01")
    assert reply.status == 200, reply.body
    # Four years of 30,000 from September 2033 on: 84 months.
    assert reply.json == {
        "goal_id": goal.split("/")[-1], "name": "College",
        "due": "2033-09-01", "target": 120000, "saved": 9749.75,
        "remaining": 110250.25, "share": 0.0812, "months_left": 84,
        "monthly": 1312.51, "on": "2026-09-01", "contributions": 2,
        "last_contribution": "2026-06-01"}
    user.post(BY_NAME["goal"].collection(house), {
        "name": "Car", "kind": "vehicle", "amount": 100,
        "due": "2026-01-01"})
    summary = user.get(f"{BASE}/households/{house.id}/goals/summary"
                       "?on=2026-09-01")
    assert summary.status == 200, summary.body
    assert [g["name"] for g in summary.json["goals"]] == ["Car", "College"]
    assert {k: summary.json[k] for k in ("target", "saved", "remaining",
                                         "monthly")} == {
        "target": 120100, "saved": 9749.75, "remaining": 110350.25,
        "monthly": 1412.51}
    assert user.get(goal + "/progress").status == 200
    user.get(goal + "/progress?on=tomorrow").problem(400, "bad_query")
    other_user.get(goal + "/progress").problem(404, "not_found")
    other_user.get(f"{BASE}/households/{house.id}/goals/summary").problem(
        404, "not_found")
