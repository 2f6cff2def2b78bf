"""What runs in a process of its own, so that memory, processor time and a first opening are one peer's alone.

    python -m benchmarks.child build PEER ARCHIVE FOLDER OURS
    python -m benchmarks.child open PEER FOLDER QUESTION

Prints one line of JSON. `speed` calls it.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.corpus import read_rows
from benchmarks.memory import PeakMemory
from benchmarks.peers.base import Question
from benchmarks.peers.register import OURS, load_peer
from searchapp import arabic
from searchapp.engines.register import open_engine
from searchapp.reindex import reindex
from searchapp.settings import Settings

ROOT = Path(__file__).parents[1]
"""The project's folder, from which its processes are started."""
_CHILD = (sys.executable, "-m", "benchmarks.child")
_OPENINGS = 5
_PATIENCE_S = 0.5


def measure_building(name: str, archive: Path, folder: Path, ours: Path) -> dict[str, float]:
    """Build a peer's index in a child: seconds, processor seconds, peak memory. The stems are those of our index."""
    command = [*_CHILD, "build", name, *(str(path.resolve()) for path in (archive, folder, ours))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as child:
        with PeakMemory(child.pid) as memory:
            output = child.communicate()[0]
        if child.returncode:
            raise RuntimeError(f"building the index of {name} failed")
    found: dict[str, float] = json.loads(output)
    # A run that is over before it was weighed knows its own peak.
    return found | {"peak_memory_mb": round(max(memory.peak_mb, found["peak_memory_mb"]), 1)}


def measure_opening(name: str, folder: Path, question: Question) -> dict[str, float]:
    """Open a peer's index and ask it once, in a fresh process each time; the middle of some."""
    asked = json.dumps([question.kind, question.terms, question.text])
    command = [*_CHILD, "open", name, str(folder.resolve()), asked]
    runs: list[dict[str, float]] = [
        json.loads(subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, check=True).stdout)
        for _ in range(_OPENINGS)
    ]
    return {key: sorted(run[key] for run in runs)[_OPENINGS // 2] for key in runs[0]}


def _build(name: str, archive: Path, folder: Path, ours: Path) -> dict[str, float]:
    peer = load_peer(name)
    stem = arabic.stem if name == OURS else open_engine(Settings(index_dir=ours)).reader().stem
    _adopt_orphans()
    started = time.perf_counter()
    if name == OURS:
        reindex(Settings(index_dir=folder), [archive])
    else:
        peer.build(read_rows(archive, len(os.sched_getaffinity(0)), stem if peer.same_answers else None), folder)
    seconds = time.perf_counter() - started
    _await_children()
    times = os.times()
    cpu = times.user + times.system + times.children_user + times.children_system
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"index_seconds": round(seconds, 3), "cpu_seconds": round(cpu, 2), "peak_memory_mb": peak_mb}


def _adopt_orphans() -> None:
    """Be the parent of processes whose own has ended, so that what they took is counted here."""
    set_child_subreaper = 36
    ctypes.CDLL(None, use_errno=True).prctl(set_child_subreaper, 1, 0, 0, 0)


def _await_children() -> None:
    """Wait for those that analyzed, which have nothing left to do; some that stay do nothing."""
    end = time.perf_counter() + _PATIENCE_S
    with contextlib.suppress(ChildProcessError):
        while time.perf_counter() < end:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                time.sleep(0.01)


def _open(name: str, folder: Path, question: Question) -> dict[str, float]:
    peer = load_peer(name)
    started = time.perf_counter()
    session = peer.open(folder)
    opened = time.perf_counter()
    session.ask(session.prepare(question), facets=True)
    answered = time.perf_counter()
    return {"open_ms": round((opened - started) * 1000, 3), "first_answer_ms": round((answered - opened) * 1000, 3)}


def main() -> None:
    what, name, *rest = sys.argv[1:]
    found: dict[str, Any]
    if what == "build":
        found = _build(name, *map(Path, rest))
    else:
        kind, terms, text = json.loads(rest[1])
        found = _open(name, Path(rest[0]), Question(kind, tuple(terms), text))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
