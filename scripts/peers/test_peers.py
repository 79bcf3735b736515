"""Tests of what needs neither peers nor a device: statistics, and the reading of the tuner's table. ./mvnw verify runs them.

    cd scripts && python3 -B -m unittest peers.test_peers
"""

import contextlib
import ctypes
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from peers import clblast, contest, cublas_peer, report
from peers.contestants import Setting, contestants
from peers.peer_process import PeerProcess, PeerProcesses
from peers.processes import HERE, Unavailable, environment, json_of

TUNER_TABLE = """\
* (1/4) Tuning main GEMM kernel (GEMMK == 0) for fixed set of parameters
* Parameters explored: GEMMK MWG KREG

|   ID | total |  param |  local |  global |       compiles |         time | GFLOPS |            status |
x------x-------x--------x--------x---------x----------------x--------------x--------x-------------------x
|  ref |     - |      - |  8   8 |  64  64 |             \x1b[32mOK\x1b[0m |   2713.01 ms |      - |      \x1b[32mreference OK\x1b[0m |
|    1 |     3 | 0 16 1 |  8   8 |  64  64 |   \x1b[32mOK\x1b[0m    145 ms |    560.79 ms |    3.8 |     \x1b[32mresults match\x1b[0m |
|    2 |     3 | 0 32 1 |  8   8 |  64  64 |   \x1b[32mOK\x1b[0m    145 ms |     10.00 ms |   99.9 |     \x1b[31mL2 error\x1b[0m |
|    3 |     3 | 1 64 4 |  8   8 |  64  64 |   \x1b[32mOK\x1b[0m    145 ms |     60.79 ms |   13.8 |     \x1b[32mresults match\x1b[0m |
|    4 |     3 | 1 64"""

# Stands in for the launcher: it knows every task, and has a device that is gone after its limits have been measured once.
LAUNCHER = """\
#!/bin/sh
case $1 in
work) echo '{"task": "'$2'", "problem": {"N": 8}, "tilewright": "9.9", "operations": 8, "bytes": 36, "bound": "memory", "tolerance": 1e-4}' ;;
time-best) echo '{"device": "d", "driver": "v", "run": "r", "host_ns": [20, 20], "device_ns": [10, 10]}' ;;
peaks)
  mkdir "$0.measured" 2>/dev/null || { echo 'tilewright: the device is gone' >&2 && exit 3; }
  echo '{"device": "d", "model": "m", "driver": "v", "cpu": false, "flop_per_s": 1e9, "byte_per_s": 2e9, "read_byte_per_s": 3e9}' ;;
esac
"""


class ComparePeersTest(unittest.TestCase):
    def test_the_tuners_table_is_ranked_without_rows_that_are_wrong_or_cut_off(self):
        self.assertEqual(
            clblast.ranking(TUNER_TABLE),
            [({"GEMMK": 1, "MWG": 64, "KREG": 4}, 60.79), ({"GEMMK": 0, "MWG": 16, "KREG": 1}, 560.79)],
        )

    def test_the_interval_of_a_median_is_by_ranks(self):
        self.assertEqual(contest.interval(range(100)), (40, 60))
        self.assertEqual(contest.interval([7.0]), (7.0, 7.0))

    def test_the_interval_of_a_ratio_is_one_number_where_every_round_says_the_same(self):
        self.assertEqual(contest.ratio_interval([[20, 20]] * 5, [[10, 10]] * 5), (2.0, 2.0))

    def test_the_fastest_round_sets_the_limits(self):
        rounds = [
            {"device": "d", "model": "m", "driver": "v", "cpu": True, "flop_per_s": f, "byte_per_s": 9 - f, "read_byte_per_s": 2 * f}
            for f in (3, 5, 4)
        ]
        limits = contest.limits_of(rounds)
        self.assertEqual((limits["flop_per_s"], limits["byte_per_s"], limits["flop_per_s_rounds"]), (5, 6, [3, 5, 4]))
        self.assertEqual((limits["read_byte_per_s"], limits["read_byte_per_s_rounds"]), (10, [6, 10, 8]))

    def test_a_share_by_round_is_that_of_the_median_round_whatever_the_fastest_limit(self):
        contestant = contestants(self.setting("opencl:0"))[0]
        rounds = [{"host_ns": [8, 10, 30]}, {"host_ns": [5]}, {"host_ns": [20]}]
        limits = {"byte_per_s": 40e9, "byte_per_s_rounds": [20e9, 40e9, 8e9], "cpu": True, "measured": "each-round"}
        row = contest.row_of(contestant, rounds, {"bytes": 100}, limits, "memory", 1)
        self.assertEqual((row["median_ns"], row["fraction_of_limit"], row["fraction_of_limit_by_round"]), (10, 0.25, 0.5))

    def test_a_wrong_result_and_a_missing_contestant_are_said(self):
        row = {"name": "numpy", "median_ns": 2e6, "low_ns": 1e6, "high_ns": 3e6, "gbyte_per_s": 4.0, "numpy": "1", "right": False}
        result = {
            "task": "sum", "problem": {"N": 8}, "rounds": 1, "bound": "memory",
            "limits": {
                "model": "m", "byte_per_s": 8e9, "byte_per_s_rounds": [8e9], "read_byte_per_s": 9e9, "read_byte_per_s_rounds": [7e9, 9e9],
                "measured": "each-round",
            },
            "contestants": [{"name": "tilewright", "unavailable": "none known"}, {**row, "max_relative_error": 0.5}],
        }  # fmt: skip
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            report.print_comparison(result)
        self.assertIn("unavailable: none known", said.getvalue())
        self.assertIn("WRONG RESULT, error 5.0e-01", said.getvalue())
        self.assertIn("copy bandwidth 8.0 GB/s (rounds: 8.0 to 8.0) on m", said.getvalue())
        self.assertIn("reading alone 9.0 GB/s (rounds: 7.0 to 9.0)", said.getvalue())

    def test_a_peer_with_a_clock_of_the_devices_is_held_against_ours_by_both_clocks(self):
        ours = {"median_ns": 40, "rounds_ns": [[40, 40], [40]], "device_median_ns": 10, "device_rounds_ns": [[10, 10], [10]]}
        row = {"median_ns": 60, "rounds_ns": [[60], [60]], "device_median_ns": 5, "device_rounds_ns": [[5], [5]]}
        contest.set_against(row, ours)
        self.assertEqual((row["tilewright_over_it"], row["tilewright_over_it_interval"]), (1.5, (1.5, 1.5)))
        self.assertEqual((row["tilewright_over_it_device"], row["tilewright_over_it_device_interval"]), (0.5, (0.5, 0.5)))
        on_host = {"median_ns": 60, "rounds_ns": [[60], [60]]}
        contest.set_against(on_host, ours)
        self.assertNotIn("tilewright_over_it_device", on_host)

    def test_the_devices_clock_has_a_table_of_its_own_where_a_peer_was_timed_by_it(self):
        ours = {"name": "tilewright", "median_ns": 4e6, "device_median_ns": 1e6, "gbyte_per_s": 25.0, "fraction_of_limit_device": 0.5}
        peer = {**ours, "name": "torch", "tilewright_over_it_device": 1.0, "tilewright_over_it_device_interval": (0.9, 1.1)}
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            report.print_by_device([ours])
            report.print_by_device([ours, {"name": "numpy", "median_ns": 1}, peer])
        self.assertEqual(
            [line.split() for line in said.getvalue().splitlines()],
            [
                ["by", "the", "device's", "clock:"],
                ["tilewright", "1.00", "ms", "100.0", "GB/s", "50", "%"],
                ["torch", "1.00", "ms", "100.0", "GB/s", "50", "%", "1.00×", "(0.90", "to", "1.10)"],
            ],
        )

    def test_cublas_is_asked_for_the_row_major_product_of_each_task(self):
        generator = random.Random(2)
        m, n, k, p = 3, 4, 5, 2
        for task, sizes in {
            "matmul": [m, n, k],
            "matmul-transposed": [m, n, k],
            "batched-matmul": [p, m, n, k],
            "matvec": [m, k],
        }.items():
            of = cublas_peer.product(task, sizes)
            batch, columns = (p if task == "batched-matmul" else 1), (1 if task == "matvec" else n)
            a, b = cublas_peer.numbers(batch * m * k, generator), cublas_peer.numbers(batch * k * columns, generator)
            operands = {"A": a, "B": b}
            for q in range(batch):
                for i in range(m):
                    for j in range(columns):
                        at = [q * k * columns + (j * k + x if task == "matmul-transposed" else x * columns + j) for x in range(k)]
                        expected = sum(a[(q * m + i) * k + x] * b[at[x]] for x in range(k))
                        # Row i and column j of ours is column i and row j of the transpose; a vector has one column.
                        row, column = (i, 0) if task == "matvec" else (j, i)
                        self.assertAlmostEqual(cublas_peer.element(of, operands, q, row, column), expected, places=12)
                        place = q * of.m * of.n + column * of.m + row
                        self.assertEqual(place, (q * m + i) * columns + j, "where it lies in memory is where ours lies")

    def test_inputs_are_random_and_neither_small_nor_large(self):
        values = cublas_peer.numbers(1000, random.Random(3))
        self.assertEqual(len(set(values)), 1000)
        self.assertTrue(all(0.5 <= abs(value) < 1 for value in values))
        self.assertTrue(300 < sum(value < 0 for value in values) < 700)

    def test_a_result_that_is_wrong_somewhere_or_no_number_has_an_error(self):
        of = cublas_peer.product("matmul", [2, 2, 2])
        operands = {name: cublas_peer.numbers(4, random.Random(4)) for name in "AB"}
        right = [cublas_peer.element(of, operands, 0, place % 2, place // 2) for place in range(4)]
        self.assertEqual(cublas_peer.relative_error(of, operands, right, random.Random(5)), 0)
        self.assertGreater(cublas_peer.relative_error(of, operands, [*right[:3], right[3] + 1], random.Random(5)), 0.1)
        self.assertEqual(cublas_peer.relative_error(of, operands, [*right[:3], float("nan")], random.Random(5)), 1e99)

    @staticmethod
    def setting(device, names=(), processes=None):
        work = {"problem": {"M": 8, "N": 8, "K": 8}, "tolerance": 1e-4}
        return Setting("matmul", work, device, None, 3, 0, names=names, processes=processes)

    def test_only_those_who_were_asked_for_take_part_and_say_why_they_cannot(self):
        asked = contestants(self.setting("opencl:0", ("numpy", "cublas", "openblas")))
        self.assertEqual([each.name for each in asked], ["openblas", "numpy", "cublas"])
        with self.assertRaisesRegex(Unavailable, "^it does not do matmul$"):
            asked[1].run()
        with self.assertRaisesRegex(Unavailable, "^it needs a CUDA device, and opencl:0 is none"):
            asked[2].run()

    def test_every_library_of_matrix_products_stands_beside_ours(self):
        names = [each.name for each in contestants(self.setting("opencl:0"))]
        self.assertEqual(names, ["tilewright", "openblas", "blis", "onednn", "onednn-blocked", "clblast", "clblast-tuned"])

    def test_cublas_stands_beside_kernels_in_cuda_with_and_without_tf32(self):
        names = [each.name for each in contestants(self.setting("cuda:0"))]
        self.assertEqual(names[5:7], ["cublas", "cublas-tf32"])
        self.assertNotIn("cublas", [each.name for each in contestants(self.setting("opencl:0"))])

    def test_without_a_driver_or_the_library_cublas_is_unavailable_and_says_why(self):
        try:
            ctypes.CDLL("libcuda.so.1")
        except OSError:
            with PeerProcesses() as processes:
                for contestant in contestants(self.setting("cuda:0", ("cublas", "cublas-tf32"), processes)):
                    with self.assertRaisesRegex(Unavailable, "^no cuBLAS here: there is no NVIDIA driver"):
                        contestant.run()
                self.assertEqual(len(processes.of_name), 1)

    def test_tf32_is_held_to_its_own_tolerance(self):
        contestant = contestants(self.setting("cuda:0", ("cublas-tf32",)))[0]
        rounds = [{"host_ns": [5, 5, 5], "max_relative_error": 1e-3, "version": "12.4.5", "tolerance": 5e-3}]
        work = {"tolerance": 1e-4, "bytes": 1, "problem": {}}
        limits = {"flop_per_s": 1e12, "flop_per_s_rounds": [1e12], "byte_per_s": 1e12, "byte_per_s_rounds": [1e12], "cpu": False, "measured": "once"}
        row = contest.row_of(contestant, rounds, work, limits, "arithmetic", 1024)
        self.assertTrue(row["right"])
        self.assertIn("held to an error of 0.005, not to the task's tolerance", report.notes(row))

    def test_a_program_that_takes_too_long_is_killed_with_what_it_started(self):
        begun = time.monotonic()
        with self.assertRaisesRegex(Unavailable, "^no answer within 1 s; allow more with --limit SECONDS$"):
            json_of(["sh", "-c", "sleep 30 & sleep 30"], environment(), 1)
        self.assertLess(time.monotonic() - begun, 10)

    def test_a_program_that_fails_or_prints_no_json_is_unavailable_and_says_why(self):
        for code, reason in (
            ("import sys; print('first', file=sys.stderr); sys.exit('no such device')", "^no such device$"),
            ("import sys; sys.exit(7)", "ended with exit code 7$"),
            ("print('hello')", "printed what is not JSON: 'hello"),
        ):
            with self.assertRaisesRegex(Unavailable, reason):
                json_of([sys.executable, "-c", code], environment(), 30)
        self.assertEqual(json_of([sys.executable, "-c", "print('[1, 2]')"], environment(), 30), [1, 2])


# A peer that does what its requests say.
PEER = """\
import os, time
from peers.answering import Missing, serve

def answer(request):
    do = request["do"]
    if do == "lack":
        raise Missing("it is not here; install it")
    if do == "fail":
        raise ValueError("no such size:\\n  7\\nat line 7")
    if do == "die":
        os.write(2, b"first\\nout of luck\\n")
        os.abort()
    if do == "hang":
        time.sleep(30)
    if do == "babble":
        os.write(ANSWERS, b"hello\\n")
    print("a library says hello")
    return {"host_ns": [request["host_ns"]], "process": os.getpid()}

ANSWERS = os.dup(1)
serve(answer)
"""


class PeerProcessTest(unittest.TestCase):
    def setUp(self):
        self.peer = PeerProcess([sys.executable, "-B", "-c", PEER])
        self.addCleanup(self.peer.close)

    def ask(self, do, limit=30):
        return self.peer.ask({"do": do, "host_ns": 7}, limit)

    def test_one_process_answers_many_requests_and_what_it_prints_besides_is_no_answer(self):
        first = self.ask("compute")
        self.assertEqual(first["host_ns"], [7])
        with self.assertRaisesRegex(Unavailable, "^it is not here; install it$"):
            self.ask("lack")
        self.assertEqual(self.ask("compute"), first)

    def test_after_a_failure_of_unknown_reach_a_fresh_process_answers(self):
        first = self.ask("compute")
        with self.assertRaisesRegex(Unavailable, "^ValueError: no such size: 7$"):
            self.ask("fail")
        self.assertNotEqual(self.ask("compute")["process"], first["process"])

    def test_a_crash_is_told_with_its_last_words_and_a_fresh_process_answers(self):
        self.ask("compute")
        with self.assertRaisesRegex(Unavailable, "^it was ended by SIGABRT: out of luck$"):
            self.ask("die")
        self.assertEqual(self.ask("compute")["host_ns"], [7])

    def test_a_process_that_hangs_is_killed(self):
        process = self.ask("compute")["process"]
        begun = time.monotonic()
        with self.assertRaisesRegex(Unavailable, "^no answer within 1 s; allow more with --limit SECONDS$"):
            self.ask("hang", 1)
        self.assertLess(time.monotonic() - begun, 10)
        with self.assertRaises(ProcessLookupError):
            os.kill(process, 0)
        self.assertEqual(self.ask("compute")["host_ns"], [7])

    def test_nonsense_is_no_answer(self):
        with self.assertRaisesRegex(Unavailable, "^it answered what is no result: 'hello'$"):
            self.ask("babble")

    def test_a_process_that_never_answered_is_not_waited_for_again(self):
        with self.assertRaisesRegex(Unavailable, "^no answer within 1 s"):
            self.ask("hang", 1)
        begun = time.monotonic()
        with self.assertRaisesRegex(Unavailable, "^no answer within 1 s"):
            self.ask("compute", 30)
        self.assertLess(time.monotonic() - begun, 0.5)

    def test_a_program_that_is_not_there_is_said(self):
        with self.assertRaisesRegex(Unavailable, "^/nowhere/python3 cannot be run: No such file or directory$"):
            PeerProcess(["/nowhere/python3"]).ask({}, 1)


class CommandTest(unittest.TestCase):
    """Runs the command itself, beside a launcher of the test's own."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tilewright-")
        self.addCleanup(shutil.rmtree, self.folder)
        os.mkdir(f"{self.folder}/scripts")
        shutil.copy(f"{os.path.dirname(HERE)}/compare-peers", f"{self.folder}/scripts/")
        shutil.copytree(HERE, f"{self.folder}/scripts/peers", ignore=shutil.ignore_patterns("__pycache__"))
        with open(f"{self.folder}/scripts/tilewright", "w") as launcher:
            launcher.write(LAUNCHER)
        os.chmod(f"{self.folder}/scripts/tilewright", 0o755)

    def compare(self, *arguments):
        command = [sys.executable, "-B", f"{self.folder}/scripts/compare-peers", *arguments]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def test_what_was_compared_before_the_device_was_lost_is_kept(self):
        kept = f"{self.folder}/kept.json"
        done = self.compare("jacobi2d", "nbody", "--rounds", "1", "--output", kept)
        self.assertEqual((done.returncode, done.stderr), (3, "compare-peers: the device is gone\n"))
        self.assertIn("jacobi2d  N=8  1 rounds", done.stdout)
        with open(kept) as file:
            found = json.load(file)
        self.assertEqual([each["task"] for each in found["comparisons"]], ["jacobi2d"])
        self.assertEqual(found["comparisons"][0]["contestants"][0]["device_median_ns"], 10)
        self.assertEqual(found["versions"]["tilewright"], "9.9")
        self.assertEqual(sorted(os.listdir(self.folder)), ["kept.json", "scripts"])

    def test_limits_that_are_measured_once_serve_every_round_and_task(self):
        done = self.compare("jacobi2d", "nbody", "--rounds", "2", "--limits", "once", "--format", "json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for comparison in json.loads(done.stdout)["comparisons"]:
            self.assertEqual((comparison["limits"]["measured"], comparison["limits"]["byte_per_s_rounds"]), ("once", [2e9]))
            self.assertNotIn("fraction_of_limit_by_round", comparison["contestants"][0])

    def test_what_is_wrong_with_the_command_line_is_said_in_one_line(self):
        for arguments, reason in (
            (["--contestants", "tilewright,cubals"], "--contestants: 'cubals' is none of tilewright, openblas"),
            (["--output", "/nowhere/kept.json"], "--output /nowhere/kept.json cannot be written"),
            (["--output", self.folder], "cannot be written; name a file in a folder that is there"),
        ):
            done = self.compare("sum", *arguments)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
            self.assertIn(reason, done.stderr)


if __name__ == "__main__":
    unittest.main()
