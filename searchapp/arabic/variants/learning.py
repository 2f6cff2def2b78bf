"""Learning from an archive which of its words are spellings of one name.

Names and loan words are what newspapers spell in several ways, so a pair is believed where its words look foreign,
differ as spellings do, and stand in the same contexts. The coefficients are fixed; `benchmarks.train_variants` finds
them. Everything is deterministic for one archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.stopwords import STOP_WORDS
from searchapp.arabic.variants.candidates import choose_names
from searchapp.arabic.variants.contexts import Contexts, place_numbers
from searchapp.arabic.variants.counts import count_forms
from searchapp.arabic.variants.joins import list_joined
from searchapp.arabic.variants.known import Variants, load_apart
from searchapp.arabic.variants.pairs import exchanges_sound, list_pairs

LEAST_TOKENS = 20_000
"""Fewer words show too little of what stands around them; the list alone counts then."""
MOST_TOKENS = 10_000_000
"""Of a larger archive so many words are read from its beginning: contexts hardly get better."""
MARKS = 1500
MARKS_LOOKED_AT = 3000
LEAST_CHANCE = 0.5
LEARNED_WEIGHT = 0.6
JOINED_WEIGHT = 0.7
MOST_LIKENESS, MOST_FOREIGN = 8.0, 2.0
"""More than this is no better sign."""


class Coefficients(NamedTuple):
    """What each sign adds to the logarithm of the odds that two words are spellings of one."""

    base: float = -6.76
    likeness: float = 1.11
    foreign: float = 2.98
    cost: float = -2.97
    sound: float = 1.38


COEFFICIENTS = Coefficients()


class Pair(NamedTuple):
    """Two words, the commoner first, and the signs: how alike their contexts are in standard deviations, how foreign
    the less foreign looks, what their alignment costs, and whether they differ in exchanged letters alone.
    """

    common: str
    other: str
    likeness: float
    foreign: float
    cost: float
    sound: bool


def list_signs(pair: Pair) -> tuple[float, ...]:
    """The signs as the coefficients weigh them, in their order, after a 1 for the base."""
    return 1.0, min(pair.likeness, MOST_LIKENESS), min(pair.foreign, MOST_FOREIGN), pair.cost, float(pair.sound)


def estimate_chance(pair: Pair, by: Coefficients = COEFFICIENTS) -> float:
    """How likely the two words are spellings of one name, from 0 to 1."""
    return 1 / (1 + exp(-sum(weight * sign for weight, sign in zip(by, list_signs(pair), strict=True))))


def learn_variants(
    stream: NDArray[np.int32],
    forms: Sequence[str],
    counts: Sequence[int],
    whole: int | None = None,
    *,
    compiled: bool = False,
) -> Variants:
    """The other spellings that an archive shows. `stream` is its words in order, by their places in `forms` (exact
    forms), with -1 between texts, at least five of them; `counts` says how often each form stands there.

    Of a large archive only the first MOST_TOKENS places are read, and the commonest words that may be names. The
    account says how many words those are, of how many: `whole`, where `stream` is the beginning of an archive.
    Kernels learn the same, where that is wanted and Numba is there.
    """
    whole = int(np.count_nonzero(stream >= 0)) if whole is None else whole
    seen = stream[:MOST_TOKENS]
    words = int(np.count_nonzero(seen >= 0))
    if whole < LEAST_TOKENS:
        return Variants(account=f"too few words to learn from: {whole:,}")
    judged = judge_pairs(seen, forms, counts, compiled=compiled)
    chances = [(pair, chance) for pair in judged if (chance := estimate_chance(pair)) >= LEAST_CHANCE]
    joined = list_joined(seen, forms, counts, compiled=compiled)
    found: dict[str, dict[str, float]] = {}
    alike = [(pair.common, pair.other, round(LEARNED_WEIGHT * chance, 3)) for pair, chance in chances]
    for one, other, weight in (*alike, *((apart, together, JOINED_WEIGHT) for apart, together in joined)):
        found.setdefault(one, {})[other] = weight
        found.setdefault(other, {})[one] = weight
    account = (
        f"{words:,} of {whole:,} words read, {len(judged):,} pairs compared, {len(chances):,} taken; "
        f"{len(joined):,} names joined or split"
    )
    surest = {word: sorted(others.items(), key=lambda item: (-item[1], item[0])) for word, others in found.items()}
    return Variants({word: tuple(others) for word, others in surest.items()}, account)


def judge_pairs(
    stream: NDArray[np.int32], forms: Sequence[str], counts: Sequence[int], *, compiled: bool = False
) -> list[Pair]:
    """The pairs of words that could be spellings of one, with their signs."""
    known = count_forms(forms, counts, compiled=compiled)
    numbers: dict[str, int] = {}
    own = np.array([numbers.setdefault(word, len(numbers)) for word in known.pool()], np.int32)
    totals = np.zeros(len(numbers), np.int64)
    np.add.at(totals, own, counts)
    pooled = dict(zip(numbers, totals.tolist(), strict=True))
    names = choose_names(pooled, known)
    apart = load_apart()
    pairs = [each for each in list_pairs({word: pooled[word] for word in names}) if frozenset(each[:2]) not in apart]
    paired = {word for one, other, _ in pairs for word in (one, other)}
    wanted = sorted(paired, key=lambda word: (-pooled[word], word))
    words = list(numbers)
    commonest = [words[number] for number in np.argsort(-totals, kind="stable")[:MARKS_LOOKED_AT].tolist()]
    common = [word for word in commonest if word not in STOP_WORDS and len(word) > 2]
    # The last place stands for -1: what is no word stays none.
    of_form = np.append(own, np.int32(-1))
    rows, columns = (
        place_numbers(np.array([numbers[word] for word in words], np.int32), len(numbers))[of_form]
        for words in (wanted, common[:MARKS])
    )
    places = {word: place for place, word in enumerate(wanted)}
    likeness = Contexts(stream, rows, columns, compiled=compiled).compare(
        [(places[one], places[other]) for one, other, _ in pairs]
    )
    return [
        Pair(one, other, like, min(names[one], names[other]), cost, exchanges_sound(one, other))
        for (one, other, cost), like in zip(pairs, likeness.tolist(), strict=True)
    ]
