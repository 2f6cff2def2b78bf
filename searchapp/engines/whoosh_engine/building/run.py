"""A run: documents with the numbers of their words in a row, not yet inverted, in a file of their own.

It has the arrays of a segment for what is stored of documents, and besides: `terms`, the vocalized forms as sorted
lines, whose numbers are those of the lines, and for each text field `words`, `lengths` and `breaks`.
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp.engines.whoosh_engine.files.documents import DocumentFile

EXTENSION = ".run"


class BuiltRun(msgspec.Struct):
    """A run that was written: its file's name, which documents were deleted since, and for each batch that went into
    it the batch's number and its first document.
    """

    name: str
    deleted: list[int]
    batches: list[tuple[int, int]]


class Run(DocumentFile):
    """An open run."""

    def terms(self) -> NDArray[np.uint8]:
        """The vocalized forms, sorted, as lines of UTF-8; their numbers count from 1."""
        return self.file.array("terms")

    def words(self, name: str) -> NDArray[np.uint32]:
        """The words of the field of all documents in a row, by number."""
        return self.file.array(f"{name}.words")

    def breaks(self, name: str) -> NDArray[np.int64]:
        """Where in `words` a further value of the same document begins."""
        return self.file.array(f"{name}.breaks")
