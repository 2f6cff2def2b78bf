"""A writer killed at random moments, and readers that search all the while."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import churn
import pytest
from whoosh import query as tree

from searchapp.engines.base import EngineQuery
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.errors import NoIndexError

KILLS = 200
MOST_KILLS = 5 * KILLS
KINDS = {"change", "rebuild", "parallel", "assembly", "merge"}


class Watcher:
    """Compares what readers see with the states that there were. `acknowledged` is the last change said done."""

    def __init__(self, folder: Path) -> None:
        self.acknowledged = -1
        self.reads = 0
        self.failures: list[str] = []
        self._folder = folder
        self._states: list[churn.State] = []
        self._coming: Iterator[churn.State] = churn.iterate_states()
        self._lock = threading.Lock()

    def watch(self, stop: threading.Event, open_engine: Callable[[], WhooshEngine]) -> None:
        """Search until told to stop, with a process's one engine or with a fresh one each time."""
        seen = -1
        while not stop.is_set():
            acknowledged = self.acknowledged
            try:
                seen = self.look(open_engine(), max(seen, acknowledged))
            except NoIndexError as error:
                if acknowledged >= 0:
                    self.failures.append(repr(error))
            except Exception as error:
                self.failures.append(repr(error))
            self.reads += 1
            stop.wait(0.005)

    def look(self, engine: WhooshEngine, at_least: int) -> int:
        """Read everything; returns the number of the last change. Records what is not as it should be."""
        reader = engine.reader()
        number, documents = churn.read_state(reader)
        expected = {name: churn.make_document(name, version) for name, version in self._state(number).items()}
        found = reader.search(EngineQuery(tree.Term("body_exact", churn.COMMON), limit=0))
        if number < at_least:
            self.failures.append(f"change {number} where {at_least} was there")
        if documents != expected or found.total != len(expected) or reader.fallback:
            self.failures.append(f"change {number}: {len(documents)}, {found.total}, {reader.fallback}")
        return number

    def _state(self, number: int) -> churn.State:
        with self._lock:
            while len(self._states) <= number:
                self._states.append(next(self._coming))
            return self._states[number]


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_and_shows_nothing_half_done(folder):
    """At every moment the index opens and is one of the states that there were, not older than acknowledged; the
    next writer goes on by itself and leaves nothing over.
    """
    watcher, stop = Watcher(folder), threading.Event()
    serving = WhooshEngine(folder)
    threads = [
        threading.Thread(target=watcher.watch, args=(stop, lambda: serving)),
        threading.Thread(target=watcher.watch, args=(stop, lambda: WhooshEngine(folder))),
    ]
    process = subprocess.Popen(
        [sys.executable, churn.__file__, str(folder), "17"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    for thread in threads:
        thread.start()
    try:
        interrupted = _follow(process, watcher, WhooshEngine(folder))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        process.kill()
        process.communicate()
    assert watcher.failures == []
    assert watcher.reads > interrupted["killed"]
    assert _is_enough(interrupted), interrupted


def _is_enough(interrupted: Counter[str]) -> bool:
    return interrupted["killed"] >= KILLS and all(interrupted[kind] >= 3 for kind in KINDS)


def _follow(process: subprocess.Popen[str], watcher: Watcher, engine: WhooshEngine) -> Counter[str]:
    """Have writers killed until that is enough; returns how many were killed, and in the middle of what."""
    assert process.stdout is not None
    assert process.stdin is not None
    interrupted: Counter[str] = Counter()
    under_way: dict[int, str] = {}
    for line in process.stdout:
        word, number, *kind = line.split()
        if word == "begin":
            under_way[int(number)] = kind[0]
        elif word == "done":
            del under_way[int(number)]
            watcher.acknowledged = max(watcher.acknowledged, int(number))
        elif kind == ["killed"]:
            assert int(number) == -signal.SIGKILL
            interrupted.update(["killed", *under_way.values()])
            under_way.clear()
        else:
            assert (int(number), under_way) == (0, {})
            report = engine.check()
            assert report.whole, [each.damage for each in report.generations]
            assert report.leftovers == ()
            watcher.look(engine, watcher.acknowledged)
            enough = _is_enough(interrupted) or interrupted["killed"] >= MOST_KILLS
            process.stdin.write(churn.STOP if enough else "\n")
            process.stdin.flush()
    assert process.wait() == 0
    return interrupted
