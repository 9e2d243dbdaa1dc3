#!/usr/bin/python3
"""keep-log of the images: what it keeps, hands on and answers."""
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

TOP = pathlib.Path(os.environ.get("FP_SRCDIR") or
                   pathlib.Path(__file__).resolve().parents[2]).resolve()
KEEP_LOG = TOP / "k8s/images/files/keep-log"


class KeepLog(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.dir = pathlib.Path(place.name)

    @staticmethod
    def hear():
        """A shell cannot trap what was ignored when it began, as a test's
        surroundings may do."""
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)

    def start(self, script, *options, size=None):
        limit = {"LOG_BYTES": str(size)} if size else {}
        return subprocess.Popen(
            [KEEP_LOG, *options, "app", "sh", "-c", script],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "LOG_DIR": str(self.dir), **limit},
            preexec_fn=self.hear)

    def kept(self):
        return (self.dir / "app.log").read_text()

    def test_both_streams_to_both_places_and_the_status(self):
        process = self.start("echo one; echo two >&2; printf three; exit 5")
        out, err = process.communicate(timeout=20)
        self.assertEqual((process.returncode, err), (5, ""))
        self.assertEqual(out, "one\ntwo\nthree\n")
        self.assertEqual(self.kept(), out)

    def test_lines_come_at_once(self):
        process = self.start("echo now; sleep 20")
        self.assertEqual(process.stdout.readline(), "now\n")
        self.assertEqual(self.kept(), "now\n")
        # The sleep that the shell leaves behind does not hold it up.
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(10), 143)
        process.stdout.close()
        process.stderr.close()

    def test_what_nginx_quotes_of_a_request_is_left_out(self):
        stamp = "2026/11/30 00:00:00 [error] 17#17: *3 "
        told = ("connect() failed (2: No such file or directory) while "
                "connecting to upstream, client: 10.0.0.9")
        rest = (', server: _, request: "GET /api/v1/plans?name=secret" '
                'HTTP/1.1", upstream: "fastcgi://unix:/run/api.sock:", host: '
                '"secret", referrer: "https://secret/"')
        alone = "2026/11/30 00:00:00 [notice] 1#1: signal process started"
        ours = '{"msg":"access","path":"/x, server: y"}'
        process = self.start(f"printf '%s\\n' '{stamp + told + rest}' "
                             f"'{stamp}{told}, request: \"secret' "
                             f"'{alone}' '{ours}'")
        out, _ = process.communicate(timeout=20)
        self.assertEqual(out.splitlines(),
                         [stamp + told, stamp + told, alone, ours])
        self.assertEqual(self.kept(), out)

    def end_by(self, sent, *options):
        process = self.start(
            "trap 'echo TERM; exit 3' TERM;"
            "trap 'echo HUP' HUP; trap 'echo USR2' USR2; echo ready; while :; do sleep 0.05; done",
            *options)
        self.assertEqual(process.stdout.readline(), "ready\n")
        for number in sent:
            process.send_signal(number)
            time.sleep(0.3)
        out, _ = process.communicate(timeout=20)
        return process.returncode, out

    def test_signals(self):
        self.assertEqual(self.end_by([signal.SIGTERM]), (3, "TERM\n"))
        self.assertEqual(self.end_by([signal.SIGHUP, signal.SIGUSR2,
                                      signal.SIGTERM]),
                         (3, "HUP\nUSR2\nTERM\n"))

    def test_term_as_quit(self):
        """The child has a handler of its own, as nginx: a shell in the
        background cannot trap QUIT."""
        process = self.start(
            "exec /usr/bin/python3 -c 'import os, signal, time\n"
            "signal.signal(signal.SIGQUIT, lambda *_: os._exit(4))\n"
            "print(\"ready\", flush=True)\ntime.sleep(20)'", "--stop=QUIT")
        self.assertEqual(process.stdout.readline(), "ready\n")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        self.assertEqual(process.returncode, 4)

    def test_a_drain_is_waited_for(self):
        process = self.start("trap 'sleep 1; echo drained; exit 0' TERM;"
                             "echo ready; while :; do sleep 0.05; done")
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=20)
        self.assertEqual((process.returncode, out), (0, "drained\n"))

    def test_rotation_loses_no_line(self):
        script = "i=0; while [ $i -lt 100 ]; do echo line-$i; i=$((i + 1)); done"
        process = self.start(script, size=500)
        out, _ = process.communicate(timeout=20)
        self.assertEqual(len(out.splitlines()), 100)
        older = (self.dir / "app.log.1").read_text()
        self.assertLessEqual(len(older), 500)
        self.assertTrue(out.endswith(older + self.kept()))

    def test_an_earlier_life_counts(self):
        self.start("echo 0123456789", size=30).communicate(timeout=20)
        self.start("echo 0123456789; echo 0123456789",
                   size=30).communicate(timeout=20)
        self.assertEqual(self.kept(), "0123456789\n")
        self.assertEqual((self.dir / "app.log.1").read_text(),
                         "0123456789\n" * 2)

    def test_a_reader_that_stops_holds_nobody(self):
        """More than a pipe takes, and nobody reads it."""
        process = self.start("i=0; while [ $i -lt 4000 ]; do echo "
                             "line-$i-0123456789012345678901234567890123456789"
                             "; i=$((i + 1)); done; touch $LOG_DIR/over; "
                             "exec sleep 20")
        end = time.monotonic() + 15
        while not (self.dir / "over").exists():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)
        while len(self.kept().splitlines()) < 4000:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(10), 143)
        process.communicate(timeout=20)

    def test_a_command_that_is_not_there(self):
        process = self.start("exit 0")
        process.communicate(timeout=20)
        done = subprocess.run([KEEP_LOG, "app", "/no/such"], check=False,
                              capture_output=True, timeout=20,
                              env={**os.environ, "LOG_DIR": str(self.dir)})
        self.assertEqual(done.returncode, 127)
        self.assertEqual(subprocess.run([KEEP_LOG, "app"], check=False,
                                        capture_output=True).returncode, 2)


if __name__ == "__main__":
    unittest.main()
