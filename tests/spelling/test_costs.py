"""What slips cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.spelling import costs
from searchapp.spelling.costs import find_cost

words = st.text(alphabet="ابتدذرزسصطقكلمهويء", max_size=7)


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("مدرصه", "مدرسه", costs.CONFUSED_COST),
        ("مسول", "مسءول", costs.HAMZA_COST),
        ("مسوول", "مسءول", costs.HAMZA_COST),
        ("مستشفا", "مستشفي", costs.FINAL_COST),
        ("مينتء", "ميناء", costs.NEIGHBOUR_COST),
        ("جزرير", "جرزير", costs.SWAP_COST),
        ("لبنن", "لبنان", costs.MISSING_COST),
        ("مدره", "مدرسه", costs.MISSING_COST),
        ("اليبي", "الليبي", costs.MISSING_DOUBLE_COST),
        ("مدرسفه", "مدرسه", costs.EXTRA_COST),
        ("مدرسيه", "مدرسه", costs.EXTRA_NEIGHBOUR_COST),
        ("مدريسه", "مدرسه", costs.EXTRA_NEIGHBOUR_COST),
        ("مدرسءه", "مدرسه", costs.EXTRA_NEIGHBOUR_COST),
        ("مدررسه", "مدرسه", costs.EXTRA_DOUBLE_COST),
        ("مدعسه", "مدرسه", costs.OTHER_COST),
        ("جدرسه", "مدرسه", costs.OTHER_COST + costs.FIRST_COST),
        ("صمير", "سمير", costs.CONFUSED_COST + costs.FIRST_COST),
        ("درسه", "مدرسه", costs.MISSING_COST + costs.FIRST_COST),
        ("ضمدرسه", "مدرسه", costs.EXTRA_COST + costs.FIRST_COST),
        ("مدرصا", "مدرسه", costs.CONFUSED_COST + costs.FINAL_COST),
    ],
)
def test_each_slip_has_its_cost(typed: str, meant: str, cost: float) -> None:
    assert find_cost(typed, meant) == pytest.approx(cost)


@given(words)
def test_a_word_for_itself_costs_nothing(word: str) -> None:
    assert find_cost(word, word) == 0


@given(words, words)
def test_another_word_costs_something_and_no_more_than_writing_it_anew(typed: str, meant: str) -> None:
    cost = find_cost(typed, meant)
    assert (cost >= costs.LEAST_COST) == (typed != meant)
    most = len(typed) * costs.EXTRA_COST + len(meant) * costs.MISSING_COST + 2 * costs.FIRST_COST
    assert cost <= most + 1e-9


@given(words, words, words)
def test_what_both_ends_share_is_never_dearer_than_a_full_comparison(typed: str, meant: str, shared: str) -> None:
    alone = find_cost(typed, meant)
    assert find_cost(typed + shared, meant + shared) <= alone + costs.OTHER_COST
