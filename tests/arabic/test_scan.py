"""The words of many texts as numbers: what `split_words` finds, the same by dictionary and by kernel."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from itertools import accumulate, chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.arabic.analyzer import analyze
from searchapp.arabic.scanning.kinds import COMMA, CONTROL, DIGIT, LETTER, MARK, OTHER, POINT, list_kinds
from searchapp.arabic.scanning.lines import decode_lines
from searchapp.arabic.scanning.scan import make_scanner
from searchapp.arabic.tokenize import WORD, blank_separators, find_words
from searchapp.arabic.vocalized import vocalize

compiled = pytest.param(True, marks=pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed"))
kinds_of_scanner = pytest.mark.parametrize("is_compiled", [False, compiled])

HARD = st.text("ابةيأى\u06e5\u064e\u200c\ufeffBé\u0301٣31.,٬٫_ﷺ-\ud800\n 서हि", max_size=40)
TEXTS = st.lists(HARD | st.text(st.characters(exclude_categories=()), max_size=60), max_size=6)


@kinds_of_scanner
def test_a_form_keeps_its_number(is_compiled: bool) -> None:
    scanner = make_scanner(compiled=is_compiled)
    first = scanner.scan(["بحر نهر بحر", "", "نهر"])
    assert (first.numbers.tolist(), first.counts.tolist()) == ([1, 2, 1, 2], [3, 0, 1])
    assert scanner.list_forms() == ["بحر", "نهر"]
    assert scanner.scan(["جسر بـحر"]).numbers.tolist() == [3, 1]
    assert scanner.list_forms(3) == ["جسر"]


@kinds_of_scanner
def test_a_text_with_a_piece_too_long_for_a_byte_keeps_no_pieces(is_compiled: bool) -> None:
    texts = ["ب" * 255, "ب" * 256, "ب" + " " * 255 + "ج", "ب" + " " * 256, "", "ب"]
    pieces = make_scanner(compiled=is_compiled).scan(texts).pieces
    assert [len(each) for each in pieces] == [3, 0, 5, 0, 1, 3]


@kinds_of_scanner
def test_words_may_stand_close_to_each_other(is_compiled: bool) -> None:
    text = "ا1" * 1000
    scan = make_scanner(compiled=is_compiled).scan([text, text])
    assert (scan.counts.tolist(), scan.numbers.tolist()) == ([2000, 2000], [1, 2] * 2000)
    assert scan.pieces == [bytes([0, 1] * 2000 + [0])] * 2


@kinds_of_scanner
def test_nothing_to_scan_is_no_error(is_compiled: bool) -> None:
    scan = make_scanner(compiled=is_compiled).scan([])
    assert (scan.numbers.tolist(), scan.counts.tolist(), scan.pieces) == ([], [], [])


@kinds_of_scanner
@pytest.mark.parametrize("mark", ["", "\u064e"])
def test_more_words_than_a_table_begins_with_keep_their_numbers(is_compiled: bool, mark: str) -> None:
    scanner = make_scanner(compiled=is_compiled)
    digits = str.maketrans("0123456789", "بتثجحخدذرز")
    words = [f"كلم{number:05}{mark}".translate(digits) for number in range(60_000)]
    for start in range(0, len(words), 7_000):
        scanner.scan([" ".join(words[start : start + 7_000])])
    assert scanner.scan([" ".join(words)]).numbers.tolist() == list(range(1, 60_001))
    assert scanner.list_forms() == list(map(vocalize, words))


def test_no_character_is_of_two_kinds_that_the_kernel_would_have_to_choose_from() -> None:
    kinds = list_kinds()
    assert not (kinds[(kinds & LETTER) > 0] & (OTHER | MARK | CONTROL | DIGIT | POINT | COMMA)).any()
    assert not (kinds[(kinds & CONTROL) > 0] != CONTROL).any()
    assert not (kinds[(kinds & (POINT | COMMA)) > 0] & (OTHER | MARK)).any()
    assert (kinds[(kinds & DIGIT) > 0] & OTHER).all()


def test_every_character_that_can_stand_in_a_word_is_of_a_kind() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    words = np.zeros(len(every), np.bool_)
    for match in WORD.finditer(blank_separators(every)):
        words[match.start() : match.end()] = True
    assert not (words & (list_kinds() == 0)).any()


@kinds_of_scanner
@settings(max_examples=100)
@given(batches=st.lists(TEXTS, min_size=1, max_size=3))
def test_forms_are_the_terms_of_the_texts(is_compiled: bool, batches: list[list[str]]) -> None:
    scanner = make_scanner(compiled=is_compiled)
    known = [""]
    for texts in batches:
        scan = scanner.scan(texts)
        known += scanner.list_forms(len(known))
        forms = iter([known[number] for number in scan.numbers.tolist()])
        found = [[next(forms) for _ in range(count)] for count in scan.counts.tolist()]
        assert found == [list(filter(None, map(vocalize, find_words(text)))) for text in texts]
    assert scanner.list_forms() == known[1:]


@kinds_of_scanner
@given(texts=TEXTS | st.lists(st.text("ءابتيَ", max_size=14), max_size=30))
def test_forms_are_sorted_in_rows_of_lines(is_compiled: bool, texts: list[str]) -> None:
    scanner = make_scanner(compiled=is_compiled)
    scanner.scan(texts)
    rows, places = scanner.sort_forms()
    assert all(decode_lines(row) == sorted(decode_lines(row)) for row in rows)
    lines = ["", *chain.from_iterable(map(decode_lines, rows))]
    assert [lines[place] for place in places.tolist()] == ["", *scanner.list_forms()]


@kinds_of_scanner
def test_what_folds_to_nothing_is_part_of_a_gap(is_compiled: bool) -> None:
    texts = ["بحر ـ نهر", "ـ بحر", "بحر ـ", "ـ", "بحر ـ" + " " * 253 + "نهر", "بحر ـ" + " " * 254 + "نهر"]
    scan = make_scanner(compiled=is_compiled).scan(texts)
    assert scan.counts.tolist() == [2, 1, 1, 0, 2, 2]
    assert [list(each) for each in scan.pieces[:4]] == [[0, 3, 3, 3, 0], [2, 3, 0], [0, 3, 2], [1]]
    assert (list(scan.pieces[4]), scan.pieces[5]) == ([0, 3, 255, 3, 0], b"")


@kinds_of_scanner
@given(texts=TEXTS)
def test_pieces_lead_to_the_tokens(is_compiled: bool, texts: list[str]) -> None:
    for text, pieces in zip(texts, make_scanner(compiled=is_compiled).scan(texts).pieces, strict=True):
        ends = list(accumulate(pieces))
        tokens = list(zip(ends[0::2], ends[1::2], strict=False))
        assert not pieces or tokens == [(token.start, token.end) for token in analyze(text)]
