"""Exact forms → the other forms, once for each different word of what is written, when all of it is known."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp.arabic import Lexicon, learn_lexicon
from searchapp.arabic.scanning.lines import Lines, decode_lines, encode_lines
from searchapp.arabic.stems.stemming import stem_words
from searchapp.engines.processes import fork_work
from searchapp.engines.whoosh_engine.files.lexicon_file import LEXICON, read_lexicon, write_lexicon
from searchapp.fields import STEM

_decode_stems = msgspec.msgpack.Decoder(list[str]).decode


class Derived(NamedTuple):
    """A derived form: its terms, sorted, and for each exact form the ordinal of its term."""

    terms: Lines
    ordinals: NDArray[np.uint32]


def derive_forms(
    folder: Path, words: Lines, counts: NDArray[np.int64], *, compiled: bool, processes: int = 0
) -> dict[str, Derived]:
    """Each derived form of exact forms, by the lexicon of the generation in a folder; by kernels, where that is
    wanted and Numba is there, else by so many processes that are forked from this one (0: by none).
    """
    forms = decode_lines(words)
    lexicon = take_lexicon(folder, forms, counts.tolist())
    stems = _share_out(forms, lexicon, processes) if processes and not compiled else None
    stems = stems or stem_words(forms, lexicon, compiled=compiled)
    terms = sorted(set(stems))
    ordinals = dict(zip(terms, range(len(terms)), strict=True))
    places = np.fromiter(map(ordinals.__getitem__, stems), np.uint32, len(stems))
    return {STEM: Derived(encode_lines(terms), places)}


def _share_out(words: Sequence[str], lexicon: Lexicon, processes: int) -> list[str]:
    """The stems of words, a part by each process."""
    step = max(1, -(-len(words) // processes))
    parts = [words[first : first + step] for first in range(0, len(words), step)]
    tasks = [partial(stem_words, part, lexicon, compiled=False) for part in parts]
    waits = [fork_work(lambda task=task: msgspec.msgpack.encode(task())) for task in tasks]  # type: ignore[misc]
    return [stem for wait in waits for stem in _decode_stems(wait())]


def take_lexicon(folder: Path, words: Sequence[str], counts: Sequence[int]) -> Lexicon:
    """The lexicon that the generation in a folder is frozen with; one that has none yet gets that of these words."""
    if (folder / LEXICON).exists():
        return read_lexicon(folder)
    lexicon = learn_lexicon(words, counts)
    write_lexicon(folder, lexicon)
    return lexicon
