"""The words in a row that other spellings are learned from, handed to another process in a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.variants.contexts import separate_texts
from searchapp.arabic.variants.learning import MOST_TOKENS, learn_variants
from searchapp.engines.whoosh_engine.building.inversion import Stretch
from searchapp.engines.whoosh_engine.files.segment_file import SegmentFile, SegmentFileWriter
from searchapp.engines.whoosh_engine.files.variants_file import write_variants

LESSON = "words.lesson"
"""The file is gone from the folder before what was learned stands there."""


def join_words(stretches: Iterable[Stretch]) -> NDArray[np.int32]:
    """The first words of an archive in a row, by their terms' ordinals, -1 between texts: as learning reads them."""
    rows: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
    known = 0
    for stretch in stretches:
        if known >= MOST_TOKENS:
            break
        live = np.repeat(stretch.documents >= 0, stretch.lengths)
        words = np.where(live, stretch.table[stretch.words].astype(np.int32), -1)
        rows.append(separate_texts(words, stretch.lengths))
        known += len(stretch.words)
    return np.concatenate(rows)


def write_lesson(
    folder: Path, words: NDArray[np.int32], forms: Sequence[str], counts: NDArray[np.int64], whole: int
) -> None:
    """Write what `learn_variants` needs, for `take_lesson`. There are some forms."""
    writer = SegmentFileWriter(folder / LESSON, 0)
    writer.write("words", words)
    writer.write("forms", np.frombuffer("\n".join(forms).encode("utf-8", "surrogatepass"), np.uint8))
    writer.write("counts", counts)
    writer.write("whole", np.array([whole], np.int64))
    writer.close()


def take_lesson(folder: Path) -> None:
    """Freeze the generation in a folder with what its words show of other spellings."""
    file = SegmentFile(folder / LESSON)
    (folder / LESSON).unlink()
    forms = file.array("forms").tobytes().decode("utf-8", "surrogatepass").split("\n")
    whole = file.array("whole").item(0)
    learned = learn_variants(file.array("words"), forms, file.array("counts").tolist(), whole, compiled=True)
    write_variants(folder, learned)
