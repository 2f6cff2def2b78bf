"""One segment as one file: named little-endian arrays, memory-mapped read-only and shared by all workers.

Layout: 8 bytes of magic, the length of the header (uint64), its SHA-256, the header (JSON: document count, and for
each array its type, offset and length), then the arrays, each at a multiple of 64 bytes. Opening reads and verifies
the header only: the manifest has the checksum of the whole file, for `check`.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.scanning.lines import LINE_END, Lines, find_ends
from searchapp.engines.whoosh_engine.files.manifest import explain_unread
from searchapp.errors import DamagedIndexError

Array = NDArray[Any]
FindString = Callable[[Array, Array, bytes, int], int]

_MAGIC = b"SAPPSEG2"
_HEADER_START = 48
_ALIGN = 64
_HEADER_ROOM = 1 << 16
"""Bytes kept free for the header, which is written last, when the arrays' lengths are known."""


class _Header(msgspec.Struct):
    documents: int
    arrays: dict[str, tuple[str, int, int]]


def smallest_type(largest: int) -> np.dtype[Any]:
    """The smallest unsigned type that holds the number.

    >>> smallest_type(300)
    dtype('uint16')
    """
    for kind in (np.uint8, np.uint16, np.uint32):
        if largest <= np.iinfo(kind).max:
            return np.dtype(kind)
    return np.dtype(np.uint64)


def posting_type(largest: int) -> np.dtype[Any]:
    """The type of documents and positions in posting lists: one of two, so that loops are compiled for these only.

    >>> posting_type(3)
    dtype('uint16')
    """
    return np.promote_types(smallest_type(largest), np.uint16)


def shrink(values: Array) -> Array:
    """The same whole numbers in the smallest unsigned type that holds them all."""
    return values.astype(smallest_type(int(values.max()) if len(values) else 0), copy=False)


class SegmentFileWriter:
    """Writes a segment file array by array, so that no more than one of them is in memory."""

    def __init__(self, path: Path, documents: int) -> None:
        self._file = path.open("wb")
        self._header = _Header(documents, {})
        with self.closed_on_error():
            self._file.write(b"\0" * _HEADER_ROOM)

    def write(self, name: str, pieces: Array | Iterable[Array]) -> None:
        """Write an array, given whole or in pieces of one type."""
        with self.closed_on_error():
            offset = -(-self._file.tell() // _ALIGN) * _ALIGN
            self._file.seek(offset)
            kind, length = "<u1", 0
            for piece in [pieces] if isinstance(pieces, np.ndarray) else pieces:
                little = np.ascontiguousarray(piece.astype(piece.dtype.newbyteorder("<"), copy=False))
                self._file.write(little.data)
                kind, length = little.dtype.str, length + len(little)
            self._header.arrays[name] = kind.replace("|", "<"), offset, length

    def reserve(self, name: str, kind: np.dtype[Any], length: int) -> None:
        """Leave room for an array, to be filled in pieces."""
        with self.closed_on_error():
            offset = -(-self._file.tell() // _ALIGN) * _ALIGN
            self._header.arrays[name] = kind.newbyteorder("<").str.replace("|", "<"), offset, length
            end = offset + length * kind.itemsize
            self._file.truncate(end)
            self._file.seek(end)

    def fill(self, name: str, first: int, piece: Array) -> None:
        """Write a piece of an array that has room, from its entry `first` on."""
        kind, offset, _ = self._header.arrays[name]
        little = np.ascontiguousarray(piece.astype(kind, copy=False))
        with self.closed_on_error():
            end = self._file.tell()
            self._file.seek(offset + first * little.itemsize)
            self._file.write(little.data)
            self._file.seek(end)

    def close(self) -> None:
        """Write the header; without it the file cannot be opened."""
        header = msgspec.json.encode(self._header)
        if len(header) + _HEADER_START > _HEADER_ROOM:
            raise ValueError("The segment's header has no room.")
        with self.closed_on_error():
            self._file.seek(0)
            self._file.write(_MAGIC + len(header).to_bytes(8, "little") + hashlib.sha256(header).digest() + header)
            self._file.close()

    @contextlib.contextmanager
    def closed_on_error(self) -> Iterator[None]:
        """Let go of the file when a write fails (a full disk): nobody will call `close`."""
        try:
            yield
        except BaseException:
            # Closing tries to write what is buffered, and fails for the same reason.
            with contextlib.suppress(OSError):
                self._file.close()
            raise


class SegmentFile:
    """An open segment file. The arrays are read-only views of the mapped file."""

    def __init__(self, path: Path) -> None:
        """Open and map the file. Raises DamagedIndexError, which names it, when it is cut, no segment, or has
        another header than was written.
        """
        try:
            self._handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            weakref.finalize(self, os.close, self._handle)
            self._map = mmap.mmap(self._handle, 0, access=mmap.ACCESS_READ)
            length = int.from_bytes(self._map[8:16], "little")
            if self._map[:8] != _MAGIC or length > _HEADER_ROOM:
                raise ValueError("not a segment file")
            text = self._map[_HEADER_START : _HEADER_START + length]
            if hashlib.sha256(text).digest() != self._map[16:_HEADER_START]:
                raise ValueError("the checksum of its header does not match")
            header = msgspec.json.decode(text, type=_Header)
            for kind, offset, count in header.arrays.values():
                if count and offset + count * np.dtype(kind).itemsize > len(self._map):
                    raise ValueError("the file ends too early")
        except OSError as error:
            raise explain_unread(path, error) from error
        except (ValueError, msgspec.MsgspecError) as error:
            raise DamagedIndexError(f"{path} is damaged ({error}). Run `searchapp reindex`.") from error
        self.documents = header.documents
        self._arrays = header.arrays

    def names(self) -> list[str]:
        """The names of all arrays, in the order of writing."""
        return list(self._arrays)

    def array(self, name: str) -> Array:
        """An array of the file, as a read-only view. Raises KeyError for a name that the segment lacks."""
        kind, offset, count = self._arrays[name]
        return np.frombuffer(self._map, kind, count, offset) if count else np.empty(0, kind)

    def locate(self, name: str) -> int:
        """Where an array begins in the file, counted in entries of its type."""
        kind, offset, _ = self._arrays[name]
        return offset // np.dtype(kind).itemsize

    def view_as(self, kind: np.dtype[Any]) -> Array:
        """The whole file as entries of a type, but for bytes at its end that make none."""
        return np.frombuffer(self._map, kind, len(self._map) // kind.itemsize)

    def read_bytes(self, name: str, start: int, end: int) -> bytes:
        """Some bytes of an array of bytes, read and not mapped: what is read here and there and seldom twice would
        bring 64 KB around it into the process each time. Raises ValueError where the array has not all of them.
        """
        _, offset, count = self._arrays[name]
        if not 0 <= start <= end <= count:
            raise ValueError(f"{name} has {count} bytes, not those from {start} to {end}")
        found = os.pread(self._handle, end - start, offset + start)
        if len(found) < end - start:
            raise ValueError(f"{name} ends too early")
        return found

    def __contains__(self, name: str) -> bool:
        return name in self._arrays


class Blobs:
    """Byte strings in a row: one array of all bytes and one of the end of each."""

    def __init__(self, file: SegmentFile, name: str, find: FindString | None = None) -> None:
        """`find` is what looks for sorted strings, if not `find_string`."""
        self._find = find or find_string
        self._file = file
        self._name = name + ".bytes"
        self._content = file.array(self._name)
        self._bytes = memoryview(self._content)  # type: ignore[arg-type]  # an array is a buffer
        self._ends = file.array(name + ".ends")

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, place: int) -> bytes:
        start = self._ends.item(place - 1) if place else 0
        return bytes(self._bytes[start : self._ends.item(place)])

    def read(self, place: int) -> bytes:
        """The bytes at a place, read and not mapped: see `SegmentFile.read_bytes`, also for what it raises."""
        start = self._ends.item(place - 1) if place else 0
        return self._file.read_bytes(self._name, start, self._ends.item(place))

    def __iter__(self) -> Iterator[bytes]:
        start = 0
        for end in self._ends.tolist():
            yield bytes(self._bytes[start:end])
            start = end

    def read_range(self, first: int, last: int) -> tuple[Array, NDArray[np.int64]]:
        """The bytes of the strings from place `first` up to `last` in a row, and where in them each ends."""
        start = self._ends.item(first - 1) if first else 0
        ends = self._ends[first:last].astype(np.int64) - start
        return self._content[start : start + (int(ends[-1]) if len(ends) else 0)], ends

    def ends(self) -> NDArray[np.int64]:
        """Where each string ends, with a 0 before the first: one entry more than strings."""
        return np.append(0, self._ends.astype(np.int64))

    def slice_bytes(self, start: int, end: int) -> Array:
        """Some of all bytes in a row."""
        return self._content[start:end]

    def bisect(self, value: bytes, first: int = 0) -> int:
        """The first place, from `first` on, whose string is not less than `value`; the strings must be sorted."""
        return self._find(self._content, self._ends, value, first) if len(self._ends) else 0


def find_string(content: Array, ends: Array, wanted: bytes, first: int) -> int:
    """Of sorted strings in a row, with the end of each: the first from place `first` on not below `wanted`."""
    strings, read_end = memoryview(content), ends.item  # type: ignore[arg-type]  # an array is a buffer
    last = len(ends)
    while first < last:
        middle = (first + last) // 2
        if bytes(strings[read_end(middle - 1) if middle else 0 : read_end(middle)]) < wanted:
            first = middle + 1
        else:
            last = middle
    return first


def write_blobs(writer: SegmentFileWriter, name: str, values: Iterable[bytes]) -> None:
    """Write byte strings in a row, to be read as `Blobs`."""
    lengths: list[int] = []

    def pieces() -> Iterator[Array]:
        batch: list[bytes] = []
        size = 0
        for value in values:
            lengths.append(len(value))
            batch.append(value)
            size += len(value)
            if size > 1 << 22:
                yield np.frombuffer(b"".join(batch), np.uint8)
                batch, size = [], 0
        yield np.frombuffer(b"".join(batch), np.uint8)

    writer.write(name + ".bytes", pieces())
    ends = np.cumsum(np.array(lengths, np.uint64), dtype=np.uint64)
    writer.write(name + ".ends", shrink(ends))


def write_words(writer: SegmentFileWriter, name: str, words: Lines) -> None:
    """Write words in a row, to be read as `Blobs`."""
    ends = find_ends(words)
    writer.write(name + ".bytes", words[words != LINE_END])
    writer.write(name + ".ends", shrink(ends - np.arange(len(ends))))


def copy_blobs(writer: SegmentFileWriter, name: str, parts: Sequence[Blobs], order: NDArray[np.int64]) -> None:
    """Write the strings of several `Blobs` in an order, which counts over all of them.

    What stands together already is copied together, without looking at each.
    """
    bounds = [blobs.ends() for blobs in parts]
    counts = [np.diff(ends) for ends in bounds]
    firsts = np.cumsum([0, *map(len, counts)])
    owners = np.searchsorted(firsts, order, side="right") - 1
    breaks = np.flatnonzero((np.diff(order) != 1) | (np.diff(owners) != 0)) + 1

    def pieces() -> Iterator[Array]:
        for run in np.split(order, breaks) if len(order) else ():
            owner = int(firsts.searchsorted(run[0], side="right")) - 1
            first, last = int(run[0] - firsts[owner]), int(run[-1] - firsts[owner])
            yield parts[owner].slice_bytes(int(bounds[owner][first]), int(bounds[owner][last + 1]))

    writer.write(name + ".bytes", pieces())
    writer.write(name + ".ends", shrink(np.cumsum(np.concatenate(counts)[order])))


def take_ranges(values: Array, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[Array, NDArray[np.int64]]:
    """The ranges of `values` one after another, and the length of each. No two ranges overlap.

    Raises IndexError where they cannot be of these values.
    """
    counts = ends - starts
    total = int(counts.sum())
    if total > len(values):  # damaged bounds must not ask for more memory than there is
        raise IndexError(f"{total} values of {len(values)}")
    offsets = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    return values[np.repeat(starts, counts) + offsets], counts
