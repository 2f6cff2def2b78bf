"""What is stored of a document gives it back."""

from __future__ import annotations

from itertools import chain

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic import split_words
from searchapp.engines.code_page import CODE_PAGE, decode_text, encode_text
from searchapp.engines.packed_documents import pack_document
from searchapp.engines.whoosh_engine.files.records import (
    Places,
    make_compressor,
    pack_places,
    pack_record,
    read_document,
    read_pieces,
    read_record,
)
from searchapp.model import Document

texts = st.text(st.characters(exclude_categories=["Cs"]))
"""Any characters but halves of surrogate pairs: ingest lets none through."""


lengths = st.integers(0, 30) | st.integers(0, 255)
pieces = st.lists(st.tuples(lengths, lengths.map(lambda length: max(length, 1)))).flatmap(
    lambda pairs: st.builds(lambda last: bytes([*chain(*pairs), last]), lengths)
)
"""Gaps, and words of at least a letter, in turn."""


kept_or_not = pieces | st.just(b"")


@given(st.builds(Document, title=texts, body=texts | st.text(CODE_PAGE)), kept_or_not, kept_or_not)
def test_a_record_gives_back_what_was_stored(document: Document, title: bytes, body: bytes) -> None:
    record = pack_record(pack_document(document), *pack_places([title, body]))
    record = read_record(make_compressor().compress(record))
    assert read_document(record) == document
    for text, kept in enumerate([title, body]):
        found = read_pieces(record, text).tolist()
        assert found[: len(kept)] == list(kept)
        assert not any(found[len(kept) :])
        assert bool(found) is bool(kept)


@given(st.text(min_size=1), st.data())
def test_a_changed_bit_of_a_compressed_record_is_found(text: str, data: st.DataObject) -> None:
    record = pack_record(text.encode("utf-8", "surrogatepass"), Places(b"", b""), Places(b"", b""))
    stored = bytearray(make_compressor().compress(record))
    bit = data.draw(st.integers(0, 8 * len(stored) - 1))
    stored[bit >> 3] ^= 1 << (bit & 7)
    try:
        found = read_record(bytes(stored))
    except zstandard.ZstdError:
        return
    # A bit of the frame may say nothing of what is in it, or that nothing is, which is no record.
    assert found in (record, b"")


def test_nothing_is_no_record() -> None:
    with pytest.raises(msgspec.MsgspecError):
        read_document(b"")


@given(st.lists(kept_or_not))
def test_places_are_the_same_beside_those_of_other_texts(some: list[bytes]) -> None:
    assert pack_places(some) == [each for text in some for each in pack_places([text])]


def test_a_usual_word_takes_half_a_byte() -> None:
    _, lengths = split_words("كتب " * 1001)
    assert pack_places([bytes(lengths)]) == [Places(b"\x30" + b"\x33" * 499 + b"\x03", bytes([0, 3, 1, 0]))]


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
