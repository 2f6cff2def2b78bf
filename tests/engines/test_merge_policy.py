"""Which segments are merged: few are kept, and no document is merged often."""

from __future__ import annotations

import pytest

from searchapp.engines.whoosh_engine.building import merge
from searchapp.engines.whoosh_engine.building.merge import choose_merges


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "SMALL", 512)


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([], []),
        ([3000], []),
        ([3000, 40], []),
        ([3000, 40, 1], [[1, 2]]),
        ([511, 512, 513], []),
        ([600] * 7, []),
        ([600] * 8, [[*range(8)]]),
        ([600, 5000] * 8 + [3], [[*range(0, 16, 2)], [*range(1, 16, 2)]]),
        ([9, *[600] * 8, 9], [[*range(1, 9)], [0, 9]]),
        ([0], [[0]]),
        ([3000, 0], [[1]]),
        ([0, 3000, 5], [[0, 2]]),
    ],
)
def test_small_segments_become_one_and_eight_of_a_level_do(sizes: list[int], groups: list[list[int]]) -> None:
    assert choose_merges(sizes) == groups


@pytest.mark.parametrize("added", [1, 40, 700])
def test_many_adds_leave_few_segments(added: int) -> None:
    sizes = [30_000]
    for _ in range(500):
        sizes.append(added)
        for group in choose_merges(sizes):
            sizes[group[0]] = sum(sizes[place] for place in group)
            sizes = [size for place, size in enumerate(sizes) if place not in group[1:]]
            assert len(group) > 1
            break
    assert sum(sizes) == 30_000 + 500 * added
    assert len(sizes) <= 1 + 8 + 8 + 8
