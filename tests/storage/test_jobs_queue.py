#!/usr/bin/python3
"""The queue of jobs: leases, retries, turns, limits, deadlines and the end."""
import os
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import database_rig  # noqa: E402
from database_rig import ALICE, BOB  # noqa: E402
from jobs_rig import ENGINE, Queue  # noqa: E402

setUpModule = database_rig.setUpModule
tearDownModule = database_rig.tearDownModule


class Turns(Queue):

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
