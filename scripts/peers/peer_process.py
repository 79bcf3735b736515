"""Peers that stay: to import PyTorch takes five seconds, and to make a context on a GPU one, so such a process serves rounds and tasks.

It reads one JSON object a line and answers each with one line (`answering.py`). One that does not answer in time, or answers nonsense, is
killed; the next request starts a fresh one, unless it has never answered at all.
"""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time

from peers.processes import HERE, Unavailable, environment, killed


def command_of(module):
    return [sys.executable, "-B", "-m", f"peers.{module}"]


class PeerProcess:
    """One process, started with the first request."""

    def __init__(self, command, **variables):
        self.command = command
        self.variables = variables
        self.process = None
        self.complaints = None
        self.has_answered = False
        self.hopeless = None

    def ask(self, request, limit):
        """Returns what was answered within `limit` seconds."""
        if self.hopeless:
            raise Unavailable(self.hopeless)
        try:
            if self.process is None or self.process.poll() is not None:
                self.start()
            answer = self.answer(json.dumps(request) + "\n", time.monotonic() + limit, limit)
        except Unavailable as reason:
            self.close()
            if not self.has_answered:
                self.hopeless = str(reason)
            raise
        self.has_answered = True
        if "ends" in answer:
            self.close()
        if "failure" in answer:
            raise Unavailable(answer["failure"])
        return answer

    def start(self):
        self.close()
        self.complaints = tempfile.TemporaryFile(prefix="tilewright-")
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self.complaints, "bufsize": 0}
        folder = os.path.dirname(HERE)
        try:
            # A session of its own, so that what it starts (compilers, for one) can be killed with it.
            self.process = subprocess.Popen(self.command, cwd=folder, env=environment(**self.variables), start_new_session=True, **streams)
        except OSError as failed:
            self.complaints.close()
            raise Unavailable(f"{self.command[0]} cannot be run: {failed.strerror}") from failed

    def answer(self, line, end, limit):
        try:
            self.process.stdin.write(line.encode())
        except BrokenPipeError:
            raise Unavailable(self.last_words()) from None
        said = b""
        while not said.endswith(b"\n"):
            if not select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                raise Unavailable(f"no answer within {limit} s; allow more with --limit SECONDS")
            more = os.read(self.process.stdout.fileno(), 1 << 16)
            if not more:
                raise Unavailable(self.last_words())
            said += more
        try:
            answer = json.loads(said)
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not {"failure", "host_ns"} & answer.keys():
            raise Unavailable(f"it answered what is no result: {said.splitlines()[0][:80].decode(errors='replace')!r}")
        return answer

    def last_words(self):
        """Why the process ended, as far as it said."""
        try:
            code = self.process.wait(5)
        except subprocess.TimeoutExpired:
            return "it closed its output and went on"
        how = f"it was ended by {signal.Signals(-code).name}" if code < 0 else f"it ended with exit code {code}"
        self.complaints.seek(0)
        lines = self.complaints.read().decode(errors="replace").strip().splitlines()
        return f"{how}: {lines[-1].strip()}" if lines else how

    def close(self):
        if self.process is not None:
            killed(self.process)
            self.process.stdin.close()
            self.process.stdout.close()
            self.complaints.close()
            self.process = None


class PeerProcesses:
    """Those of one call of the command, by what they are for; all are ended with it."""

    def __init__(self):
        self.of_name = {}

    def ask(self, name, module, request, limit, **variables):
        if name not in self.of_name:
            self.of_name[name] = PeerProcess(command_of(module), **variables)
        return self.of_name[name].ask(request, limit)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.of_name.values():
            process.close()
