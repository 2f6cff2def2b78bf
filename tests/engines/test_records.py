"""What is stored of a document gives it back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engines.code_page import CODE_PAGE, decode_text, encode_text
from searchapp.engines.packed_documents import pack_document
from searchapp.engines.whoosh_engine.files.records import make_compressor, read_stored
from searchapp.model import Document

texts = st.text(st.characters(exclude_categories=["Cs"]))
"""Any characters but halves of surrogate pairs: ingest lets none through."""


@given(st.builds(Document, title=texts, body=texts | st.text(CODE_PAGE)))
def test_a_stored_document_is_what_was_stored(document: Document) -> None:
    stored = make_compressor().compress(pack_document(document))
    assert read_stored(memoryview(stored)) == document


def test_each_character_of_the_code_page_has_its_own_byte() -> None:
    encoded = encode_text(CODE_PAGE)
    assert encoded == bytes(range(len(CODE_PAGE)))
    assert decode_text(encoded) == CODE_PAGE


@pytest.mark.parametrize("text", ["كتاب 書", "😀", "\ud800"])
def test_a_text_with_other_characters_has_no_bytes(text: str) -> None:
    assert encode_text(text) is None


def test_bytes_that_stand_for_nothing_are_an_error() -> None:
    with pytest.raises(ValueError, match="undefined"):
        decode_text(b"\xff")
