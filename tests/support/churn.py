"""A writer to be killed: a fixed row of changes to an index, and the process that forks writers and kills them.

Change number n turns the index's state into the next one, whoever makes it and however often it was tried, so the
whole row of states is known. Each state's marker says which it is.
"""

from __future__ import annotations

import functools
import itertools
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from whoosh import query as tree

from searchapp.engines.base import EngineQuery, Reader, Writer
from searchapp.engines.whoosh_engine import engine as engines
from searchapp.engines.whoosh_engine import writer
from searchapp.engines.whoosh_engine.building import merge, workers
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.errors import NoIndexError
from searchapp.model import Document

MARKER = "marker"
COMMON = "نص"
WORDS = ["بحر", "مدينة", "سفينة", "ميناء", "كتاب", "وزير", "قطار", "سوق", "جسر", "نهر", "مطر", "حديقة"]
QUIET_ROUNDS = 8
"""Every so often a writer may finish, so that what it leaves can be looked at."""

STOP = "stop\n"
State = dict[str, int]
"""Id → the number of the change that wrote it."""


def make_document(name: str, version: int) -> Document:
    """The document with this id as the change wrote it."""
    generator = random.Random(f"{name} {version}")
    body = " ".join([COMMON, *generator.choices(WORDS, k=generator.randrange(20))])
    return Document(name, f"v{version}", body, source=generator.choice(WORDS), tags=(generator.choice(WORDS),))


def choose_kind(number: int) -> str:
    """What change `number` is: a small change, a rebuild in one process, or one with workers."""
    if number % 25 == 20:
        return "parallel"
    return random.Random(number).choices(["change", "rebuild"], [4, 1])[0] if number else "rebuild"


def list_changes(number: int) -> tuple[list[str], list[str]]:
    """The ids that a change writes, and those that it deletes."""
    generator = random.Random(number)
    names = [f"a{place}" for place in range(60)]
    if choose_kind(number) != "change":
        return generator.sample(names, generator.randrange(60)), []
    changed = generator.sample(names, generator.randrange(16))
    middle = generator.randrange(len(changed) + 1)
    return changed[:middle], changed[middle:]


def iterate_states() -> Iterator[State]:
    """The state after each change."""
    state: State = {}
    number = 0
    while True:
        written, deleted = list_changes(number)
        kept = state if choose_kind(number) == "change" else {}
        state = {name: version for name, version in kept.items() if name not in deleted}
        state |= dict.fromkeys(written, number)
        yield state
        number += 1


def read_state(reader: Reader) -> tuple[int, dict[str, Document]]:
    """The number of the last change that the index has, and its documents."""
    result = reader.search(EngineQuery(tree.Every(), limit=1000))
    documents = {document.id: document for document, _ in result.hits}
    return int(documents.pop(MARKER).title), documents


def make_change(engine: WhooshEngine, number: int) -> None:
    """Make change `number`, which must be the next one."""
    written, deleted = list_changes(number)
    with _start(engine, choose_kind(number)) as opened:
        for name in deleted:
            opened.delete(name)
        for name in written:
            opened.add(make_document(name, number))
        opened.add(Document(MARKER, str(number), ""))
        opened.commit()


def _start(engine: WhooshEngine, kind: str) -> Writer:
    workers._ALONE_BYTES = 500 if kind == "parallel" else 1 << 30
    return engine.change() if kind == "change" else engine.rebuild()


def say(*words: object) -> None:
    """Write a line, whole: nothing that was said is lost with the process."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def write_on(folder: Path, count: int) -> None:
    """Make `count` changes from where the index stands, saying what begins and what is done."""
    engine = WhooshEngine(folder, workers=2)
    try:
        number = read_state(engine.reader())[0] + 1
    except NoIndexError:
        number = 0
    for each in range(number, number + count):
        say("begin", each, choose_kind(each))
        make_change(engine, each)
        say("done", each)


def spill_and_merge_often() -> None:
    """Make small indexes go through what large ones do, and say when an assembly or a merge is under way."""
    engines.WhooshWriter = functools.partial(writer.WhooshWriter, max_words=40)  # type: ignore[misc,assignment]
    merge.MERGE_FACTOR = 1  # every segment is written anew at each change
    workers.WorkerPool.assemble = _say_around("assembly", workers.WorkerPool.assemble)  # type: ignore[method-assign]
    writer.merge_segments = _say_around("merge", writer.merge_segments)


def _say_around(kind: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def work_aloud(*args: object) -> Any:
        say("begin", -1, kind)
        count = work(*args)
        say("done", -1)
        return count

    return work_aloud


def kill_writers(folder: Path, seed: int) -> None:
    """Fork a writer and kill it at a random moment, over and over. Reads a line after each quiet round; STOP ends it.

    The moments are drawn from what a whole quiet round last took: a machine that is busy, or slow, is killed in the
    middle of as much as a fast one.
    """
    spill_and_merge_often()
    generator = random.Random(seed)
    pace_s = 0.05
    for round_number in itertools.count(1):
        quiet = round_number % QUIET_ROUNDS == 0
        started = time.monotonic()
        child = os.fork()
        if not child:
            try:
                write_on(folder, 1 if quiet else 1_000_000)
            finally:
                os._exit(0 if quiet else 1)
        if not quiet:
            time.sleep(pace_s * (generator.uniform(0, 1) if generator.random() < 0.8 else generator.uniform(1, 3)))
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        say("ended", os.waitstatus_to_exitcode(status), "quiet" if quiet else "killed")
        if quiet:
            pace_s = time.monotonic() - started
            if sys.stdin.readline() == STOP:
                return


if __name__ == "__main__":
    kill_writers(Path(sys.argv[1]), int(sys.argv[2]))
