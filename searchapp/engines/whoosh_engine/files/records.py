"""What is stored of a document: packed, and before it where the words of its title and body stand, in one compressed
block: a hit costs one read.

A record is four numbers of four bytes (`read_number`), the places of the title's words, those of the body's, and the
packed document. The numbers say where the title's places begin to be odd, where the body's begin and begin to be odd,
and where the document begins; a text whose places were not kept has none.

Places are a text's pieces in pairs, each a gap and the word behind it; the last has no word, and one of nothing may
follow it. Each has half a byte, the lower first: how long the word is, where it is short and stands behind one
character, or else 0. Those pairs are *odd*: their two lengths stand behind all halves.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import zstandard
from numpy.typing import NDArray

from searchapp.engines.packed_documents import unpack_document
from searchapp.fields import BODY
from searchapp.model import Document

PLACED = ("title", BODY)
"""The fields whose words' places are kept, in the order of a record."""
HEAD = 16
"""The bytes of the four numbers."""
_NUMBER = 4
_HALF = 4
_MOST_SHORT = 15
_LEVEL = -1
"""Takes a third more room than level 3, and less than half the time to read: ten articles in each search."""


class Places(NamedTuple):
    """Where the words of a text stand: the halves and the odd pairs of a record; both empty where it was not kept."""

    halves: bytes
    odd: bytes


def make_compressor() -> zstandard.ZstdCompressor:
    """What compresses records, each on its own: a hit costs one small block. For one thread only.

    Of ten changed bits in what it makes nine would otherwise be read as other letters and places.
    """
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)


def pack_places(texts: Sequence[bytes]) -> list[Places]:
    """Where words stand, from the pieces of each text as `arabic.scan` gives them; b"" where there are none."""
    # Pairs in an even number, so that each text has whole bytes.
    padded = [pieces + bytes(3 - (len(pieces) & 2)) if pieces else b"" for pieces in texts]
    pairs = np.frombuffer(b"".join(padded), np.uint8).reshape(-1, 2)
    gaps, words = pairs[:, 0], pairs[:, 1]
    lengths = words * ((gaps == 1) & (words <= _MOST_SHORT))
    halves = (lengths[0::2] | lengths[1::2] << _HALF).tobytes()
    odd = pairs[lengths == 0].tobytes()
    ends = np.cumsum([0, *(len(each) // 4 for each in padded)])
    odd_ends = 2 * np.append(0, np.cumsum(lengths == 0))[2 * ends]
    bounds = zip(pairwise(ends.tolist()), pairwise(odd_ends.tolist()), strict=True)
    return [Places(halves[first:last], odd[one:other]) for (first, last), (one, other) in bounds]


def pack_record(packed: bytes, title: Places, body: Places) -> bytes:
    """The record of a packed document."""
    parts = (*title, *body)
    starts, start = [], HEAD
    for part in parts:
        start += len(part)
        starts.append(start.to_bytes(_NUMBER, "little"))
    return b"".join((*starts, *parts, packed))


class _Local(threading.local):
    """What decompresses, for each thread: it is not for two at once, and dear to make."""

    def __init__(self) -> None:
        self.decompress = zstandard.ZstdDecompressor().decompress


_local = _Local()


def read_record(stored: bytes) -> bytes:
    """The record of a compressed block."""
    return _local.decompress(stored)


def read_document(record: bytes) -> Document:
    """The document of a record. Raises ValueError for what it cannot have."""
    return unpack_document(record[read_number(record, 3) :])


def read_pieces(record: bytes, text: int) -> NDArray[np.intp]:
    """The lengths of gaps and words in turn, of one of PLACED: empty where they were not kept. What was not there to
    begin with may stand at the end, as lengths of 0.
    """
    start, odd = read_number(record, 1) if text else HEAD, read_number(record, 2 * text)
    lengths = read_lengths(np.frombuffer(record[start:odd], np.uint8))
    return join_pairs(
        lengths, np.frombuffer(record[odd : odd + 2 * np.count_nonzero(lengths == 0)], np.uint8)
    ).ravel()


def read_lengths(halves: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """How long the word of each pair is; 0 for an odd one."""
    return np.stack([halves & _MOST_SHORT, halves >> _HALF], axis=1).ravel()


def join_pairs(lengths: NDArray[np.uint8], odd: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Pairs, from what `read_lengths` gives and the bytes of all that are odd. Raises ValueError for too few."""
    pairs: NDArray[np.intp] = np.stack([np.ones(len(lengths), np.intp), lengths], axis=1)
    pairs[lengths == 0] = odd.reshape(-1, 2)
    return pairs


def read_number(record: bytes, place: int) -> int:
    """One of the four numbers that a record begins with, counted from 0."""
    return int.from_bytes(record[_NUMBER * place : _NUMBER * place + _NUMBER], "little")
