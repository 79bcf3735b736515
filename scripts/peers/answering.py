"""The side of a peer's process: requests come in on standard input and answers go out on standard output, one JSON object a line."""

import json
import os
import sys


class Missing(Exception):
    """What a request needs is not here: what, and where to get it. The process can still answer others."""


def short(failure):
    """One line of a failure: its kind, and the first two lines of what it says, as the first may only announce the second."""
    said = " ".join(line.strip() for line in str(failure).strip().splitlines()[:2])[:300]
    return f"{type(failure).__name__}: {said}" if said else type(failure).__name__


def serve(answer):
    """Answers every request; after a failure that says nothing about what the process is still good for, it ends with it."""
    # Libraries may print what they like to standard output: it goes where complaints go.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        try:
            said = answer(json.loads(line))
        except Missing as reason:
            said = {"failure": str(reason)}
        except Exception as reason:  # noqa: BLE001
            said = {"failure": short(reason), "ends": True}
        answers.write(json.dumps(said) + "\n")
        answers.flush()
        if "ends" in said:
            sys.exit(1)
