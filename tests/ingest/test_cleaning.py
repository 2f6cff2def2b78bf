"""What is changed in a text before it is stored, where a quick way and a careful one give the same."""

from __future__ import annotations

from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.cleaning import _PLAIN_URL, clean_text, clean_url


@given(st.from_regex(_PLAIN_URL, fullmatch=True))
def test_an_address_that_is_taken_at_a_glance_is_one_that_the_standard_library_reads(url: str) -> None:
    parts = urlsplit(url)
    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert clean_url(f" {url}\n") == url


@given(
    st.text("\0\x08\t\n\v\r\x1f \x7f\x80\xa0خ\ud7ff\ud800\udfff\ue000\uffff😀")
    | st.text(st.characters(exclude_characters="&"))
)
def test_a_text_loses_control_characters_and_halves_of_characters_and_nothing_else(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = [
        char
        for char in lines
        if char in "\t\n" or (char >= " " and char != "\x7f" and not "\ud800" <= char <= "\udfff")
    ]
    assert clean_text(text) == "".join(kept).strip()
