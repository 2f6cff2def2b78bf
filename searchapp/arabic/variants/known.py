"""Other spellings of a word: how newspapers write the same name or loan word (ترامب, ترمب; غوغل, جوجل).

Two sources: a list of classes that ships with the package, and pairs that were learned from an archive (see
`variant_learning`). Both hold bare words. A form is looked up with its proclitics and article off, and what is
found gets them back; a class may stand for a family of forms with any ending. Looking up takes some microseconds.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property

from searchapp.arabic.normalize import fold
from searchapp.arabic.wordlists import read_list

SEED_WEIGHT = 0.7
"""How much a match of another spelling from the list counts beside one of the word itself."""
PROCLITICS = ("", "ال", "و", "ب", "ل", "ف", "ك", "وال", "بال", "لل", "فال", "كال", "ولل", "وب", "ول")
"""What may stand before a bare word; the word as it stands is tried first, for it may begin so by itself."""
_OTHER_LEADS = ("ال", "")
LEAST_LETTERS = 3
SERVANT_OF = ("عبد ال", "عبدال")
"""Names of this kind are written both ways, whichever of the many it is."""
LEAST_FAMILY_LETTERS = 4
FAMILY = "-"
SPACE = "_"
APART = "!"
_COMMENTS = ("#", APART)

Partners = Mapping[str, tuple[tuple[str, float], ...]]


class Variants:
    """The other spellings that one archive knows. Immutable: threads may share it."""

    def __init__(self, learned: Partners | None = None, account: str = "", *, listed: bool = True) -> None:
        """`learned`: bare word → its other spellings and their weights. `account`: how they were learned. `listed`:
        whether the package's list counts as well.
        """
        self.account = account
        self._learned = dict(learned or {})
        self._listed = listed

    @cached_property
    def _tables(self) -> tuple[Partners, Mapping[str, tuple[str, ...]], set[str]]:
        """Words and families, made when a spelling is first asked for: opening an index need not read the list."""
        words, families = _load_classes() if self._listed else ({}, {})
        united = self._learned | {
            word: tuple(dict((*self._learned.get(word, ()), *others)).items()) for word, others in words.items()
        }
        # Most words are in no family: their first letters say so at once.
        return united, families, {family[:LEAST_FAMILY_LETTERS] for family in families}

    def without_list(self) -> Variants:
        """The same with nothing but what was learned: how learning alone is judged."""
        return Variants(self._learned, self.account, listed=False)

    def __len__(self) -> int:
        """How many words have learned partners."""
        return len(self._learned)

    def of(self, form: str) -> list[tuple[str, float]]:
        """The other spellings of an exact form and what a match of each should count, the surest first; [] for
        none. A spelling of several words has spaces in it, and so may the form.

        >>> Variants().of("بالكونغرس")
        [('بالكونجرس', 0.7), ('بالكونغريس', 0.7)]
        >>> Variants().of("الامريكيه"), Variants().of("قلب"), Variants().of("عبدالباري")
        ([('الاميركيه', 0.7)], [], [('عبد الباري', 0.7)])
        """
        proclitic, found = self._split(form)
        return [(proclitic + other, weight) for other, weight in found]

    def list_held(self, form: str, holds: Callable[[str], bool]) -> list[tuple[str, float]]:
        """The same, each as an archive has it: with the form's proclitics, or else with the article or bare. `holds`
        says whether it has a word; a spelling of several words needs each of them.

        >>> Variants().list_held("بالكونغرس", {"الكونجرس", "قلب"}.__contains__)
        [('الكونجرس', 0.7)]
        """
        proclitic, found = self._split(form)
        held: list[tuple[str, float]] = []
        for other, weight in found:
            ways = (lead + other for lead in (proclitic, *_OTHER_LEADS))
            held += [(way, weight) for way in ways if all(map(holds, way.split()))][:1]
        return held

    def _split(self, form: str) -> tuple[str, list[tuple[str, float]]]:
        """The form's proclitics, and the other spellings of what is left; ("", []) where it has none."""
        for proclitic in PROCLITICS:
            if form.startswith(proclitic):
                found = self._find(form[len(proclitic) :])
                if found:
                    return proclitic, found
        return "", []

    def to_bytes(self) -> bytes:
        """What was learned, to be kept with a generation."""
        return zlib.compress(json.dumps([self.account, self._learned], ensure_ascii=False).encode())

    @classmethod
    def from_bytes(cls, packed: bytes) -> Variants:
        """What `to_bytes` gave. Raises ValueError for anything else."""
        try:
            account, learned = json.loads(zlib.decompress(packed))
            return cls({word: tuple((o, float(w)) for o, w in others) for word, others in learned.items()}, account)
        except (zlib.error, UnicodeDecodeError, TypeError, AttributeError) as error:
            raise ValueError(f"no variants: {error}") from error

    def _find(self, bare: str) -> list[tuple[str, float]]:
        if len(bare) < LEAST_LETTERS:
            return []
        words, families, heads = self._tables
        known = words.get(bare)
        if known:
            return list(known)
        for one, other in (SERVANT_OF, SERVANT_OF[::-1]):
            if bare.startswith(one) and len(bare) >= len(one) + LEAST_LETTERS - 1:
                return [(other + bare[len(one) :], SEED_WEIGHT)]
        if bare[:LEAST_FAMILY_LETTERS] not in heads or " " in bare:
            return []
        for end in range(len(bare), LEAST_FAMILY_LETTERS - 1, -1):
            family = families.get(bare[:end])
            if family:
                return [(other + bare[end:], SEED_WEIGHT) for other in family]
        return []


def list_seed_classes() -> Iterator[tuple[list[str], bool]]:
    """The classes of the list: their members, folded, with spaces; and whether they stand for families."""
    for line in read_list("variants").splitlines():
        if not line.startswith(_COMMENTS):
            members = [" ".join(map(fold, each.rstrip(FAMILY).split(SPACE))) for each in line.split()]
            yield list(dict.fromkeys(members)), line.endswith(FAMILY)


@cache
def load_apart() -> frozenset[frozenset[str]]:
    """The pairs that the list keeps apart, whatever an archive shows."""
    lines = (line for line in read_list("variants").splitlines() if line.startswith(APART))
    return frozenset(frozenset(map(fold, line.lstrip(APART).split())) for line in lines)


@cache
def _load_classes() -> tuple[dict[str, tuple[tuple[str, float], ...]], dict[str, tuple[str, ...]]]:
    words: dict[str, dict[str, float]] = {}
    families: dict[str, tuple[str, ...]] = {}
    for members, is_family in list_seed_classes():
        for member in members:
            others = [other for other in members if other != member]
            if is_family:
                families[member] = (*families.get(member, ()), *others)
            else:
                words.setdefault(member, {}).update(dict.fromkeys(others, SEED_WEIGHT))
    return {word: tuple(others.items()) for word, others in words.items()}, families
