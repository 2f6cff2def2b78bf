"""Character references, and bodies that are still HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.markup import decode_references, strip_inline_tags, strip_tags


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


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<strong>عاجل</strong>: خبر", "عاجل: خبر"),
        ('<span class="x">زلزال', "زلزال"),
        ("<B>خبر</b>", "خبر"),
        ("سطر<br>سطر", "سطر سطر"),
        ("<p>خبر</p>", " خبر "),
    ],
)
def test_a_short_text_loses_its_tags(text: str, left: str) -> None:
    assert strip_inline_tags(text) == left


@pytest.mark.parametrize(
    "text", ["a < b", "a <b and c> d", "<عاجل>", "<<عاجل>>", "x <- y -> z", "<T> خبر", "وسم <b> للخط", "2<3>1", "<i"]
)
def test_a_short_text_keeps_what_is_no_markup(text: str) -> None:
    assert strip_inline_tags(text) == text


@given(st.lists(st.sampled_from(["<b>", "</b>", "<", ">", "<br>", ' x="', "خبر", " ", "b", "/"])).map("".join))
def test_no_word_of_a_short_text_is_lost(text: str) -> None:
    stripped = strip_inline_tags(text)
    assert len(stripped) <= len(text)
    assert "<" in text or stripped == text
