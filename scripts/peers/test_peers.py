"""Tests of what needs neither peers nor a device: statistics, and the reading of the tuner's table. ./mvnw verify runs them.

    cd scripts && python3 -B -m unittest peers.test_peers
"""

import contextlib
import io
import unittest

from peers import clblast, contest, report

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
        rounds = [{"device": "d", "model": "m", "driver": "v", "cpu": True, "flop_per_s": f, "byte_per_s": 9 - f} for f in (3, 5, 4)]
        limits = contest.limits_of(rounds)
        self.assertEqual((limits["flop_per_s"], limits["byte_per_s"], limits["flop_per_s_rounds"]), (5, 6, [3, 5, 4]))

    def test_a_wrong_result_and_a_missing_contestant_are_said(self):
        row = {"name": "numpy", "median_ns": 2e6, "low_ns": 1e6, "high_ns": 3e6, "gbyte_per_s": 4.0, "numpy": "1", "right": False}
        result = {
            "task": "sum", "problem": {"N": 8}, "rounds": 1, "bound": "memory",
            "limits": {"model": "m", "byte_per_s": 8e9, "byte_per_s_rounds": [8e9]},
            "contestants": [{"name": "tilewright", "unavailable": "none known"}, {**row, "max_relative_error": 0.5}],
        }  # fmt: skip
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            report.print_comparison(result)
        self.assertIn("unavailable: none known", said.getvalue())
        self.assertIn("WRONG RESULT, error 5.0e-01", said.getvalue())


if __name__ == "__main__":
    unittest.main()
