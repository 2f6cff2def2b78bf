"""Words as lines: what comes back, what is chosen and how sorted ones are united."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic.scanning.lines import count_lines, decode_lines, encode_lines, select_lines, unite_lines

needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed")

WORDS = st.text("ab!\u0628\u064a\ud800\U0001f600", max_size=4)


@given(st.lists(st.tuples(WORDS, st.booleans())))
def test_chosen_lines_are_left(rows: list[tuple[str, bool]]) -> None:
    lines = encode_lines(word for word, _ in rows)
    assert (count_lines(lines), decode_lines(lines)) == (len(rows), [word for word, _ in rows])
    chosen = select_lines(lines, np.array([is_chosen for _, is_chosen in rows], np.bool_))
    assert decode_lines(chosen) == [word for word, is_chosen in rows if is_chosen]


@pytest.mark.parametrize("is_compiled", [False, pytest.param(True, marks=needs_numba)])
@given(
    parts=st.lists(
        st.lists(WORDS, unique=True).map(sorted),
        min_size=1,
        max_size=5,
    )
)
def test_sorted_lines_are_united(is_compiled: bool, parts: list[list[str]]) -> None:
    lines, ordinals = unite_lines(list(map(encode_lines, parts)), compiled=is_compiled)
    united = decode_lines(lines)
    assert united == sorted(set().union(*parts))
    assert [[united[ordinal] for ordinal in each] for each in ordinals] == parts
