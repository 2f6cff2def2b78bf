"""The compiled loops give what NumPy's give."""

from __future__ import annotations

import importlib.util
import math
from bisect import bisect_left
from itertools import chain, combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engines.whoosh_engine.files.records import pack_places, pack_record
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


@given(lists(), st.sampled_from([0.0, 2.5]), st.booleans())
def test_scores_of_all(row: tuple[Any, ...], boost: float, extend: bool) -> None:
    documents, frequencies, positions, first, deleted = row
    weights = Weights(RATIOS, 3.0, 0.7, boost)
    start = (np.arange(SIZE + FIRST) % 3).astype(np.float32)
    check("add_scores", documents, frequencies, positions, first, deleted, *weights, extend, start)
    sums = np.zeros(SIZE + FIRST, np.float32)
    plain.add_scores(documents, frequencies, positions, first, deleted, *weights, False, sums)
    found, scores = check("collect", sums)
    assert found.tolist() == live(row).tolist()  # a weight of nothing still makes a match
    counts = np.zeros(SIZE + FIRST, np.float32)
    near = np.zeros(SIZE + FIRST, np.float32)
    plain.add_counts(documents, frequencies, positions, first, deleted, 1.0, counts, near)
    *_, again = check(
        "add_weights", documents, first, *weights, False, counts, near, np.zeros(SIZE + FIRST, np.float32)
    )
    np.testing.assert_allclose(again[found], scores, rtol=1e-5, atol=1e-6)
    check("add_weights", documents, first, *weights, extend, counts, near, start)
    before = (np.arange(SIZE + FIRST) % 2).astype(np.float32)
    check(
        "add_counts",
        documents,
        frequencies,
        positions,
        first,
        deleted,
        0.8,
        before,
        np.zeros(SIZE + FIRST, np.float32),
    )


@pytest.mark.parametrize("scale", [1e-4, 3.0, 1e6])
@pytest.mark.parametrize("count", [511, 512, 1300])
def test_scores_of_long_lists(count: int, scale: float) -> None:
    """Postings are weighed by the block, with another logarithm than NumPy's."""
    draw = np.random.default_rng(count)
    documents = np.sort(draw.choice(2000, count, replace=False)).astype(np.uint32)
    frequencies = draw.integers(1, 30, count).astype(np.uint8)
    positions = draw.integers(0, 500, int(frequencies.sum())).astype(np.uint16)
    weights = Weights(draw.uniform(0.01, 50, 2000).astype(np.float32), scale, 2.5, 1.5)
    deleted = draw.random(2000) < 0.2
    for extend in (False, True):
        start = (draw.random(2000) < 0.5).astype(np.float32)
        check("add_scores", documents, frequencies, positions, 0, deleted, *weights, extend, start)


@given(lists(), numbers, st.booleans())
def test_scores_of_some(row: tuple[Any, ...], some: Any, extend: bool) -> None:
    documents, frequencies, positions, first, _ = row
    wanted = np.intersect1d(some, live(row))
    weights = Weights(RATIOS, 3.0, 0.7, 2.5)
    start = (np.arange(len(wanted)) % 3).astype(np.float32)
    check("add_scores_among", documents, frequencies, positions, first, *weights, extend, wanted, start)
    sums, counts, near = np.zeros((3, len(wanted)), np.float32)
    check("add_counts_among", documents, frequencies, positions, first, 1.0, wanted, counts, near)
    plain.add_counts_among(documents, frequencies, positions, first, 1.0, wanted, counts, near)
    check("add_weights_among", wanted, *weights, extend, counts, near, start)
    plain.add_weights_among(wanted, *weights, False, counts, near, sums)
    found, _ = check("collect_among", wanted, sums)
    assert found.tolist() == wanted.tolist()


def put_together(rows: list[tuple[Any, ...]]) -> tuple[list[tuple[Any, ...]], list[Any], Any]:
    """The lists in one type, all in a row behind one entry, and where each stands there."""
    rows = [(documents.astype(np.uint16), *others) for documents, *others in rows]
    whole = [
        np.concatenate([np.zeros(1, each[0].dtype), *each]) for each in zip(*(row[:3] for row in rows), strict=True)
    ]
    places, at, words = [], 1, 1
    for documents, _, positions, *_ in rows:
        places.append([at, at, words, len(documents), len(positions)])
        at, words = at + len(documents), words + len(positions)
    return rows, whole, np.array(places)


@given(st.lists(lists(), min_size=1, max_size=4), numbers, st.integers(0, 4))
def test_keys_of_several_lists(rows: list[tuple[Any, ...]], wanted: Any, first: int) -> None:
    # No two terms stand in one place.
    rows = [(*row[:2], (row[2] * 4 + number).astype(np.uint16), *row[3:]) for number, row in enumerate(rows)]
    rows, whole, places = put_together(rows)
    bounds = [min(first, len(rows)), len(rows)]
    keys, ends = check("list_keys", *whole, places, np.array(bounds), wanted)
    expected = []
    for group in (rows[: bounds[0]], rows[bounds[0] :]):
        held = [zip(*plain.list_positions(*row[:3], 0, wanted), strict=True) for row in group]
        expected.append(sorted((document << KEY_BITS) + place for each in held for document, place in each))
    assert [each.tolist() for each in np.split(keys, ends[:-1])] == expected
    assert ends[-1] == len(keys)


@given(st.lists(lists(), min_size=1, max_size=3), numbers, st.booleans())
def test_scores_of_several_lists(rows: list[tuple[Any, ...]], wanted: Any, extend: bool) -> None:
    rows, whole, places = put_together(rows)
    weights = Weights(RATIOS, 3.0, 0.7, 2.5)
    shares = 0.5 + np.arange(len(rows))
    start = (np.arange(len(wanted)) % 3).astype(np.float32)
    *_, sums = check("add_lists_among", *whole, places, shares, *weights, extend, wanted, start)
    counts, near = np.zeros((2, len(wanted)), np.float32)
    for row, share in zip(rows, shares.tolist(), strict=True):
        plain.add_counts_among(*row[:3], 0, share, wanted, counts, near)
    plain.add_weights_among(wanted, *weights, extend, counts, near, start)
    np.testing.assert_allclose(sums, start, rtol=1e-5)


@given(numbers, numbers)
def test_sums_of_matches(documents: Any, wanted: Any) -> None:
    scores = np.arange(len(documents)).astype(np.float32)
    check("add_matches", documents, scores, np.zeros(SIZE, np.float32))
    check("add_matches_among", documents, scores, wanted, np.zeros(len(wanted), np.float32))


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
    check("weigh", np.arange(len(counts)), row, row[::-1] * 5, *Weights(RATIOS, 3.0, 0.7, 1.5))


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
