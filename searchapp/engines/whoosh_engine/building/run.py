"""A run: documents with the numbers of their words in a row, not yet inverted, in a file of their own.

It has the arrays of a segment for what is stored of documents, and besides: `terms`, the vocalized forms as lines,
whose numbers are those of the lines, in sorted rows of which `terms.ends` has the ends; and for each text field
`words`, `lengths` and `breaks`.
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.scanning.lines import Lines
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

    def terms(self) -> list[Lines]:
        """The vocalized forms as rows of lines, each row sorted; their numbers count from 1 over all rows."""
        return np.split(self.file.array("terms"), self.file.array("terms.ends")[:-1])

    def words(self, name: str) -> NDArray[np.uint32]:
        """The words of the field of all documents in a row, by number."""
        return self.file.array(f"{name}.words")

    def breaks(self, name: str) -> NDArray[np.int64]:
        """Where in `words` a further value of the same document begins."""
        return self.file.array(f"{name}.breaks")
