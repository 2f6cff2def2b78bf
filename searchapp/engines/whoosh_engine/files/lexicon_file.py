"""The lexicon that a generation is frozen with, as a file of arrays: opened without reading it, or read whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from searchapp.arabic import Lexicon
from searchapp.engines.whoosh_engine.files.segment_file import Blobs, SegmentFile, SegmentFileWriter, write_words

LEXICON = "lexicon.words"
_FORMS = "forms"
_SIZES = "sizes"
"""The bit length of each count, which is a power of two."""


class StoredCounts(Mapping[str, int]):
    """The counts of a lexicon file, each looked for when it is asked: some microseconds, and no memory."""

    def __init__(self, path: Path) -> None:
        file = SegmentFile(path)
        self._forms = Blobs(file, _FORMS)
        self._sizes = file.array(_SIZES)

    def __getitem__(self, form: str) -> int:
        encoded = form.encode("utf-8", "surrogatepass")
        place = self._forms.bisect(encoded)
        if place == len(self._forms) or self._forms[place] != encoded:
            raise KeyError(form)
        return 1 << int(self._sizes[place]) - 1

    def __iter__(self) -> Iterator[str]:
        return (form.decode("utf-8", "surrogatepass") for form in self._forms)

    def __len__(self) -> int:
        return len(self._forms)

    def read(self) -> dict[str, int]:
        """All counts, in memory."""
        return dict(zip(self, (np.int64(1) << (self._sizes.astype(np.int64) - 1)).tolist(), strict=True))


def write_lexicon(folder: Path, lexicon: Lexicon) -> None:
    """Write the lexicon of a generation."""
    listed = lexicon.list_counts()
    writer = SegmentFileWriter(folder / LEXICON, 0)
    write_words(writer, _FORMS, listed.forms)
    writer.write(_SIZES, listed.sizes)
    writer.close()


def read_lexicon(folder: Path) -> Lexicon:
    """The lexicon of a generation, in memory: for many words."""
    return Lexicon.restore(StoredCounts(folder / LEXICON).read())


def open_lexicon(folder: Path) -> Lexicon:
    """The lexicon of a generation, on disk: for the few words that the index has not."""
    return Lexicon.restore(StoredCounts(folder / LEXICON))
