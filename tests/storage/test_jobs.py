#!/usr/bin/python3
"""A job as the database keeps it: its life, who may do what, legal moves."""
import json
import os
import sys
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import database_rig  # noqa: E402
from database_rig import ALICE, BOB, psycopg2  # noqa: E402
from jobs_rig import DAY, Queue  # noqa: E402

setUpModule = database_rig.setUpModule
tearDownModule = database_rig.tearDownModule


class Jobs(Queue):

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
        job = self.submit(asked='{"kind":"simulate"}')
        question = "SELECT finplan.job_question(%s)::text"
        self.assertEqual(
            [self.app(who, question, (job,))[0][0]
             for who in (ALICE, BOB, None)],
            ['{"kind":"simulate","body":{"plan":1}}', None, None])
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


if __name__ == "__main__":
    database_rig.main()
