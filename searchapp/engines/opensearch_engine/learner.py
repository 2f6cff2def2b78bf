"""Other spellings are learned beside the rest of a commit: by a process of its own, where there are many words.

That is this module run as a program: a lesson on its standard input, what it learned on its standard output.
"""

from __future__ import annotations

import sys

import msgspec
import numpy as np

from searchapp.arabic import Variants
from searchapp.arabic.variant_learning import learn_variants
from searchapp.engines.opensearch_engine.notes import join_notes
from searchapp.engines.opensearch_engine.tally import Tally
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


def learn_from(tally: Tally) -> Variants:
    """What the articles of a tally show of other spellings. Raises IndexWriteError when the process is killed."""
    if not tally.documents:
        return Variants()
    uses = tally.count_uses()
    forms = sorted(uses)
    row = join_notes(tally.notes, {form: place for place, form in enumerate(forms)})
    tally.notes.clear()  # some 40 MB
    lesson = Lesson(row.tobytes(), forms, [uses[form] for form in forms], tally.words)
    if tally.words < _MANY_WORDS:
        return _learn(lesson)
    process = start_process(__name__)
    answer, _ = process.communicate(_encode(lesson))
    if not answer:
        raise explain_end()
    return Variants.from_bytes(answer)


def _learn(lesson: Lesson) -> Variants:
    return learn_variants(np.frombuffer(lesson.row, np.int32), lesson.forms, lesson.counts, lesson.whole)


def main() -> None:
    """Run as a program."""
    sys.stdout.buffer.write(_learn(_decode(sys.stdin.buffer.read())).to_bytes())


if __name__ == "__main__":
    main()
