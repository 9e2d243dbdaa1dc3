#!/usr/bin/python3
"""Lists at a million plans, and at 210,000 transactions of one account: no query
of a list route scans a table, and page 10,000 costs what page 1 costs. Costs are
counted in buffers (EXPLAIN), so that they do not depend on the machine."""
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import database_rig  # noqa: E402  (skips where psycopg2 is not)
import postgres  # noqa: E402
import record_rows  # noqa: E402
from database_rig import ALICE, Case, connect  # noqa: E402

ROWS = 1000000     # plans, of many users
LEDGER = 210000    # transactions of one account: 10,000 pages and more
OTHERS = 5000      # users with one record of each kind
PRICES = 100000    # of the market: 400 symbols on 250 days
PAGE = 20

# The id of row n, in the order of n.
IDS = ("('01890a5d-ac96-7' || substr(lpad(to_hex(n), 15, '0'), 1, 3) || '-8' ||"
       " substr(lpad(to_hex(n), 15, '0'), 4, 3) || '-'"
       " || lpad(to_hex(n), 12, '0'))::uuid")


def statements():
    program = pathlib.Path(os.environ.get("FP_BUILDDIR", "."),
                           "tests/storage/print_sql")
    if not program.exists():
        return None
    text = subprocess.run([program], check=True, stdout=subprocess.PIPE,
                          text=True).stdout
    return [line.split("\t") for line in text.splitlines()]


def setUpModule():
    database_rig.server = postgres.Postgres.create(
        fsync="off", synchronous_commit="off", shared_buffers="'256MB'",
        max_wal_size="'4GB'", autovacuum="off", full_page_writes="off")


def tearDownModule():
    database_rig.tearDownModule()


class Scale(Case):

    def setUp(self):
        super().setUp()
        self.fill()
        known = statements()
        if known is None:
            self.skipTest("print_sql was not built")
        self.known = [entry for entry in known if entry[0]]
        self.order = next(sql for kind, _, _, sql in known if not kind)

    def fill(self):
        with contextlib.closing(connect("super", self.database)) as link, \
                link.cursor() as cursor:
            cursor.execute(
                "INSERT INTO finplan.users (id, email, password_hash) VALUES"
                " (%s, 'a@x.org', 'h')", (ALICE,))
            cursor.execute("INSERT INTO finplan.plans (id, owner_id, name,"
                           " document) VALUES (%s, %s, 'n', '{}')",
                           (ALICE, ALICE))
            for sql in record_rows.ROWS:
                cursor.execute(sql.replace("$who", f"'{ALICE}'"))
            cursor.execute("UPDATE finplan.plans SET name = 'm'")
            mine = f"'{ALICE}'::uuid"
            # What triggers do is tested elsewhere; here it would take long.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(
                "INSERT INTO finplan.users (id, email, password_hash,"
                " created_at, updated_at) SELECT ('01890a5c-0000-7000-8000-'"
                " || lpad(to_hex(n), 12, '0'))::uuid, n || '@x.org', 'h',"
                " now(), now() FROM generate_series(1, %s) n", (OTHERS,))
            for table in record_rows.TABLES + ("plans",):
                self.spread(cursor, table)
            self.many(
                cursor, "plans (id, owner_id, name, document, version,"
                " created_at, updated_at)",
                f"{IDS}, who, 'n', '{{}}', 1, now(), now()", ROWS)
            self.many(
                cursor, "transactions (id, owner_id, household_id,"
                " account_id, date, amount_cents, description, version,"
                " created_at, updated_at)",
                f"{IDS}, {mine}, {mine}, {mine}, date '2000-01-01' + n %%"
                " 9000, n, 'x', 1, now(), now()", LEDGER)
            cursor.execute(
                "INSERT INTO finplan.market_prices (symbol, date, close,"
                " source, fetched_at) SELECT 'S' || n %% 400,"
                " date '2025-01-01' + n / 400, 1 + n %% 90, 'finnhub', now()"
                " FROM generate_series(0, %s) n", (PRICES - 1,))
            cursor.execute("SET session_replication_role = origin")
            cursor.execute("VACUUM (ANALYZE)")

    def many(self, cursor, into, values, rows):
        """`who` is ALICE in three fifths of the rows, else one of a thousand
        others."""
        cursor.execute(
            "WITH o AS (SELECT array_agg(id) AS ids FROM (SELECT id FROM"
            " finplan.users WHERE id <> %s LIMIT 1000) u), r AS (SELECT n,"
            " CASE WHEN n %% 5 < 3 THEN %s::uuid ELSE o.ids[n %% 1000 + 1]"
            " END AS who FROM generate_series(1, %s) n, o)"
            f" INSERT INTO finplan.{into} SELECT {values} FROM r",
            (ALICE, ALICE, rows))

    def spread(self, cursor, table):
        """ALICE's row for every other user: her id is the id of all of it."""
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)"
            " FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND attgenerated = ''",
            (f"finplan.{table}",))
        columns = cursor.fetchone()[0]
        read = ", ".join("r." + column for column in columns.split(", "))
        cursor.execute(
            f"INSERT INTO finplan.{table} ({columns}) SELECT {read} FROM"
            f" finplan.{table} a, finplan.users u, LATERAL"
            f" json_populate_record(NULL::finplan.{table},"
            " replace(row_to_json(a)::text, %s, u.id::text)::json) r"
            " WHERE a.owner_id = %s AND u.id NOT IN (%s, %s)"
            " ON CONFLICT DO NOTHING",
            (ALICE, ALICE, ALICE, record_rows.ADVISOR))

    def explain(self, sql, values, verb="list", mode="force_custom_plan"):
        """The plan of a statement as the service runs it; or, where it may be
        prepared, as the server plans it once for all values."""
        with contextlib.closing(connect("finplan_app", self.database)) \
                as link, link.cursor() as cursor:
            cursor.execute("BEGIN; SELECT set_config('finplan.user_id', %s,"
                           " true)", (ALICE,))
            cursor.execute(f"SET LOCAL plan_cache_mode = {mode}")
            if verb.startswith(("list", "route")):
                cursor.execute(self.order)
            cursor.execute(f"PREPARE q AS {sql}")
            given = ", ".join(
                "NULL" if v is None else f"'{v}'" for v in values)
            # Once for the catalogue and the cache.
            for _ in range(2):
                cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"
                               f" EXECUTE q({given})")
                plan = cursor.fetchone()[0]
        if isinstance(plan, str):
            plan = json.loads(plan)
        # What is planned at any cost to be in order (FP_SQL_IN_ORDER) must not
        # be compiled for that cost: it takes longer than all the rest.
        self.assertNotIn("JIT", plan[0])
        return plan[0]["Plan"]

    def nodes(self, plan):
        yield plan
        for child in plan.get("Plans", []):
            yield from self.nodes(child)

    def buffers(self, plan):
        return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]

    def check_plan(self, name, plan):
        scans = [node.get("Relation Name") for node in self.nodes(plan)
                 if node["Node Type"] == "Seq Scan"]
        self.assertEqual(scans, [], f"{name}: {json.dumps(plan, indent=1)}")
        # A page reads what it shows and no more.
        self.assertLess(self.buffers(plan), 500, name)

    def test_lists_and_their_depth(self):
        self.lists()
        self.depth()

    def lists(self):
        moment = str(int(time.time() * 1000))
        for kind, verb, keyed, sql in self.known:
            top = kind in ("households", "assumption_sets", "plans")
            parent = None if top else ALICE
            limit = str(PAGE + 1)
            values = {
                "get": (ALICE, ALICE),
                "own": (ALICE, ALICE),
                "lock": (ALICE, ALICE),
                "find": (ALICE, ALICE),
                "find_shared": (ALICE, ALICE),
                "find_locked": (ALICE, ALICE),
                "list": (ALICE, parent, limit, None, None),
                "list_then": (ALICE, parent, moment, limit, None, None),
                "history": (ALICE, ALICE, limit, None),
                "shared": (ALICE, limit, None),
                "route": (ALICE, None, limit),
                "route_of": (ALICE, None, limit, ALICE),
            }[verb]
            with self.subTest(kind=kind, verb=verb):
                if verb == "list_then" and kind in ("plans", "transactions",
                                                    "accounts"):
                    # The past of so many rows under one parent is put in
                    # order, or added up to a balance, for each page of it.
                    continue
                self.check_plan(f"{verb} {kind}",
                                self.explain(sql, values, verb))
                if keyed == "1":
                    self.check_plan(f"{verb} {kind}, prepared", self.explain(
                        sql, values, verb, "force_generic_plan"))

    def depth(self):
        """Page 10,000 of what is listed by id, and of what is by day."""
        known = {(kind, verb): sql for kind, verb, _, sql in self.known}
        deep = 10000 * PAGE
        plan = self.query("super", "SELECT id FROM finplan.plans WHERE"
                          " owner_id = %s ORDER BY id DESC OFFSET %s LIMIT 1",
                          (ALICE, deep))[0][0]
        day, move = self.query(
            "super", "SELECT date, id FROM finplan.transactions WHERE"
            " owner_id = %s AND account_id = %s ORDER BY date DESC, id DESC"
            " OFFSET %s LIMIT 1", (ALICE, ALICE, deep))[0]
        limit = str(PAGE + 1)
        for name, first, last in (
                (("plans", "route"), (ALICE, None, limit),
                 (ALICE, plan, limit)),
                (("plans", "list"), (ALICE, None, limit, None, None),
                 (ALICE, None, limit, plan, None)),
                (("transactions", "list"), (ALICE, ALICE, limit, None, None),
                 (ALICE, ALICE, limit, move, day))):
            with self.subTest(name=name):
                one = self.explain(known[name], first, name[1])
                far = self.explain(known[name], last, name[1])
                self.check_plan(f"first {name}", one)
                self.check_plan(f"far {name}", far)
                self.assertEqual(far["Actual Rows"], PAGE + 1)
                print(f"{name[0]} {name[1]}: page 1 {self.buffers(one)}"
                      f" buffers, page 10000 {self.buffers(far)}",
                      file=sys.stderr)
                # The tree may have one level more on the way.
                self.assertLessEqual(self.buffers(far),
                                     self.buffers(one) + 8)


if __name__ == "__main__":
    database_rig.main()
