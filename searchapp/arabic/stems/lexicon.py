"""How often an archive has each exact form: what the stem asks before it cuts.

A lexicon is learned once, frozen with the index and asked by everything that stems, so a form has one stem wherever
it is asked. Counts are rounded to powers of two, before they are used as well as on disk: nothing that is decided by
them is finer, and they pack well. Rules are in `stemmer`, learning is in `learning`.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib import resources
from itertools import pairwise
from math import log2

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.normalize import PLAIN_WORD
from searchapp.arabic.scanning.lines import LINE_END, Lines, decode_lines, encode_lines, find_ends

_ENCODING = "iso8859-6"
"""A byte a letter. Folded Arabic words have no letter that it lacks, and no Latin one."""
_SHARED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Latin letters say how many letters a form shares with the form before it, and separate the forms."""
_PACKED_FORM = re.compile(f"([{_SHARED}])([^{_SHARED}]*)")
_ALIKE_CHARS = len(_SHARED) - 1


class ListedCounts(Mapping[str, int]):
    """Counts that are powers of two, of forms as sorted lines; `sizes` has the bit length of each. They are made a
    dictionary when one is first asked for.
    """

    def __init__(self, forms: Lines, sizes: NDArray[np.uint8]) -> None:
        self.forms = forms
        self.sizes = sizes

    @cached_property
    def _counts(self) -> dict[str, int]:
        counts = (np.int64(1) << (self.sizes.astype(np.int64) - 1)).tolist()
        return dict(zip(decode_lines(self.forms), counts, strict=True))

    def __getitem__(self, form: str) -> int:
        return self._counts[form]

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self.sizes)


class Lexicon:
    """Counts of exact forms, fixed once made. A form that `counts` lacks was not seen often enough to be kept.

    >>> Lexicon({"وزير": 6908, "london": 5}).counts
    {'وزير': 8192}
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Keeps what `is_countable`, rounded; a count below one raises ValueError."""
        rounded = {count: 1 << round(log2(count)) for count in set(counts.values())}
        # As `is_countable` says it, without a call for each.
        is_plain = PLAIN_WORD.fullmatch
        self.counts: Mapping[str, int] = {form: rounded[count] for form, count in counts.items() if is_plain(form)}

    @classmethod
    def restore(cls, counts: Mapping[str, int]) -> Lexicon:
        """The lexicon of counts that a lexicon holds already."""
        lexicon = cls({})
        lexicon.counts = counts
        return lexicon

    def list_counts(self) -> ListedCounts:
        """The counts with their forms sorted."""
        if isinstance(self.counts, ListedCounts):
            return self.counts
        forms = sorted(self.counts)
        return ListedCounts(
            encode_lines(forms), np.array([self.counts[form].bit_length() for form in forms], np.uint8)
        )

    def pack(self) -> bytes:
        """The lexicon as bytes, for `unpack_lexicon`.

        >>> unpack_lexicon(Lexicon({"وزير": 3}).pack()).counts
        {'وزير': 4}
        """
        forms = sorted(self.counts)
        shared = [min(_count_shared(*pair), _ALIKE_CHARS) for pair in pairwise(["", *forms])]
        text = "".join(f"{_SHARED[size]}{form[size:]}" for size, form in zip(shared, forms, strict=True))
        sizes = bytes(self.counts[form].bit_length() for form in forms)
        return lzma.compress(text.encode(_ENCODING) + b"\n" + sizes, preset=lzma.PRESET_EXTREME)


def _count_shared(first: str, second: str) -> int:
    pairs = enumerate(zip(first, second, strict=False))  # the longer one's rest is not shared
    return next((place for place, (left, right) in pairs if left != right), min(len(first), len(second)))


def is_countable(form: str) -> bool:
    """Whether a lexicon can hold a form: Arabic letters alone.

    >>> is_countable("وزير"), is_countable("covid"), is_countable("")
    (True, False, False)
    """
    return PLAIN_WORD.fullmatch(form) is not None


def find_countable(words: Lines) -> NDArray[np.bool_]:
    """Which words `is_countable`."""
    # The two bytes of each letter in UTF-8: from ء to غ, and from ف to ي.
    first, second = words[:-1], words[1:]
    letters = (first == 0xD8) & (second >= 0xA1) & (second <= 0xBA)
    letters |= (first == 0xD9) & (second >= 0x81) & (second <= 0x8A)
    sound = words == LINE_END
    sound[:-1] |= letters
    sound[1:] |= letters
    ends = find_ends(words)
    found: NDArray[np.bool_] = np.diff(ends, prepend=-1) > 1
    found[ends.searchsorted(np.flatnonzero(~sound))] = False
    return found


def unpack_lexicon(packed: bytes) -> Lexicon:
    """The lexicon that `pack` packed. Bytes that it did not write raise ValueError."""
    try:
        text, _, sizes = lzma.decompress(packed).partition(b"\n")
    except lzma.LZMAError as error:
        raise ValueError(f"These bytes are no lexicon ({error}): make the index again") from error
    form, forms = "", []
    for shared, rest in _PACKED_FORM.findall(text.decode(_ENCODING)):
        form = form[: _SHARED.index(shared)] + rest
        forms.append(form)
    return Lexicon.restore({form: 1 << size - 1 for form, size in zip(forms, sizes, strict=True)})


@cache
def load_base_lexicon() -> Lexicon:
    """The lexicon that ships: counts of a news archive, for archives too small to speak for themselves.

    >>> load_base_lexicon().counts["وزير"] > 1000
    True
    """
    return unpack_lexicon(resources.files("searchapp.arabic").joinpath("data/base.lexicon").read_bytes())
