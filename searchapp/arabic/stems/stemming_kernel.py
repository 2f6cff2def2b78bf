"""The stems of many words by `stem_kernel`, each with the words on the way to it remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import resources
from typing import Any

import numpy as np
from numba import types

from searchapp.arabic.scanning.packed_kernel import Array, Word, find_row
from searchapp.arabic.stems.evidence_kernel import Book
from searchapp.arabic.stems.stem_kernel import FOUND_WIDTH, find_parent
from searchapp.compiling import compile_kernel, compile_part, vector

MOST_STEMMED = 16
"""Letters of a word that is stemmed here: with all that its rules put around it, it stays within MOST_LETTERS."""
MOST_ASKED = 40
"""How many parents may be wanted, one for the other."""
_RULES = (
    "scanning/packing",
    "scanning/packed_kernel",
    "stems/evidence",
    "stems/evidence_kernel",
    "stems/stemmer",
    "stems/stem_kernel",
    "stems/stemming_kernel",
)
_U = np.uint64


@compile_part
def note_parent(book: Book, form: Word, stack: Array) -> bool:
    """Find the parent of a form, and before it those that its rules want to know. Returns whether none of these is
    too long: then nothing is noted.
    """
    found, wanted = book[1], book[2]
    depth = 0
    stack[0], stack[1], stack[2] = form[0], form[1], _U(form[2])
    while depth >= 0:
        top = 3 * depth
        asked = (stack[top], stack[top + 1], np.int64(stack[top + 2]))
        wanted[2] = 0
        parent = find_parent(book, asked)
        if wanted[2]:
            if wanted[2] > _U(MOST_STEMMED + 1) or top + 6 > len(stack):
                return False
            depth += 1
            stack[top + 3], stack[top + 4], stack[top + 5] = wanted[0], wanted[1], wanted[2]
            continue
        row = find_row(found, FOUND_WIDTH, asked[0], asked[1], book[3])
        found[row], found[row + 1], found[row + 2], found[row + 3] = asked[0], asked[1], parent[0], parent[1]
        found[row + 4] = _U(parent[2] + 1)
        wanted[3] += _U(1)
        depth -= 1
    return True


def _compile_finder(rules: str) -> Callable[..., None]:
    """Compile `find_stems`; by the name of its rules what other ones were compiled to is told from it on disk."""

    @compile_kernel(
        vector("uint64", written=True),
        vector("uint64", written=True),
        vector("uint64", written=True),
        types.uint64,
        vector("uint64", written=True),
        vector("uint64", written=True),
        vector("int64", written=True),
    )
    def find_stems(
        known: Array, found: Array, wanted: Array, seed: Any, low: Array, high: Array, lengths: Array
    ) -> None:
        """Put each word's stem in its place; none where its rules ask for too long a word, or where none is.

        `found` is emptied when it is half full; `wanted` has room for a word and the number of what was found.
        """
        rules  # noqa: B018  # in the function's closure, so that it counts
        book = (known, found, wanted, seed)
        stack = np.empty(3 * MOST_ASKED, np.uint64)
        for place in range(len(lengths)):
            if wanted[3] > _U(len(found) // FOUND_WIDTH // 2):
                found[:] = _U(0)
                wanted[3] = _U(0)
            form = (low[place], high[place], lengths[place])
            while form[2]:
                row = find_row(found, FOUND_WIDTH, form[0], form[1], seed)
                if found[row + 4] == _U(0):
                    if not note_parent(book, form, stack):
                        form = (form[0], form[1], 0)
                        break
                    row = find_row(found, FOUND_WIDTH, form[0], form[1], seed)
                length = np.int64(found[row + 4]) - 1
                if length == 0:
                    break
                form = (found[row + 2], found[row + 3], length)
            low[place], high[place], lengths[place] = form

    return find_stems


def name_rules() -> str:
    """A hash of the modules that `find_stems` is made of."""
    files = [resources.files("searchapp.arabic").joinpath(f"{name}.py") for name in _RULES]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


find_stems = _compile_finder(name_rules())
