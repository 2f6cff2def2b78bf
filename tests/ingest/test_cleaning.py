"""What is changed in a text before it is stored, where a quick way and a careful one give the same."""

from __future__ import annotations

from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.cleaning import _PLAIN_URL, clean_url


@given(st.from_regex(_PLAIN_URL, fullmatch=True))
def test_an_address_that_is_taken_at_a_glance_is_one_that_the_standard_library_reads(url: str) -> None:
    parts = urlsplit(url)
    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert clean_url(f" {url}\n") == url
