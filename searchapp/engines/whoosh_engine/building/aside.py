"""What is made of a segment's vocabulary while its lists are written: its derived forms, and other spellings.

In threads of a process that does all by itself; else in processes forked from the one that writes the lists, which
have the vocabulary and the kernels with no more ado.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.scanning.lines import Lines, decode_lines
from searchapp.arabic.variants.learning import learn_variants
from searchapp.engines.base import OnStage
from searchapp.engines.processes import fork_work
from searchapp.engines.whoosh_engine.building.deriving import Derived, derive_forms
from searchapp.engines.whoosh_engine.files.variants_file import VARIANTS, write_variants

Counts = NDArray[np.int64]

_encode = msgspec.msgpack.encode
_decode_forms = msgspec.msgpack.Decoder(dict[str, tuple[bytes, bytes]]).decode


class Aside(Protocol):
    """Both begin something, before other threads run here, and return what waits for it, to be called once."""

    def derive(self, words: Lines, counts: Counts) -> Callable[[], Mapping[str, Derived]]:
        """Each derived form of all exact forms. These are sorted; `counts` says how often each is in the documents.

        A generation that has no lexicon yet is frozen with the one that these words make.
        """

    def learn(
        self, read_words: Callable[[], NDArray[np.int32]], words: Lines, counts: Counts, whole: int
    ) -> Callable[[], None]:
        """Other spellings from the words of titles and bodies in a row (see `join_words`), by their places among all
        exact forms; the titles and bodies have `whole` words in all. A generation that has learned some keeps them.
        """


class FolderAside:
    """Freezes the generation in a folder. Kernels are used where they are wanted and Numba is there."""

    def __init__(self, folder: Path, on_stage: OnStage | None, *, compiled: bool, processes: int = 0) -> None:
        """So many `processes` may be forked for each task; 0: none, all is done by the calls that wait."""
        self._folder = folder
        self._on_stage = on_stage
        self._compiled = compiled
        self._processes = processes

    def derive(self, words: Lines, counts: Counts) -> Callable[[], Mapping[str, Derived]]:
        """See `Aside`."""
        work = partial(derive_forms, self._folder, words, counts, compiled=self._compiled, processes=self._processes)
        if not self._processes:
            return work
        wait = fork_work(lambda: _pack_forms(work()))
        return lambda: _unpack_forms(wait())

    def learn(
        self, read_words: Callable[[], NDArray[np.int32]], words: Lines, counts: Counts, whole: int
    ) -> Callable[[], None]:
        """See `Aside`."""
        if (self._folder / VARIANTS).exists():
            return lambda: None

        def work() -> bytes:
            forms = decode_lines(words)
            learned = learn_variants(read_words(), forms, counts.tolist(), whole, compiled=self._compiled)
            write_variants(self._folder, learned)
            return b""

        wait = fork_work(work) if self._processes else work

        def wait_aloud() -> None:
            self._say("learning")
            wait()
            self._say("writing")

        return wait_aloud

    def _say(self, stage: Literal["writing", "learning"]) -> None:
        if self._on_stage is not None:
            self._on_stage(stage)


def _pack_forms(forms: Mapping[str, Derived]) -> bytes:
    return _encode({name: (each.terms.tobytes(), each.ordinals.tobytes()) for name, each in forms.items()})


def _unpack_forms(packed: bytes) -> dict[str, Derived]:
    rows = _decode_forms(packed).items()
    return {
        name: Derived(np.frombuffer(terms, np.uint8), np.frombuffer(ordinals, np.uint32))
        for name, (terms, ordinals) in rows
    }
