"""The compiled loops give what NumPy's give."""

from __future__ import annotations

import importlib.util
import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain, combinations, pairwise, product, zip_longest
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engines.whoosh_engine.files.records import pack_places, pack_record
from searchapp.engines.whoosh_engine.files.segment import WIDE_FREQUENCIES, WIDE_POSITIONS
from searchapp.engines.whoosh_engine.loops import arrays_numpy as plain
from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, NO_FLAGS, Weights, choose_arrays

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="Numba is not installed"),
]
SIZE = 40
FIRST = 7

places = st.lists(st.integers(0, SIZE - 1), unique=True, max_size=SIZE).map(sorted)
numbers = places.map(lambda some: np.array(some, np.intp))
kinds = st.sampled_from([np.uint16, np.uint32])
widths = st.just([0] * 6) | st.lists(st.integers(0, WIDE_FREQUENCIES + WIDE_POSITIONS), min_size=6, max_size=6)
"""How wide the numbers of lists are: mostly all alike."""


@st.composite
def lists(draw: st.DrawFn) -> tuple[Any, ...]:
    """Documents, frequencies, positions, the first document, which are deleted."""
    documents = np.array(draw(places), draw(kinds))
    frequencies = np.array(
        draw(st.lists(st.integers(1, 3), min_size=len(documents), max_size=len(documents))), np.uint8
    )
    positions = [
        sorted(draw(st.sets(st.integers(0, 9), min_size=count, max_size=count))) for count in frequencies.tolist()
    ]
    deleted = NO_FLAGS
    if draw(st.booleans()):
        deleted = np.array(draw(st.lists(st.booleans(), min_size=SIZE, max_size=SIZE)), np.bool_)
    row = np.array([position for each in positions for position in each], np.uint16)
    return documents, frequencies, row, draw(st.sampled_from([0, FIRST])), deleted


def both(name: str, *values: Any) -> tuple[Any, Any]:
    """What the compiled loop and NumPy's give; an array of sums that they add to counts as given."""
    given = []
    for arrays in (choose_arrays(compiled=True), plain):
        own = [value.copy() if isinstance(value, np.ndarray) else value for value in values]
        answer = getattr(arrays, name)(*own)
        given.append(tuple(each for each in own if isinstance(each, np.ndarray)) if answer is None else answer)
    return given[0], given[1]


def check(name: str, *values: Any) -> Any:
    compiled, expected = both(name, *values)
    pairs = zip(compiled, expected, strict=True) if isinstance(expected, tuple) else [(compiled, expected)]
    for one, other in pairs:
        assert one.dtype == other.dtype
        np.testing.assert_allclose(one, other, rtol=1e-5)
    return expected


def live(row: tuple[Any, ...]) -> Any:
    documents, _, _, first, deleted = row
    return plain.list_documents(documents, first, deleted)


RATIOS = np.linspace(0.3, 2.0, SIZE + FIRST).astype(np.float32)


def test_the_compiled_loops_are_the_ones_tested() -> None:
    assert choose_arrays(compiled=True) is not plain
    assert choose_arrays(compiled=False) is plain


@given(lists())
def test_documents(row: tuple[Any, ...]) -> None:
    documents, _, _, first, deleted = row
    check("list_documents", documents, first, deleted)
    check("mark_documents", documents, first, deleted, np.zeros(SIZE + FIRST, np.bool_))


@given(numbers, numbers)
def test_merged_documents(left: Any, right: Any) -> None:
    check("merge_documents", left, right)


@given(lists(), numbers)
def test_counts_of_some(row: tuple[Any, ...], some: Any) -> None:
    documents, frequencies, positions, first, _ = row
    wanted = np.intersect1d(some, live(row))
    firsts = np.full(len(wanted), 4, np.float32)
    start = (np.arange(len(wanted)) % 3).astype(np.float32)
    check("add_counts_among", documents, frequencies, positions, first, 0.8, wanted, start, firsts)


def put_together(rows: list[tuple[Any, ...]], widths: Sequence[int] = ()) -> tuple[list[Any], Any, Any]:
    """The lists, each so wide, in one file: as they stand there, the file as `Segment.whole`, and their places."""
    kept, places, file = [], [], bytearray(4)

    def keep(values: Any) -> int:
        file.extend(bytes(-len(file) % 4))
        file.extend(values.tobytes())
        return (len(file) - values.nbytes) // int(values.itemsize)

    for (documents, frequencies, positions, *others), width in zip_longest(rows, widths[: len(rows)], fillvalue=0):
        row = (
            documents.astype(np.uint16),
            frequencies.astype(np.uint16 if width & WIDE_FREQUENCIES else np.uint8),
            positions.astype(np.uint32 if width & WIDE_POSITIONS else np.uint16),
        )
        kept.append((*row, *others))
        places.append([*map(keep, row), len(documents), len(positions), width])
    file.extend(bytes(-len(file) % 4))
    whole = [np.frombuffer(bytes(file), kind) for kind in (np.uint16, np.uint8, np.uint16, np.uint32)]
    return kept, whole, np.array(places)


@given(st.lists(lists(), min_size=1, max_size=4), numbers, st.integers(0, 4), widths)
def test_keys_of_several_lists(rows: list[tuple[Any, ...]], wanted: Any, first: int, wide: list[int]) -> None:
    # No two terms stand in one place.
    rows = [(*row[:2], (row[2] * 4 + number).astype(np.uint16), *row[3:]) for number, row in enumerate(rows)]
    rows, whole, places = put_together(rows, wide)
    bounds = [min(first, len(rows)), len(rows)]
    keys, ends = check("list_keys", *whole, places, np.array(bounds), wanted)
    expected = []
    for group in (rows[: bounds[0]], rows[bounds[0] :]):
        held = [zip(*plain.list_positions(*row[:3], 0, wanted), strict=True) for row in group]
        expected.append(sorted((document << KEY_BITS) + place for each in held for document, place in each))
    assert [each.tolist() for each in np.split(keys, ends[:-1])] == expected
    assert ends[-1] == len(keys)


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[Any], int, Any, tuple[Any, ...]]:
    """Lists in a row, the first document, which are deleted, and a tree of words over them, in a small archive or in
    one where all of them are rare.
    """
    rows = draw(st.lists(lists().filter(lambda row: len(row[0]) > 0), min_size=1, max_size=6))
    _, whole, places = put_together(rows, draw(widths))
    ends = sorted(draw(st.sets(st.integers(1, len(rows)), max_size=3)) | {len(rows)})
    leaves = np.array([(end, number % 2) for number, end in enumerate(ends)])
    groups = sorted(draw(st.sets(st.integers(1, len(ends)), min_size=1, max_size=2)))
    boosts = st.sampled_from([0.0, 2.5])
    steps = st.sampled_from([0.0, 100.0])
    weights = [(3.0, 0.7, draw(boosts), draw(steps) if leaf >= groups[-1] else 0.0) for leaf in range(len(ends))]
    ratios = np.resize(RATIOS, (2, draw(st.sampled_from([SIZE + FIRST, 40 * SIZE])))) + np.float32(0.5)
    tree = ratios, places, 0.5 + np.arange(len(rows)) % 3, leaves, np.array(weights), np.array(groups)
    return whole, rows[0][3], rows[0][4], tree


def among(first: int, documents: Any) -> Any:
    """Those of some documents that are the segment's."""
    return documents[(documents >= first) & (documents < first + SIZE)]


@given(trees(), numbers)
def test_trees_of_words(given_tree: tuple[list[Any], int, Any, tuple[Any, ...]], some: Any) -> None:
    whole, first, deleted, tree = given_tree
    found, scores = check("match_words", *whole, first, deleted, *tree)
    wanted = among(first, some)
    fewer, own = check("match_words_among", *whole, first, *tree, wanted)
    if not len(deleted):
        assert fewer.tolist() == np.intersect1d(found, wanted).tolist()
        np.testing.assert_allclose(own, scores[np.isin(found, wanted)], rtol=1e-5)


@given(trees())
def test_trees_match_what_all_groups_have(given_tree: tuple[list[Any], int, Any, tuple[Any, ...]]) -> None:
    whole, first, deleted, tree = given_tree
    _, places, _, leaves, _, groups = tree
    rows = [set(whole[0][at : at + count].tolist()) for at, _, _, count, *_ in places.tolist()]
    ends = [0, *leaves[groups - 1, 0].tolist()]
    held = [set().union(*rows[begin:end]) for begin, end in pairwise(ends)]
    expected = {each for each in set.intersection(*held) if not len(deleted) or not deleted[each]}
    found, _ = check("match_words", *whole, first, deleted, *tree)
    assert found.tolist() == [each + first for each in sorted(expected)]


@pytest.mark.parametrize("scale", [1e-4, 3.0, 1e6])
@pytest.mark.parametrize("count", [100, 1300])
def test_trees_of_long_lists(count: int, scale: float) -> None:
    """Scores come of another logarithm than NumPy's, and many postings go through an array of all documents."""
    draw = np.random.default_rng(count)
    rows = []
    for _ in range(5):
        documents = np.sort(draw.choice(5000, count, replace=False)).astype(np.uint16)
        frequencies = draw.integers(1, 30, count).astype(np.uint8)
        rows.append((documents, frequencies, draw.integers(0, 500, int(frequencies.sum())).astype(np.uint16)))
    _, whole, places = put_together(rows)
    deleted = draw.random(5000) < 0.2
    ratios = draw.uniform(0.01, 50, (2, 5000)).astype(np.float32)
    leaves, weights = np.array([(2, 0), (3, 1), (5, 0)]), np.array([(scale, 2.5, 1.5, 0.0)] * 3)
    for groups in ([3], [2], [1, 3]):
        tree = ratios, places, np.ones(5), leaves, weights, np.array(groups)
        found, scores = check("match_words", *whole, 0, deleted, *tree)
        fewer, own = check("match_words_among", *whole, 0, *tree, found[::3])
        assert fewer.tolist() == found[::3].tolist()
        np.testing.assert_allclose(own, scores[::3], rtol=1e-5)


@given(numbers, numbers)
def test_sums_of_matches(documents: Any, wanted: Any) -> None:
    scores = np.arange(len(documents)).astype(np.float32)
    *_, sums = check("add_matches", documents, scores, np.zeros(SIZE, np.float32))
    found, _ = check("collect", sums)
    assert found.tolist() == documents.tolist()  # a weight of nothing still makes a match
    *_, sums = check("add_matches_among", documents, scores, wanted, np.zeros(len(wanted), np.float32))
    found, _ = check("collect_among", wanted, sums)
    assert found.tolist() == np.intersect1d(documents, wanted).tolist()


@given(lists(), numbers, lists(), st.integers(-2, 2))
def test_positions(row: tuple[Any, ...], some: Any, other: tuple[Any, ...], offset: int) -> None:
    documents, frequencies, positions, first, _ = row
    found, where = check("list_positions", documents, frequencies, positions, first, some)
    documents, frequencies, positions, first, _ = other
    check("keep_followed", found, where, documents, frequencies, positions, first, offset)
    check("count_runs", found, where)


@given(st.lists(st.tuples(lists(), lists(), lists(), lists()), min_size=2, max_size=3), numbers)
def test_nearness(words: list[tuple[Any, Any, Any, Any]], wanted: Any) -> None:
    groups = []
    for row in [row for word in words for row in word[:2]] + [row for word in words for row in word[2:]]:
        found, where = plain.list_positions(*row[:4], wanted)
        groups.append((found << KEY_BITS) + where)
    ends = np.cumsum([len(each) for each in groups])
    rarities = 1.0 + np.arange(len(words)) % 2
    gains = check("weigh_nearness", np.concatenate(groups), ends, 2, rarities, wanted)
    for document, gain in zip(wanted.tolist(), gains.tolist(), strict=True):
        held = [
            [key & ((1 << KEY_BITS) - 1) for key in each.tolist() if key >> KEY_BITS == document] for each in groups
        ]
        expected = 0.0
        for one, other in combinations(range(len(words)), 2):
            rarity = min(rarities[one], rarities[other])
            for begin in (0, 2 * len(words)):
                fields = (begin, begin + 1)
                pairs = [product(held[2 * one + field], held[2 * other + field]) for field in fields]
                typed = begin > 0
                distances = [
                    max(abs(there - here), 1) for each in pairs for here, there in each if here < there or not typed
                ]
                expected += rarity / math.sqrt(min(distances)) if distances else 0.0
        assert gain == pytest.approx(expected)


@given(st.lists(st.integers(1, 4), max_size=SIZE))
def test_phrases_are_weighed(counts: list[int]) -> None:
    row = np.array(counts, np.intp)
    for kind in (np.intp, np.float32):
        given_counts = row.astype(kind), row[::-1].astype(kind) * 5
        check("weigh", np.arange(len(counts)), *given_counts, *Weights(RATIOS, 3.0, 0.7, 1.5))


@given(st.lists(st.binary(max_size=4), min_size=1), st.binary(max_size=5), st.integers(0, 3))
def test_strings(strings: list[bytes], wanted: bytes, first: int) -> None:
    content = np.frombuffer(b"".join(sorted(strings)), np.uint8)
    ends = np.cumsum([len(each) for each in sorted(strings)]).astype(np.uint16)
    expected = max(bisect_left(sorted(strings), wanted), min(first, len(strings)))
    for arrays in (choose_arrays(compiled=True), plain):
        assert arrays.find_string(content, ends, wanted, min(first, len(strings))) == expected


@st.composite
def records(draw: st.DrawFn, count: int) -> tuple[Any, Any]:
    """Records with the places of ten words or more in each text, or of none, in a row; and their ends."""
    pairs = st.tuples(st.integers(0, 3), st.integers(1, 20))
    texts = st.lists(pairs, min_size=10, max_size=13).map(lambda some: bytes([*chain(*some), 2])) | st.just(b"")
    found = [
        pack_record(b"document", *pack_places(draw(st.lists(texts, min_size=2, max_size=2)))) for _ in range(count)
    ]
    return np.frombuffer(b"".join(found), np.uint8), np.cumsum([len(each) for each in found], dtype=np.intp)


@given(st.data(), numbers, st.lists(lists(), min_size=1, max_size=4), st.integers(0, 4))
def test_marks(data: st.DataObject, documents: Any, rows: list[tuple[Any, ...]], titles: int) -> None:
    places = [plain.list_positions(*row[:4], documents) for row in rows]
    groups = np.cumsum([len(found) for found, _ in places])
    keys = np.concatenate([(found << KEY_BITS) + where for found, where in places])
    bits = np.array([1 << number for number in range(len(rows))])
    texts, ends = data.draw(records(len(documents)))
    starts, stops, masks, held = check(
        "place_marks", texts, ends, documents, keys, groups, bits, min(titles, len(rows))
    )
    assert len(starts) == len(stops) == len(masks) == held[held > 0].sum()


@pytest.mark.parametrize("arrays", [plain, "compiled"])
@pytest.mark.parametrize("place", [3, 11])
def test_places_beyond_their_record_are_an_error(arrays: Any, place: int) -> None:
    """They are damage, and must not cost gigabytes."""
    record = np.frombuffer(pack_record(b"document", *pack_places([bytes([0, 3, 1, 3, 0])] * 2)), np.uint8).copy()
    record[place] = 255
    one, none = np.ones(1, np.intp), np.empty(0, np.intp)
    chosen = choose_arrays(compiled=True) if arrays == "compiled" else arrays
    with pytest.raises(IndexError):
        chosen.place_marks(record, one * len(record), one, none, one * 0, one, 0)


@given(numbers, st.lists(st.integers(0, SIZE), max_size=6))
def test_counts_of_postings(ordinals: Any, terms: list[int]) -> None:
    starts = (np.arange(len(ordinals) + 1) ** 2).astype(np.uint16)
    row = np.array(terms, np.uint32)
    check("count_postings", ordinals.astype(np.uint32), starts, row, np.ones(len(terms), np.intp))


@given(numbers)
def test_counts_of_values(documents: Any) -> None:
    check("count_values", (np.arange(SIZE) % 5).astype(np.uint8), documents, 6)


@given(st.lists(st.sampled_from([-np.inf, 0.0, 1.0, 2.0, 3.5]), max_size=400), st.integers(1, 12))
def test_best_places(values: list[float], count: int) -> None:
    row = np.array(values)
    compiled, expected = both("pick_best", row, count)
    worst = sorted(values)[-count] if count <= len(values) else -np.inf
    assert compiled.tolist() == expected.tolist() == [place for place, value in enumerate(values) if value >= worst]
