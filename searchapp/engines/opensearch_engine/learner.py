"""Other spellings are learned beside the rest of a commit: by a process of its own, where there are many words.

That is this module run as a program: a lesson on its standard input, what it learned on its standard output.
"""

from __future__ import annotations

import sys

import msgspec
import numpy as np

from searchapp.arabic import Variants
from searchapp.arabic.variants.learning import learn_variants
from searchapp.engines.opensearch_engine.words import Vocabulary
from searchapp.engines.processes import explain_end, start_process

_MANY_WORDS = 500_000
"""Fewer are learned from before another process would have started."""


class Lesson(msgspec.Struct):
    """What `learn_variants` needs; `row` as bytes of int32."""

    row: bytes
    forms: list[str]
    counts: list[int]
    whole: int


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Lesson).decode


def learn_from(vocabulary: Vocabulary, whole: int) -> Variants:
    """What the noted words of a vocabulary show of other spellings, of an archive of so many words in titles and
    bodies. Raises IndexWriteError when the process is killed.
    """
    forms, counts, row = vocabulary.list_used()
    lesson = Lesson(row.tobytes(), forms, counts.uses.tolist(), whole)
    if whole < _MANY_WORDS:
        return _learn(lesson)
    process = start_process(__name__)
    answer, _ = process.communicate(_encode(lesson))
    if not answer:
        raise explain_end()
    return Variants.from_bytes(answer)


def _learn(lesson: Lesson) -> Variants:
    # Not compiled: a process of its own would load Numba, which takes longer than it saves.
    return learn_variants(np.frombuffer(lesson.row, np.int32), lesson.forms, lesson.counts, lesson.whole)


def main() -> None:
    """Run as a program."""
    sys.stdout.buffer.write(_learn(_decode(sys.stdin.buffer.read())).to_bytes())


if __name__ == "__main__":
    main()
