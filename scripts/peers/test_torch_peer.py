"""Tests of the numbers that the peer in PyTorch gives, on the CPU; they are skipped, and say so, where there is no PyTorch.

    cd scripts && python3 -B -m unittest peers.test_torch_peer
"""

import importlib.util
import math
import sys
import unittest

from peers import torch_peer
from peers.contestants import COMPILED_TASKS, TF32_TASKS, TORCH_TASKS
from peers.peer_process import PeerProcess, command_of
from peers.processes import Unavailable

# Sizes that nothing divides, and the tolerance of each task's file.
PROBLEMS = {
    "matmul": ([61, 67, 71], 1e-4),
    "matmul-transposed": ([61, 67, 71], 1e-4),
    "batched-matmul": ([3, 13, 17, 19], 1e-4),
    "matvec": ([61, 131], 2e-4),
    "conv2d": ([2, 3, 5, 13, 11], 1e-4),
    "softmax": ([37, 101], 4e-4),
    "layer-norm": ([37, 101], 4e-4),
    "transpose": ([61, 67], 1e-7),
    "sum": ([1000003], 1e-3),
    "vector-add": ([4099], 1e-6),
}
# Exactly so many elements, in the task's layout.
ELEMENTS = {"matmul": 61 * 67, "batched-matmul": 3 * 13 * 17, "conv2d": 2 * 5 * 13 * 11, "transpose": 67 * 61, "sum": 1, "matvec": 61}

if importlib.util.find_spec("torch") is None:
    print(f"PYTORCH NOT TESTED: {sys.executable} has none", file=sys.stderr)


@unittest.skipIf(torch_peer.torch is None, "there is no PyTorch")
class TorchPeerTest(unittest.TestCase):
    @staticmethod
    def work(task):
        return torch_peer.TASKS[task](torch_peer.Maker("cpu"), *PROBLEMS[task][0])

    def test_every_task_is_right_both_as_the_library_is_called_and_as_the_formula_that_is_compiled(self):
        self.assertEqual(PROBLEMS.keys(), TORCH_TASKS)
        self.assertEqual(PROBLEMS.keys(), torch_peer.TASKS.keys())
        for task, (_, tolerance) in PROBLEMS.items():
            with self.subTest(task), torch_peer.torch.no_grad():
                work = self.work(task)
                for result in (work.library_call()(), work.formula(*work.inputs)):
                    self.assertLessEqual(torch_peer.relative_error(*work.sampled(result)), tolerance)
                    self.assertTrue(result.is_contiguous())
                    self.assertEqual(result.numel(), ELEMENTS.get(task, result.numel()))

    def test_a_wrong_result_is_found_in_every_task(self):
        for task, (_, tolerance) in PROBLEMS.items():
            with self.subTest(task):
                work = self.work(task)
                right = work.library_call()()
                for wrong in (right * 1.002, right.roll(1, 0) if right.numel() > 1 else right + 3000, right * math.nan, right * 0):
                    self.assertGreater(torch_peer.relative_error(*work.sampled(wrong)), tolerance)

    def test_the_inputs_are_what_the_tasks_say(self):
        x, gamma, beta = self.work("layer-norm").inputs
        self.assertTrue(0.5 < float(x.mean()) < 1.5 and 1.8 < float(x.std()) < 2.2)
        self.assertTrue(0.5 <= float(gamma.min()) and float(gamma.max()) <= 1.5 and float(beta.min()) < -0.8)
        self.assertTrue(0 <= float(self.work("sum").inputs[0].min()) < 0.01)
        self.assertLess(float(self.work("matmul").inputs[0].min()), -0.9)

    def test_rounding_to_tf32_is_wrong_in_single_precision_and_right_in_its_own(self):
        for task in sorted(TF32_TASKS):
            with self.subTest(task):
                work = torch_peer.TASKS[task](torch_peer.Maker("cpu"), *{"conv2d": [2, 64, 5, 13, 11]}.get(task, PROBLEMS[task][0]))
                rounded = [tf32(operand) for operand in work.inputs]
                error = torch_peer.relative_error(*work.sampled(work.formula(*rounded)))
                self.assertTrue(1e-4 < error < 5e-3, error)

    def test_the_process_answers_as_the_protocol_says(self):
        peer = PeerProcess(command_of("torch_peer"))
        self.addCleanup(peer.close)
        request = {"task": "sum", "sizes": [4099], "mode": "fp32", "device": "cpu", "samples": 5}
        answer = peer.ask(request, 120)
        self.assertEqual(len(answer["host_ns"]), 5)
        self.assertLess(answer["max_relative_error"], 1e-3)
        self.assertEqual(answer["version"], torch_peer.torch.__version__)
        if not torch_peer.torch.cuda.is_available():
            with self.assertRaisesRegex(Unavailable, "sees no CUDA device$"):
                peer.ask({**request, "device": "cuda:0"}, 120)

    def test_what_is_compiled_is_right(self):
        if not hasattr(torch_peer.torch, "compile") or importlib.util.find_spec("triton") is None:
            self.skipTest("there is no torch.compile, or no Triton")
        for task in sorted(COMPILED_TASKS):
            request = {"task": task, "sizes": PROBLEMS[task][0], "mode": "compiled", "device": "cpu", "samples": 3}
            self.assertLess(torch_peer.answer(request)["max_relative_error"], PROBLEMS[task][1])


def tf32(values):
    """The nearest number with 11 significant bits."""
    mantissa, exponent = torch_peer.torch.frexp(values)
    return torch_peer.torch.ldexp(torch_peer.torch.round(mantissa * 2048), exponent - 11)


if __name__ == "__main__":
    unittest.main()
