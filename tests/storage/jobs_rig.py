"""The queue of jobs, as its users and its workers call it."""
import contextlib
import itertools
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import database_rig  # noqa: E402
from database_rig import ALICE, BOB, psycopg2  # noqa: E402

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

    def denied(self, user, sql, state="42501"):
        with self.assertRaises(psycopg2.Error) as caught:
            self.query(user, sql)
        self.assertEqual(caught.exception.pgcode, state, sql)
