"""The words that other spellings are learned from, handed to another process in a file that it reads as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.variant_learning import learn_variants
from searchapp.engines.whoosh_engine.segment_file import SegmentFile, SegmentFileWriter
from searchapp.engines.whoosh_engine.variants_file import write_variants

LESSON = "words.lesson"
"""The file is gone from the folder before what was learned stands there."""


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
    write_variants(folder, learn_variants(file.array("words"), forms, file.array("counts").tolist(), whole))
