"""Which words could be spellings of one name: equal keys, and a cheap alignment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate, combinations

from searchapp.arabic.variants.known import PROCLITICS

MOST_COST = 1.2
LEAST_KEY = 2
LEAST_LETTERS = 4
MOST_LENGTH_GAP = 2
MOST_BUCKET = 60
"""Of a larger bucket the commonest words are compared: such a key is too short to tell names apart."""

_KEY = str.maketrans(
    {
        **dict.fromkeys("غجخق", "ك"),
        "ط": "ت",
        **dict.fromkeys("ثصزش", "س"),
        **dict.fromkeys("ذضظ", "د"),
        **dict.fromkeys("اويءه"),
    }
)
_SOUNDS = ("غجخقك", "تط", "ثسصزش", "دذضظ")
_EXCHANGED = ("غجق", "تط", "سز", "ثت", "شس")
"""Of those, the letters that newspapers exchange in names."""
_SOUND = {letter: group for group in _SOUNDS for letter in group}
_DOUBLE = re.compile(r"(.)\1+")

PROCLITIC_LETTERS = tuple(each for each in PROCLITICS if len(each) == 1)
VOWELS = "اوي"
VOWEL_COST = 0.35
OTHER_VOWEL_COST = 0.5
HAMZA_COST = 0.1
DOUBLE_COST = 0.3
FINAL_HEH_COST = 0.35
OTHER_COST = 1.3
_SWITCHES = {
    frozenset(pair): cost
    for pair, cost in {
        "غج": 0.3,
        "جك": 0.6,
        "غك": 0.6,
        "غق": 0.4,
        "قك": 0.6,
        "جق": 0.5,
        "تط": 0.35,
        "سز": 0.45,
        "سص": 0.45,
    }.items()
} | {
    frozenset(pair): cost for pair, cost in {"ثت": 0.4, "سث": 0.5, "شس": 0.6, "دض": 0.5, "خك": 0.5, "خه": 0.6}.items()
}


def compute_key(word: str) -> str:
    """What the spellings of a foreign name mostly share: consonants, like sounds as one, doubles once.

    >>> compute_key("غوغل") == compute_key("جوجل"), compute_key("ترامب")
    (True, 'ترمب')
    """
    return _DOUBLE.sub(r"\1", word.translate(_KEY))


def measure_cost(one: str, other: str) -> float:
    """How far two spellings are apart, the same both ways; above MOST_COST they are no variants.

    >>> measure_cost("ترامب", "ترمب"), measure_cost("غوغل", "جوجل"), measure_cost("قلب", "كلب")
    (0.35, 0.6, 0.6)
    """
    first, least = 0, min(len(one), len(other))
    while first < least and one[first] == other[first]:
        first += 1
    same = 0
    while same < least - first and one[-1 - same] == other[-1 - same]:
        same += 1
    columns = range(first, len(other) - same)
    drops = [_drop(other, column) for column in columns]
    row = [0.0, *accumulate(drops)]
    for place in range(first, len(one) - same):
        drop, letter = _drop(one, place), one[place]
        following = [row[0] + drop]
        for here, column in enumerate(columns):
            switched = row[here] + (0.0 if letter == other[column] else _switch(letter, other[column]))
            following.append(min(switched, row[here + 1] + drop, following[here] + drops[here]))
        row = following
        if min(row) > MOST_COST:
            break
    return round(min(row) if min(row) > MOST_COST else row[-1], 4)


def _drop(word: str, place: int) -> float:
    letter = word[place]
    if letter == "ء":
        return HAMZA_COST
    if place and letter == word[place - 1]:
        return DOUBLE_COST
    if letter in VOWELS:
        return VOWEL_COST
    return FINAL_HEH_COST if letter == "ه" and place == len(word) - 1 else OTHER_COST


def _switch(letter: str, meant: str) -> float:
    if letter in VOWELS and meant in VOWELS:
        return OTHER_VOWEL_COST
    if "ء" in (letter, meant) and (letter in VOWELS or meant in VOWELS):
        return HAMZA_COST
    if {letter, meant} == {"ا", "ه"}:
        return FINAL_HEH_COST
    return _SWITCHES.get(frozenset((letter, meant)), OTHER_COST)


def may_be_one(one: str, other: str) -> bool:
    """Whether both begin and end alike: what differs there is mostly a proclitic or an ending, not a spelling. So is
    a letter more that may be a proclitic, though the word begins with the same (للبنانيين, لبنانيين).

    >>> may_be_one("بوينغ", "بوينج"), may_be_one("حادث", "حادثه"), may_be_one("قالت", "وقالت")
    (True, False, False)
    """
    shorter, longer = sorted((one, other), key=len)
    if longer[1:] == shorter and longer[0] in PROCLITIC_LETTERS:
        return False
    # فريقان, فريقين: the two cases of a dual.
    return {one[-2:], other[-2:]} != {"ان", "ين"} and _sound_ends(one) == _sound_ends(other)


def _sound_ends(word: str) -> tuple[str, str]:
    """How the first letter sounds, and the last."""
    first, last = word[0], word[-1]
    return _SOUND.get(first, first), _SOUND.get(last, last)


def exchanges_sound(one: str, other: str) -> bool:
    """Whether the two differ in nothing but letters that newspapers exchange.

    >>> exchanges_sound("بوينغ", "بوينج"), exchanges_sound("ترامب", "ترمب")
    (True, False)
    """
    return len(one) == len(other) and all(
        a == b or any(a in group and b in group for group in _EXCHANGED) for a, b in zip(one, other, strict=True)
    )


def list_pairs(counts: Mapping[str, int]) -> Iterator[tuple[str, str, float]]:
    """The pairs of words that could be spellings of one, the commoner first, and their cost; in a fixed order."""
    buckets: dict[str, list[tuple[str, tuple[str, str]]]] = {}
    for word in sorted(counts, key=lambda word: (-counts[word], word)):
        key = compute_key(word)
        if len(word) >= LEAST_LETTERS and len(key) >= LEAST_KEY:
            bucket = buckets.setdefault(key, [])
            if len(bucket) < MOST_BUCKET:
                bucket.append((word, _sound_ends(word)))
    for bucket in buckets.values():
        for (one, own), (other, others) in combinations(bucket, 2):
            # Most pairs differ there already.
            if own == others and abs(len(one) - len(other)) <= MOST_LENGTH_GAP and may_be_one(one, other):
                cost = measure_cost(one, other)
                if cost <= MOST_COST:
                    yield one, other, cost
