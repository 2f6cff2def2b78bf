"""Text on a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.cli.terminal import cut, make_printable, measure, render_table


@given(st.text())
@settings(max_examples=100)
def test_printable_text_keeps_offsets_and_holds_no_control(text: str) -> None:
    printable = make_printable(text)
    assert len(printable) == len(text)
    assert printable.isprintable() or not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in printable)


@pytest.mark.parametrize(
    "control", "\x1b\n\u2028\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
def test_what_moves_the_cursor_or_reorders_the_line_is_a_space(control: str) -> None:
    assert make_printable(f"a{control}b") == "a b"


@pytest.mark.parametrize("kept", "\u200c\u200d\u0600\u06dd")
def test_joiners_and_arabic_number_signs_stay(kept: str) -> None:
    assert make_printable(f"a{kept}b") == f"a{kept}b"


@given(st.text(), st.integers(1, 30))
@settings(max_examples=100)
def test_cut_text_fits(text: str, width: int) -> None:
    assert measure(cut(text, width)) <= width


@pytest.mark.parametrize(("text", "width"), [("", 0), ("abc", 3), ("كِتاب", 4), ("漢字", 4), ("a\u200fb", 2)])
def test_measure(text: str, width: int) -> None:
    assert measure(text) == width


def test_columns_align_under_marks() -> None:
    lines = render_table(["a", "b"], [["كُتُب", "x"], ["كتاب", "y"]])
    assert [measure(line) for line in lines[1:]] == [7, 7]


def test_all_but_the_last_column_are_cut() -> None:
    assert render_table(["a", "b"], [["abcdef", "uvwxyz"]], widest=4)[1] == "abc…  uvwxyz"


def test_a_table_of_no_rows_is_its_header() -> None:
    assert render_table(["start", "end"], []) == ["start  end"]
