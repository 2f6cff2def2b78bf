"""The compiled loop that cuts snippets out of bodies: what `highlight.snippets` does, over bytes of the code page."""

from __future__ import annotations

import numpy as np

from searchapp.compiling import compile_checked_part, compile_loop
from searchapp.engines.snippets import Bytes
from searchapp.highlight import Ints


@compile_checked_part
def count_bits(bits: int) -> int:
    """How many bits are set."""
    count = 0
    while bits:
        bits &= bits - 1
        count += 1
    return count


@compile_checked_part
def overlaps(taken: Ints, start: int, end: int) -> bool:
    """Whether any of the snippets taken before has characters from `start` to `end`."""
    found = False
    for place in range(len(taken)):
        found |= start < taken[place, 1] and taken[place, 0] < end
    return found


@compile_checked_part
def find_best(
    starts: Ints, stops: Ints, masks: Ints, taken: Ints, every: int, shown: int, max_chars: int
) -> tuple[int, int, int]:
    """The marks that the best place begins and ends with, clear of what is taken, and its rules; -1 where none is."""
    best, best_last, best_rules = -1, -1, 0
    after = 0
    for first in range(len(starts)):
        start = starts[first]
        while after < len(starts) and stops[after] - start <= max_chars:
            after += 1
        if first and stops[first - 1] == start:
            continue
        last = after - 1
        while first < last < len(starts) - 1 and stops[last] == starts[last + 1]:
            last -= 1
        if overlaps(taken, start, stops[last]):
            continue
        rules = 0
        for place in range(first, last + 1):
            rules |= masks[place]
        if rules == every:
            return first, last, rules
        new, best_new = count_bits(rules & ~shown), count_bits(best_rules & ~shown)
        if best < 0 or new > best_new or (new == best_new and count_bits(rules) > count_bits(best_rules)):
            best, best_last, best_rules = first, last, rules
    return best, best_last, best_rules


@compile_checked_part
def cut_left(text: Bytes, spaces: Bytes, least: int, most: int) -> int:
    """The first beginning of a run of non-spaces from `least` on; `most` where there is none."""
    at = least
    if least > 0 and not spaces[text[least - 1]]:
        while at < most and not spaces[text[at]]:
            at += 1
    while at < most and spaces[text[at]]:
        at += 1
    return at


@compile_checked_part
def cut_right(text: Bytes, spaces: Bytes, least: int, most: int) -> int:
    """The last end of a run of non-spaces up to `most`; `least` where there is none."""
    at = most
    if least < most < len(text) and not spaces[text[most]]:
        while at > least and not spaces[text[at - 1]]:
            at -= 1
    while at > least and spaces[text[at - 1]]:
        at -= 1
    return at


@compile_checked_part
def widen(
    text: Bytes, spaces: Bytes, taken: Ints, least: int, most: int, max_chars: int, lead_chars: int
) -> tuple[int, int]:
    """What stands from `least` to `most` with text around it: see `highlight.snippets`."""
    floor, ceiling = 0, len(text)
    for place in range(len(taken)):
        if taken[place, 1] <= least:
            floor = max(floor, taken[place, 1])
        else:
            ceiling = min(ceiling, taken[place, 0])
    spare = max_chars - (most - least)
    lead = max(min(lead_chars, spare // 2), spare - (ceiling - most))
    start = cut_left(text, spaces, max(floor, least - lead), least)
    return start, cut_right(text, spaces, most, min(ceiling, start + max_chars))


@compile_checked_part
def begin(text: Bytes, spaces: Bytes, max_chars: int) -> tuple[int, int]:
    """The beginning of a text: two equal places where it is blank."""
    start = cut_left(text, spaces, 0, len(text))
    most = min(len(text), start + max_chars)
    end = cut_right(text, spaces, start, most)
    return start, (most if end == start else end)


@compile_checked_part
def cut_marks(starts: Ints, stops: Ints, row: Ints, spans: Ints) -> int:
    """Write the marks inside a snippet as spans, counted from its beginning; returns how many there are."""
    count = 0
    for place in range(len(starts)):
        if starts[place] >= row[0] and stops[place] <= row[1]:
            start = starts[place] - row[0]
            if count and spans[1, count - 1] == start:
                count -= 1
            else:
                spans[0, count] = start
            spans[1, count] = stops[place] - row[0]
            count += 1
    return count


@compile_loop
def cut_snippets(
    records: Bytes,
    ends: Ints,
    lengths: Ints,
    spaces: Bytes,
    starts: Ints,
    stops: Ints,
    masks: Ints,
    counts: Ints,
    most: int,
    max_chars: int,
    lead_chars: int,
) -> tuple[Ints, Ints, Ints]:
    held = np.zeros(len(ends), np.intp)
    rows = np.zeros((most * len(ends), 3), np.intp)
    spans = np.empty((2, len(starts)), np.intp)
    total, spanned, mark = 0, 0, 0
    for each in range(len(ends)):
        first, mark = mark, mark + max(counts[each], 0)
        own_starts, own_stops, own_masks = starts[first:mark], stops[first:mark], masks[first:mark]
        every, longest = 0, 0
        for place in range(mark - first):
            every |= own_masks[place]
            longest = max(longest, own_stops[place] - own_starts[place])
        if counts[each] < 0 or lengths[each] <= 0 or longest > max_chars:
            held[each] = -1
            continue
        text = records[ends[each] - lengths[each] : ends[each]]
        taken = rows[total : total + most]
        shown = 0
        while every and held[each] < most:
            best, last, rules = find_best(
                own_starts, own_stops, own_masks, taken[: held[each]], every, shown, max_chars
            )
            if best < 0:
                break
            row = taken[held[each]]
            least, beyond = own_starts[best], own_stops[last]
            row[0], row[1] = widen(text, spaces, taken[: held[each]], least, beyond, max_chars, lead_chars)
            row[2] = cut_marks(own_starts, own_stops, row, spans[:, spanned:])
            spanned += row[2]
            shown |= rules
            held[each] += 1
        if not held[each]:
            taken[0, 0], taken[0, 1] = begin(text, spaces, max_chars)
            held[each] = 1 if taken[0, 1] > taken[0, 0] else -1
        total += max(held[each], 0)
    return held, rows[:total], spans[:, :spanned]
