"""Exact forms → the other forms, once for each different word of what is written, when all of it is known."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp.arabic import Lexicon, Stemmer, learn_lexicon
from searchapp.arabic.scanning.lines import Lines, decode_lines, encode_lines
from searchapp.arabic.stems.learning import learn_listed
from searchapp.arabic.stems.stemming import can_stem_compiled, stem_lines
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
    compiled = compiled and can_stem_compiled()
    lexicon = _take_lexicon(folder, words, counts, compiled=compiled)
    if compiled:
        return {STEM: Derived(*stem_lines(words, lexicon))}
    forms = decode_lines(words)
    stems = _share_out(forms, lexicon, processes) if processes else Stemmer(lexicon).stem_forms(forms)
    terms = sorted(set(stems))
    ordinals = dict(zip(terms, range(len(terms)), strict=True))
    places = np.fromiter(map(ordinals.__getitem__, stems), np.uint32, len(stems))
    return {STEM: Derived(encode_lines(terms), places)}


def _share_out(words: Sequence[str], lexicon: Lexicon, processes: int) -> list[str]:
    """The stems of words, a part by each process."""
    step = max(1, -(-len(words) // processes))
    parts = [words[first : first + step] for first in range(0, len(words), step)]
    tasks = [partial(Stemmer(lexicon).stem_forms, part) for part in parts]
    waits = [fork_work(lambda task=task: msgspec.msgpack.encode(task())) for task in tasks]  # type: ignore[misc]
    return [stem for wait in waits for stem in _decode_stems(wait())]


def _take_lexicon(folder: Path, words: Lines, counts: NDArray[np.int64], *, compiled: bool) -> Lexicon:
    """The lexicon that the generation in a folder is frozen with; one that has none yet gets that of these words."""
    if (folder / LEXICON).exists():
        return read_lexicon(folder)
    lexicon = learn_listed(words, counts) if compiled else learn_lexicon(decode_lines(words), counts.tolist())
    write_lexicon(folder, lexicon)
    return lexicon
