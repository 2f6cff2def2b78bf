"""Character references, and bodies that are still HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.markup import decode_references, strip_tags


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("&quot;خبر&quot;", '"خبر"'),
        ("&#8220;خبر&#x201D;", "“خبر”"),
        ("خبر &amp; خبر", "خبر & خبر"),
        ("&amp;quot;", "&quot;"),
        ("&#xD800;", "\ufffd"),
    ],
)
def test_references_are_decoded_once(text: str, decoded: str) -> None:
    assert decode_references(text) == decoded


@pytest.mark.parametrize("text", ["R&D", "R&D;", "&quot", "?a=1&copy=2", "&notit;", "& خبر;", "&#;", "&#99999999;"])
def test_what_only_looks_like_a_reference_stays(text: str) -> None:
    assert decode_references(text) == text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("خبر<br>عاجل<BR/>الآن", "خبر\nعاجل\nالآن"),
        ("<p>أ<!-- ب -->ج</p>", "أج"),
        ("<p>أ</p><script>if (a < b) { alert('<p>') }</script><p>ب</p>", "أ\nب"),
        ("<p>أ</p><script>ب", "أ\nب"),
        ("<p>أ</p></script><style>ب", "أ\nب"),
        ("<table><tr><td>أ</td><td>ب</td></tr></table><p>ج", "أ  ب\nج"),
        ("<p>1 < 2 و 3 > 2</p>", "1 < 2 و 3 > 2"),
    ],
)
def test_a_body_with_paragraphs_is_read_as_html(text: str, lines: str) -> None:
    assert strip_tags(text) == lines


@pytest.mark.parametrize("text", ["", "نص", "وسم <b> للخط", "<script>alert(1)</script>", "<preface> ب", "  أ\n\nب "])
def test_every_other_text_stays_as_it_is(text: str) -> None:
    assert strip_tags(text) == text


@given(st.lists(st.sampled_from(["<p>", "</p>", "<script>", "</script>", "<", ">", "نص", "\n"])).map("".join))
def test_no_word_is_lost_outside_code(text: str) -> None:
    if "<script>" not in text:
        assert strip_tags(text).count("نص") == text.count("نص")
