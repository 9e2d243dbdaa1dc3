#!/usr/bin/python3
"""The queue of jobs as the database keeps it: who may do what, legal moves,
turns, leases, retries, deadlines and the end."""
import contextlib
import itertools
import json
import os
import sys
import threading
import time
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import database_rig  # noqa: E402
from database_rig import ALICE, BOB, psycopg2  # noqa: E402

setUpModule = database_rig.setUpModule
tearDownModule = database_rig.tearDownModule

ENGINE = "engine 1"
serial = itertools.count()
DAY = 86400000


class Queue(database_rig.Case):

    def setUp(self):
        super().setUp()
        for who, mail in ((ALICE, "a@x.org"), (BOB, "b@x.org")):
            self.query("super", "INSERT INTO finplan.users (id, email,"
                       " password_hash) VALUES (%s, %s, 'h')", (who, mail))

    def app(self, who, sql, values=()):
        link = database_rig.connect("finplan_app", self.database)
        link.autocommit = False
        with contextlib.closing(link), link, link.cursor() as cursor:
            if who:
                cursor.execute("SELECT set_config('finplan.user_id', %s,"
                               " true)", (who,))
            cursor.execute(sql, values)
            return cursor.fetchall()

    def submit(self, who=ALICE, ends=(1280,), most=10, kept=100, **more):
        job = f"01890a5d-0000-7000-8000-{next(serial):012x}"
        options = {"priority": 4, "result_id": "0" * 32, "engine": ENGINE,
                   "paths": max(ends), "streamed": True, **more}
        said = self.app(who, "SELECT finplan.job_submit(%s, %s, %s, %s, %s,"
                        " %s)", (job, '{"plan":1}', json.dumps(options),
                                 list(ends), most, kept))[0][0]
        return job if said == "queued" else said

    def work(self, sql, *values):
        return self.query("finplan_jobs", sql, values)

    def claim(self, me="w1", engine=ENGINE, lease=10000, most=5):
        rows = self.work("SELECT work, job_id::text, number, first_path,"
                         " end_path, attempt, late_ms FROM"
                         " finplan.job_claim(%s, %s, %s, %s)",
                         me, engine, lease, most)
        return rows[0] if rows else None

    def done(self, job, number, ran, me="w1", tally=None):
        return self.work("SELECT finplan.job_shard_done(%s, %s, %s, %s, %s,"
                         " %s, NULL, NULL)", me, job, number, ran,
                         b"\x00\x01found", tally)[0][0]

    def finish(self, job, me="w1", ran=1280):
        return self.work("SELECT finplan.job_finish(%s, %s, %s, %s, NULL,"
                         " 0.5, 0.1, %s)", me, job,
                         json.dumps({"result_id": "f" * 32}), ran, DAY)[0][0]

    def state(self, job):
        return self.query("super", "SELECT state FROM finplan.jobs WHERE id ="
                          " %s", (job,))[0][0]

    def error(self, job):
        return self.query("super", "SELECT error_code FROM finplan.jobs"
                          " WHERE id = %s", (job,))[0][0]

    # --- one job's life ------------------------------------------------------

    def test_from_submission_to_the_result(self):
        job = self.submit(ends=(640, 1280))
        self.assertEqual(self.state(job), "queued")
        self.assertEqual(self.claim()[:6], ("shard", job, 0, 0, 640, 1))
        self.assertEqual(self.state(job), "running")
        self.assertEqual(self.claim("w2")[:6],
                         ("shard", job, 1, 640, 1280, 1))
        self.assertIsNone(self.claim("w3"))
        tally = list(range(35))
        self.assertTrue(self.done(job, 1, 640, "w2", tally))
        self.assertTrue(self.done(job, 0, 640, "w1", tally))
        self.assertEqual(self.state(job), "merging")
        self.assertEqual(self.query(
            "super", "SELECT tally, done_paths FROM finplan.jobs"),
            [([2 * n for n in tally], 1280)])
        self.assertEqual(self.claim()[:2], ("merge", job))
        self.assertIsNone(self.claim("w2"))
        self.assertEqual(self.work("SELECT * FROM finplan.job_parts(%s, %s)",
                                   "w1", job),
                         [(0, 0, 640, 640), (1, 640, 1280, 640)])
        self.assertEqual(self.work("SELECT * FROM finplan.job_parts(%s, %s)",
                                   "w2", job), [])
        found = self.work("SELECT finplan.job_found(%s, %s, 1)", "w1", job)
        self.assertEqual(bytes(found[0][0]), b"\x00\x01found")
        self.assertFalse(self.finish(job, "w2"))
        self.assertTrue(self.finish(job))
        self.assertEqual(self.state(job), "done")
        self.assertEqual(self.query("super", "SELECT count(*) FROM"
                                    " finplan.job_shards"), [(0,)])
        read = "SELECT result->>'result_id' FROM finplan.job_results"
        self.assertEqual(self.app(ALICE, read), [("f" * 32,)])
        self.assertEqual(self.app(BOB, read), [])
        self.assertEqual(self.app(None, read), [])

    def test_another_stage(self):
        job = self.submit(ends=(1280,), paths=10000)
        self.claim()
        self.done(job, 0, 1280)
        self.claim()
        self.assertTrue(self.work("SELECT finplan.job_more(%s, %s, %s)", "w1",
                                  job, [2560, 5120])[0][0])
        self.assertEqual(self.state(job), "running")
        self.assertEqual(self.claim()[1:5], (job, 1, 1280, 2560))
        self.assertEqual(self.claim()[1:5], (job, 2, 2560, 5120))

    def test_a_result_is_kept_with_its_plan(self):
        for plan_is_there in (True, False):
            plan = str(uuid.uuid4())
            self.query("super", "INSERT INTO finplan.plans (id, owner_id,"
                       " name, document) VALUES (%s, %s, 'n', '{}')",
                       (plan, ALICE))
            job = self.submit(plan_id=plan, plan_version=1)
            if not plan_is_there:
                self.query("super", "DELETE FROM finplan.plans WHERE id ="
                           " %s", (plan,))
            self.claim()
            self.done(job, 0, 1280)
            self.claim()
            self.assertTrue(self.finish(job))
            rows = self.app(ALICE, "SELECT plan_id::text FROM"
                            " finplan.simulations WHERE id = %s", (job,))
            self.assertEqual(rows, [(plan,)] if plan_is_there else [])
        self.assertEqual(self.submit(plan_id=str(uuid.uuid4()),
                                     plan_version=1), "no_plan")

    def test_what_is_kept_has_its_question(self):
        asked = {"kind": "solve", "options": {"paths": "10"},
                 "default_paths": 100}
        plan = str(uuid.uuid4())
        self.query("super", "INSERT INTO finplan.plans (id, owner_id, name,"
                   " document) VALUES (%s, %s, 'n', '{}')", (plan, ALICE))
        for more, row in (
                ({}, []),
                ({"keep": True}, [("solution", None)]),
                ({"plan_id": plan, "plan_version": 1}, [("solution", plan)])):
            job = self.submit(streamed=False, result_kind="solution",
                              most_paths=100000000, ends=(100000000,),
                              paths=0, asked=asked, **more)
            self.claim()
            self.done(job, 0, 1280)
            self.claim()
            self.assertTrue(self.finish(job))
            self.assertEqual(
                self.app(ALICE, "SELECT kind, plan_id::text FROM"
                         " finplan.simulations WHERE id = %s", (job,)), row)
            kept = self.app(ALICE, "SELECT request FROM finplan.simulations"
                            " WHERE id = %s", (job,))
            self.assertEqual(kept, [({**asked, "body": {"plan": 1}},)]
                             if row else [])
            self.assertEqual(
                self.query("super", "SELECT kind, paths FROM finplan.jobs"
                           " WHERE id = %s", (job,)),
                [("solution", 100000000)])

    def test_a_job_of_the_release_before_has_no_question(self):
        self.assertEqual(
            self.work("SELECT finplan.job_asked('{}', '{}')"), [(None,)])

    def test_a_whole_simulation_says_its_estimate(self):
        job = self.submit(streamed=False, paths=1280)
        self.claim()
        self.done(job, 0, 1280)
        self.claim()
        answer = {"result_id": "f" * 32,
                  "success": {"probability": 0.75, "standard_error": 0.01}}
        self.assertTrue(self.work(
            "SELECT finplan.job_finish('w1', %s, %s, 1280, NULL, NULL, NULL,"
            " %s)", job, json.dumps(answer), DAY)[0][0])
        self.assertEqual(
            self.query("super", "SELECT success, success_se FROM finplan.jobs"
                       " WHERE id = %s", (job,)), [(0.75, 0.01)])

    # --- rights ----------------------------------------------------------------

    def denied(self, user, sql, state="42501"):
        with self.assertRaises(psycopg2.Error) as caught:
            self.query(user, sql)
        self.assertEqual(caught.exception.pgcode, state, sql)

    def test_workers_see_functions_only(self):
        for table in ("jobs", "job_shards", "job_results", "job_turns",
                      "users", "plans", "simulations", "sessions"):
            for sql in ("SELECT FROM finplan.%s", "DELETE FROM finplan.%s"):
                self.denied("finplan_jobs", sql % table)
        for name in ("job_submit(gen_random_uuid(), '{}', '{}', '{1}', 1, 1)",
                     "job_cancel(gen_random_uuid(), 1)",
                     "job_end(gen_random_uuid(), 'done', '', '', '1 day')",
                     "job_settle(gen_random_uuid())", "login_lookup('a')"):
            self.denied("finplan_jobs", "SELECT finplan." + name)

    def test_the_service_does_no_work(self):
        for name in ("job_claim('w', 'e', 1, 1)", "job_figures()",
                     "business_figures()",
                     "job_sweep('e', 1, 1)",
                     "job_found('w', gen_random_uuid(), 0)"):
            self.denied("finplan_app", "SELECT finplan." + name)
        for sql in ("INSERT INTO finplan.jobs (id) VALUES"
                    " (gen_random_uuid())",
                    "UPDATE finplan.jobs SET state = 'done'",
                    "SELECT document FROM finplan.jobs",
                    "SELECT found FROM finplan.job_shards",
                    "DELETE FROM finplan.job_results"):
            self.denied("finplan_app", sql)
        self.denied("finplan_app", "SELECT finplan.job_submit("
                    "gen_random_uuid(), '{}', '{}', '{1}', 1, 1)")

    def test_only_the_owner_sees_and_cancels(self):
        job = self.submit()
        cancel = "SELECT finplan.job_cancel(%s, 1000)"
        self.assertEqual(self.app(BOB, cancel, (job,)), [(None,)])
        self.assertEqual(self.app(None, cancel, (job,)), [(None,)])
        for table in ("jobs", "job_shards"):
            count = f"SELECT count(*)::int FROM finplan.{table}"
            self.assertEqual([self.app(who, count)[0][0]
                              for who in (ALICE, BOB, None)], [1, 0, 0])
        self.assertEqual(self.app(ALICE, cancel, (job,)), [("cancelled",)])
        self.assertEqual(self.app(ALICE, cancel, (job,)), [("cancelled",)])

    # --- moves -------------------------------------------------------------------

    def test_only_legal_moves(self):
        states = ("queued", "running", "merging", "done", "failed",
                  "cancelled", "expired")
        legal = {("queued", "running"), ("queued", "cancelled"),
                 ("queued", "failed"), ("running", "merging"),
                 ("running", "cancelled"), ("running", "failed"),
                 ("merging", "running"), ("merging", "done"),
                 ("merging", "cancelled"), ("merging", "failed"),
                 ("done", "expired"), ("failed", "expired"),
                 ("cancelled", "expired")}
        link = self.link("super")
        for old in states:
            for new in states:
                job = self.submit(most=1000)
                over = new in states[3:]
                with link.cursor() as cursor:
                    cursor.execute("SET session_replication_role = replica")
                    cursor.execute(
                        "UPDATE finplan.jobs SET state = %s, error_code ="
                        " 'x', ended_at = %s, expires_at = %s WHERE id = %s",
                        (old, *(("now",) * 2 if old in states[3:]
                                else (None, None)), job))
                    cursor.execute("SET session_replication_role = origin")
                    try:
                        cursor.execute(
                            "UPDATE finplan.jobs SET state = %s, ended_at ="
                            " %s, expires_at = %s WHERE id = %s",
                            (new, *(("now",) * 2 if over else (None, None)),
                             job))
                        moved = True
                    except psycopg2.errors.CheckViolation as fault:
                        self.assertEqual(fault.diag.constraint_name,
                                         "jobs_legal_move")
                        moved = False
                self.assertEqual(moved, old == new or (old, new) in legal,
                                 (old, new))

    def test_cancelling_takes_the_work_away(self):
        job = self.submit(ends=(640, 1280))
        self.claim()
        beat = "SELECT finplan.job_beat('w1', %s, 0, 128, 1000)"
        self.assertTrue(self.work(beat, job)[0][0])
        self.app(ALICE, "SELECT finplan.job_cancel(%s, 1000)", (job,))
        self.assertFalse(self.work(beat, job)[0][0])
        self.assertFalse(self.done(job, 0, 640))
        self.assertIsNone(self.claim())
        self.assertEqual(self.state(job), "cancelled")

    # --- leases and retries --------------------------------------------------------

    def test_a_lease_that_ran_out_is_taken_over(self):
        job = self.submit()
        self.claim("dead", lease=60000)
        self.assertIsNone(self.claim("w2"))
        self.query("super", "UPDATE finplan.job_shards SET lease_until ="
                   " now() - interval '1 second'")
        self.assertEqual(self.claim("w2")[:6], ("shard", job, 0, 0, 1280, 2))
        # The first one comes back too late.
        self.assertFalse(self.work("SELECT finplan.job_beat('dead', %s, 0, 1,"
                                   " 1000)", job)[0][0])
        self.assertFalse(self.done(job, 0, 1280, "dead"))
        self.assertTrue(self.done(job, 0, 1280, "w2"))
        self.claim("dead", lease=50)
        time.sleep(0.06)
        self.assertEqual(self.claim("w2")[0], "merge")
        self.assertFalse(self.finish(job, "dead"))
        self.assertTrue(self.finish(job, "w2"))

    def test_after_so_many_attempts_it_is_given_up(self):
        job = self.submit()
        for attempt in range(3):
            self.assertEqual(self.claim(lease=1, most=3)[5], attempt + 1)
            time.sleep(0.005)
        self.assertIsNone(self.claim(most=3))
        self.assertEqual((self.state(job), self.error(job)),
                         ("failed", "gave_up"))

    def test_giving_back(self):
        give = "SELECT finplan.job_give_back(%s, %s, %s, %s, %s, %s)"
        job = self.submit()
        self.claim()
        self.assertFalse(self.work(give, "w2", job, 0, 0, None, None)[0][0])
        self.assertTrue(self.work(give, "w1", job, 0, 0, None, None)[0][0])
        self.assertEqual(self.claim()[5], 1)      # it did not count
        self.work(give, "w1", job, 0, 60000, None, None)
        self.assertIsNone(self.claim())           # back-off
        self.query("super", "UPDATE finplan.job_shards SET not_before ="
                   " now()")
        self.assertEqual(self.claim()[5], 2)
        self.work(give, "w1", job, 0, -1, "broken", "It broke.")
        self.assertEqual((self.state(job), self.error(job)),
                         ("failed", "broken"))

    # --- turns ---------------------------------------------------------------------

    def test_users_take_turns(self):
        many = self.submit(ends=range(128, 1281, 128))
        few = self.submit(BOB, ends=(128, 256))
        order = [self.claim(f"w{n}")[1] for n in range(6)]
        self.assertEqual(order, [many, few, many, few, many, many])

    def test_who_was_served_the_longest_ago_comes_first(self):
        alice = self.submit(ends=range(128, 1281, 128))
        bob = self.submit(BOB, ends=range(128, 1281, 128))
        order = []
        for _ in range(6):
            _, job, number, first, end, *_ = self.claim()
            order.append(job)
            self.done(job, number, end - first)
        self.assertEqual(order, [alice, bob] * 3)

    def test_priority_counts_among_a_users_own(self):
        first = self.submit()
        urgent = self.submit(priority=9)
        other = self.submit(BOB, priority=0)
        self.assertEqual([self.claim(f"w{n}")[1] for n in range(3)],
                         [urgent, other, first])

    def test_many_workers_claim_each_shard_once(self):
        for who in (ALICE, BOB):
            self.submit(who, ends=range(128, 128 * 41, 128))
        claimed, lock = [], threading.Lock()

        def worker(me):
            link = database_rig.connect("finplan_jobs", self.database)
            with link.cursor() as cursor:
                while True:
                    cursor.execute("SELECT job_id, number FROM"
                                   " finplan.job_claim(%s, %s, 60000, 5)",
                                   (me, ENGINE))
                    row = cursor.fetchone()
                    if row is None:
                        break
                    with lock:
                        claimed.append(row)
            link.close()

        threads = [threading.Thread(target=worker, args=(f"w{n}",))
                   for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(claimed), 80)
        self.assertEqual(len(set(claimed)), 80)

    # --- limits --------------------------------------------------------------------

    def test_quota_even_at_once(self):
        said = []
        threads = [threading.Thread(
            target=lambda: said.append(self.submit(most=3)))
            for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sum(word == "full" for word in said), 9)
        self.assertNotEqual(self.submit(BOB, most=3), "full")

    def test_old_jobs_make_room(self):
        for _ in range(5):
            job = self.submit(kept=3)
            self.app(ALICE, "SELECT finplan.job_cancel(%s, 1000)", (job,))
        self.assertEqual(self.query("super", "SELECT count(*) FROM"
                                    " finplan.jobs"), [(4,)])

    def test_another_engine_is_left_alone(self):
        job = self.submit(engine="engine 0")
        self.assertIsNone(self.claim())
        self.work("SELECT finplan.job_sweep(%s, 3600000, 1)", ENGINE)
        self.assertEqual(self.state(job), "queued")
        time.sleep(0.01)
        self.work("SELECT finplan.job_sweep(%s, 1, 1)", ENGINE)
        self.assertEqual((self.state(job), self.error(job)),
                         ("failed", "engine_changed"))

    # --- deadlines and the end ---------------------------------------------------

    def sweep(self):
        return self.work("SELECT finplan.job_sweep(%s, 3600000, 50)",
                         ENGINE)[0][0]

    def test_old_replies_go_too(self):
        """Those under idempotency keys, of whoever does not write again."""
        self.query("super", "INSERT INTO finplan.idempotent_replies (owner_id,"
                   " route, key, request_hash, created_at) SELECT %s,"
                   " 'POST /x', 'key' || n, repeat('0', 64), now() - n *"
                   " interval '1 hour' FROM generate_series(40, 55) n",
                   (ALICE,))
        self.denied("finplan_app", "SELECT finplan.replies_sweep(48)")
        self.work("SELECT finplan.replies_sweep(48)")
        self.assertEqual(
            self.query("super", "SELECT min(substr(key, 4)::int),"
                       " max(substr(key, 4)::int) FROM"
                       " finplan.idempotent_replies"), [(40, 47)])
        self.query("super", "DELETE FROM finplan.idempotent_replies")

    def test_deadlines(self):
        never_begun = self.submit(deadline_ms=30)
        time.sleep(0.04)
        self.assertIsNone(self.claim())
        self.sweep()
        self.assertEqual((self.state(never_begun), self.error(never_begun)),
                         ("failed", "deadline"))
        job = self.submit(ends=(640, 1280, 1920), deadline_ms=60000)
        late_ms = self.claim()[6]
        self.assertTrue(0 < late_ms <= 60000)
        self.claim("w2")
        self.assertTrue(self.done(job, 1, 640, "w2"))
        self.query("super", "UPDATE finplan.jobs SET deadline_at = now()"
                   " WHERE id = %s", (job,))
        self.sweep()                               # w1 is still at it
        self.assertEqual(self.state(job), "running")
        self.assertTrue(self.done(job, 0, 128))
        self.assertEqual(self.state(job), "merging")
        self.claim()
        self.assertEqual(self.work("SELECT * FROM finplan.job_parts(%s, %s)",
                                   "w1", job),
                         [(0, 0, 640, 128), (1, 640, 1280, 640)])

    def test_a_deadline_with_a_dead_worker(self):
        job = self.submit(ends=(640, 1280), deadline_ms=60000)
        self.claim()
        self.done(job, 0, 640)
        self.claim("dead", lease=1)
        self.query("super", "UPDATE finplan.jobs SET deadline_at = now()")
        self.sweep()
        self.assertEqual(self.state(job), "merging")

    def test_results_expire_and_rows_go(self):
        job = self.submit()
        self.claim()
        self.done(job, 0, 1280)
        self.claim()
        self.finish(job)
        self.sweep()
        self.assertEqual(self.state(job), "done")
        self.query("super", "UPDATE finplan.jobs SET expires_at = now()")
        self.assertTrue(self.sweep())
        self.assertEqual(self.state(job), "expired")
        self.assertEqual(self.app(ALICE, "SELECT FROM finplan.job_results"),
                         [])
        self.assertEqual(self.work("SELECT state, n FROM"
                                   " finplan.job_figures()"),
                         [("expired", 1)])
        time.sleep(0.06)
        self.sweep()
        self.assertEqual(self.app(ALICE, "SELECT id FROM finplan.jobs"), [])

    def test_one_sweeps_at_a_time(self):
        link = self.link("finplan_jobs")
        link.autocommit = False
        with link.cursor() as cursor:
            cursor.execute("SELECT finplan.job_sweep('e', 1, 1)")
            self.assertFalse(self.sweep())
            link.rollback()
        self.assertTrue(self.sweep())

    # --- bells -----------------------------------------------------------------------

    def test_work_rings_a_bell(self):
        link = self.link("finplan_jobs")
        with link.cursor() as cursor:
            cursor.execute("LISTEN finplan_jobs")

        def rings():
            with link.cursor() as cursor:
                cursor.execute("SELECT 1")
            link.poll()
            heard = len(link.notifies)
            link.notifies.clear()
            return heard > 0

        job = self.submit()
        self.assertTrue(rings())
        self.claim()
        self.assertFalse(rings())
        self.done(job, 0, 1280)
        self.assertTrue(rings())


if __name__ == "__main__":
    database_rig.main()
