"""The stems of a generation with their exact forms, and about how many articles hold each: pieces kept as blobs, by
skeletons, and read when needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import msgspec

from searchapp.arabic import Lexicon, Stemmer, find_skeleton
from searchapp.arabic.stems.stemming import stem_words
from searchapp.engines.memos import StemMemo, remember
from searchapp.engines.opensearch_engine.blobs import Blobs
from searchapp.engines.opensearch_engine.frozen import read_lexicon
from searchapp.engines.opensearch_engine.sharing import Shared
from searchapp.engines.relatives import hash_skeleton

PIECES = 4096
"""One is read for a word that is not remembered, and written anew for a change of one: some sixty words of an archive
of 30,000 articles."""
MANY_FORMS = 50_000
"""So many are worth loading compiled loops, to be stemmed."""

_Stems = dict[str, dict[str, int]]
"""For each stem its exact forms with their counts."""
_encode = msgspec.msgpack.Encoder().encode
_decode_piece = msgspec.msgpack.Decoder(dict[str, msgspec.Raw]).decode
_decode_stems = msgspec.msgpack.Decoder(_Stems).decode


class Stems(StemMemo):
    """The stems of one generation. Threads may share it."""

    def __init__(self, blobs: Blobs) -> None:
        super().__init__()
        self._blobs = blobs
        self._stemmer: Stemmer | None = None
        self._shared = Shared(blobs.client, partial(_read_stemmer, blobs))
        self._known: dict[str, _Stems] = {}

    def find(self, form: str) -> str:
        """See `StemMemo`: by the generation's lexicon, which is read when it is first asked."""
        if self._stemmer is None:
            self._stemmer = self._shared.get()
        return self._stemmer.stem(form)

    def list_forms(self, stem: str, deadline: float | None = None) -> Sequence[str]:
        """The exact forms of a stem; empty for one that no article holds. Raises DeadlineError."""
        return list(self._list_stems(find_skeleton(stem), deadline).get(stem, ()))

    def count_stems(self, skeleton: str) -> Mapping[str, int]:
        """The stems of a skeleton, and how many articles hold each, as the sum over its forms; empty for none."""
        return {stem: sum(forms.values()) for stem, forms in self._list_stems(skeleton).items()}

    def _list_stems(self, skeleton: str, deadline: float | None = None) -> _Stems:
        return remember(self._known, skeleton, partial(self._read_stems, deadline=deadline))

    def _read_stems(self, skeleton: str, deadline: float | None) -> _Stems:
        (packed,) = self._blobs.read([_name_piece(_choose_piece(skeleton))], deadline)
        found = _decode_piece(packed).get(skeleton) if packed else None
        return _decode_stems(found) if found else {}


def _read_stemmer(blobs: Blobs) -> Stemmer:
    return Stemmer(read_lexicon(blobs))


def change_stems(blobs: Blobs, forms: Sequence[str], changes: Sequence[int], lexicon: Lexicon) -> None:
    """Bring the stems up to date with how many articles that hold each exact form came, or went (below 0)."""
    by_stem: _Stems = {}
    stems = stem_words(forms, lexicon, compiled=len(forms) >= MANY_FORMS)
    for form, stem, change in zip(forms, stems, changes, strict=True):
        if change:
            by_stem.setdefault(stem, {})[form] = change
    pieces: dict[str, dict[str, _Stems]] = {}
    for stem, counts in by_stem.items():
        skeleton = find_skeleton(stem)
        pieces.setdefault(_name_piece(_choose_piece(skeleton)), {}).setdefault(skeleton, {})[stem] = counts
    known = zip(pieces, blobs.read(list(pieces)), strict=True)
    blobs.write((name, _change_piece(packed, pieces[name])) for name, packed in known)


def _change_piece(packed: bytes | None, changes: dict[str, _Stems]) -> bytes | None:
    if not packed:
        return _encode(changes)
    merged = msgspec.msgpack.decode(packed, type=dict[str, _Stems])
    for skeleton, stems in changes.items():
        known = merged.setdefault(skeleton, {})
        for stem, counts in stems.items():
            old = known.get(stem, {})
            total = {form: count for form in old | counts if (count := old.get(form, 0) + counts.get(form, 0)) > 0}
            known[stem] = total
            if not total:
                del known[stem]
        if not known:
            del merged[skeleton]
    return _encode(merged) if merged else None


def _choose_piece(skeleton: str) -> int:
    return hash_skeleton(skeleton) % PIECES


def _name_piece(number: int) -> str:
    return f"stems/{number:04d}"
