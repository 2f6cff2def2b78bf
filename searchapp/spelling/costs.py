"""What it costs to have typed one word for another: cheap for what writers of Arabic often do, dear for the rest.

Words are folded, so the forms of alef, ة and ه, ى and ي are one already. The costs are in the unit of the trials
that they were chosen in: a slip that is as common as it gets costs 0.3, one that hardly happens 1.5.
"""

from __future__ import annotations

from searchapp.arabic.keyboard import NEIGHBOURS

HAMZA = "ء"
FINALS = "هاي"
"""Letters that stand for one another at the end of a word."""

CONFUSED = ("ضظ", "ذز", "سث", "تط", "قك", "سص", "دض", "دذ")
"""Letters that sound alike somewhere."""
LIKE = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق", "هح")
"""Letters of one skeleton, or nearly one sound."""

CONFUSED_COST = 0.45
LIKE_COST = 0.75
HAMZA_COST = 0.3
"""For one left out or written as its seat. One too many is as odd as any letter."""
FINAL_COST = 0.35
NEIGHBOUR_COST = 0.75
SWAP_COST = 0.6
OTHER_COST = 1.1
MISSING_COST = 0.5
"""Less than a swap or a neighbouring key: a word has fewer letters to leave out than slips to make of them."""
MISSING_DOUBLE_COST = 0.4
EXTRA_COST = 1.5
EXTRA_NEIGHBOUR_COST = 1.0
"""A letter whose key touches that of the letter before or after it: two keys were pressed at once."""
EXTRA_DOUBLE_COST = 0.6
FIRST_COST = 0.2
"""More for the first letter of a word, which writers hardly miss."""

LEAST_COST = HAMZA_COST


def _pair(groups: tuple[str, ...], cost: float) -> dict[tuple[str, str], float]:
    return {(one, other): cost for group in groups for one in group for other in group if one != other}


_SWITCHES = (
    _pair(LIKE, LIKE_COST)
    | dict.fromkeys(NEIGHBOURS, NEIGHBOUR_COST)
    | _pair(CONFUSED, CONFUSED_COST)
    | _pair(tuple(HAMZA + letter for letter in "اويه"), HAMZA_COST)
)
"""Typed letter and meant letter → cost; of several reasons the cheapest stands last."""


def find_cost(typed: str, meant: str) -> float:
    """What it costs to have typed `typed` for `meant`: the cheapest way of single slips. 0 for equal words.

    >>> find_cost("مدرصه", "مدرسه"), find_cost("مرص", "مصر"), find_cost("لبنن", "لبنان")
    (0.45, 0.6, 0.5)
    """
    if typed == meant:
        return 0.0
    first = 0
    least = min(len(typed), len(meant))
    while first < least and typed[first] == meant[first]:
        first += 1
    same = 0
    while same < least - first and typed[-1 - same] == meant[-1 - same]:
        same += 1
    # What both ends share is no slip: between them most pairs differ in one letter.
    extra, missing = len(typed) - same - first, len(meant) - same - first
    if extra + missing == 1:
        return _add(typed, first) if extra else _miss(meant, first)
    if extra == missing == 1:
        return min(_switch(typed, first, meant, first), _add(typed, first) + _miss(meant, first))
    return _align(typed, meant, first, len(typed) - same, len(meant) - same)


def _align(typed: str, meant: str, first: int, typed_end: int, meant_end: int) -> float:
    """The cost of the middles, by rows of the typed letters."""
    before: list[float] = []
    row = [0.0]
    for column in range(first, meant_end):
        row.append(row[-1] + _miss(meant, column))
    for place in range(first, typed_end):
        extra = _add(typed, place)
        following = [row[0] + extra]
        for column in range(first, meant_end):
            here = column - first
            cost = min(
                row[here] + _switch(typed, place, meant, column),
                row[here + 1] + extra,
                following[here] + _miss(meant, column),
            )
            swapped = place > first and column > first
            if swapped and typed[place] == meant[column - 1] and typed[place - 1] == meant[column]:
                cost = min(cost, before[here - 1] + SWAP_COST)
            following.append(cost)
        before, row = row, following
    return row[-1]


def _miss(meant: str, place: int) -> float:
    letter = meant[place]
    cost = HAMZA_COST if letter == HAMZA else MISSING_COST
    if place == 0:
        return cost + FIRST_COST
    return MISSING_DOUBLE_COST if letter == meant[place - 1] else cost


def _add(typed: str, place: int) -> float:
    letter = typed[place]
    if (letter, typed[place - 1 : place]) in NEIGHBOURS or (letter, typed[place + 1 : place + 2]) in NEIGHBOURS:
        cost = EXTRA_NEIGHBOUR_COST
    else:
        cost = EXTRA_COST
    if place == 0:
        return cost + FIRST_COST
    return EXTRA_DOUBLE_COST if letter == typed[place - 1] else cost


def _switch(typed: str, place: int, meant: str, column: int) -> float:
    one, other = typed[place], meant[column]
    if one == other:
        return 0.0
    if place == len(typed) - 1 and column == len(meant) - 1 and one in FINALS and other in FINALS:
        return FINAL_COST
    cost = _SWITCHES.get((one, other), OTHER_COST)
    return cost + FIRST_COST if place == 0 and column == 0 else cost
