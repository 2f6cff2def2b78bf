"""How stems of one skeleton are found, and which count as relatives of a stem: the same for every engine."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from searchapp.arabic import list_ordinary_months, number_months
from searchapp.engines.base import COMMONER_BY, MOST_KIN, MOST_RELATIVES


def hash_skeleton(skeleton: str) -> int:
    """A number of 32 bits by which stems of one skeleton are found; others may have the same."""
    return zlib.crc32(skeleton.encode("utf-8", "surrogatepass"))


def choose_relatives(stem: str, counts: Mapping[str, int]) -> list[str]:
    """The relatives of a stem, the commonest first, by the counts of all the stems of its skeleton: the contract says
    which of them count. Empty for none.
    """
    left = COMMONER_BY * counts.get(stem, 0)
    chosen: list[str] = []
    for other in _list_others(stem, counts):
        if counts[other] <= left and len(chosen) < MOST_RELATIVES:
            chosen.append(other)
            left -= counts[other]
    return chosen


def choose_kin(stem: str, counts: Mapping[str, int]) -> list[str]:
    """The kin of a stem in the same way."""
    return _list_others(stem, counts)[:MOST_KIN]


def _list_others(stem: str, counts: Mapping[str, int]) -> list[str]:
    if stem in number_months() and stem not in list_ordinary_months():
        return []
    return sorted(counts.keys() - {stem}, key=lambda other: (-counts[other], other))
