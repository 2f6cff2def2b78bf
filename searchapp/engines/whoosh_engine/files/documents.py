"""The documents of several files → one segment file: what is stored of them, ids and columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searchapp.engines.whoosh_engine.files.segment_file import (
    Array,
    Blobs,
    SegmentFile,
    SegmentFileWriter,
    copy_blobs,
    shrink,
    take_ranges,
    write_blobs,
)

Numbers = NDArray[np.int64]


class DocumentFile:
    """An open file with documents, numbered from 0: a segment, or a run."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises DamagedIndexError, which names it."""
        self.file = SegmentFile(path)
        self.documents = self.file.documents
        self.ids = Blobs(self.file, "id")
        self.stored = Blobs(self.file, "stored")

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The sources that the ordinals of the column `source` stand for; "" is unknown."""
        return _read_values(self.file, "source")

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The tags that the ordinals of the column `tag` stand for."""
        return _read_values(self.file, "tag")

    def lengths(self, name: str) -> Array:
        """The number of words of the field, for each document."""
        return self.file.array(f"{name}.lengths")


def _read_values(file: SegmentFile, column: str) -> tuple[str, ...]:
    return tuple(value.decode("utf-8", "surrogatepass") for value in Blobs(file, f"{column}.values"))


def write_documents(writer: SegmentFileWriter, files: Sequence[DocumentFile], order: Numbers) -> None:
    """Write the documents of the files in an order, which counts over all of them and may leave some out."""
    copy_blobs(writer, "stored", [each.stored for each in files], order)
    every = [identity for each in files for identity in each.ids]
    ids = [every[number] for number in order.tolist()]
    write_blobs(writer, "id", ids)
    writer.write("id.order", np.array(sorted(range(len(ids)), key=ids.__getitem__), np.uint32))
    writer.write("day", np.concatenate([each.file.array("day") for each in files])[order])
    sources, tables = _join_values([each.sources for each in files])
    columns = [table[each.file.array("source")] for each, table in zip(files, tables, strict=True)]
    writer.write("source", shrink(np.concatenate(columns)[order]))
    write_blobs(writer, "source.values", (value.encode("utf-8", "surrogatepass") for value in sources))
    _write_tags(writer, files, order)


def _write_tags(writer: SegmentFileWriter, files: Sequence[DocumentFile], order: Numbers) -> None:
    values, tables = _join_values([each.tags for each in files])
    every: list[Numbers] = []
    counts: list[Numbers] = []
    for each, table in zip(files, tables, strict=True):
        every.append(table[each.file.array("tag")])
        counts.append(np.diff(np.append(0, each.file.array("tag.ends").astype(np.int64))))
    lengths: Numbers = np.concatenate(counts)
    ends: Numbers = np.cumsum(lengths)
    tags, lengths = take_ranges(np.concatenate(every), (ends - lengths)[order], ends[order])
    writer.write("tag", shrink(tags))
    writer.write("tag.ends", shrink(np.cumsum(lengths)))
    write_blobs(writer, "tag.values", (value.encode("utf-8", "surrogatepass") for value in values))


def _join_values(values: Sequence[Sequence[str]]) -> tuple[list[str], list[Numbers]]:
    """All values once, sorted, and for each file: its ordinal → the joined one."""
    joined = sorted(set().union(*values))
    numbers = {value: number for number, value in enumerate(joined)}
    return joined, [np.array([numbers[value] for value in own], np.int64) for own in values]
