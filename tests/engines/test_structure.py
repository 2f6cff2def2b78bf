"""What the arrays of a segment say against each other: a fault in any of them is found, and none in a sound one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.arabic import split_words
from searchapp.engines.packed_documents import pack_document
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.files.records import PLACED, make_compressor, pack_places, pack_record
from searchapp.engines.whoosh_engine.files.segment import Segment
from searchapp.engines.whoosh_engine.files.segment_file import Array, SegmentFile, SegmentFileWriter
from searchapp.engines.whoosh_engine.files.structure import find_faults
from searchapp.model import Document

TEXTS = ["سفينة كبيرةٌ في الميناء", "سفينة وسفينة في البَحر", "", "الميناء الميناء"]


@pytest.fixture
def segment(engine: WhooshEngine, folder: Path) -> Path:
    with engine.rebuild() as writer:
        for number, text in enumerate(TEXTS):
            day = dt.date(2024, 2, 1 + number) if number else None
            document = Document(f"a{number}", f"عنوان {number}", text, tags=("بحر", "سفن")[: number % 3], date=day)
            writer.add(document)
        writer.commit()
    return next((folder / "gen-000001").glob("*.arrays"))


def change_array(path: Path, name: str, change: Callable[[Array], Array]) -> None:
    """Write the segment anew with one array changed."""
    file = SegmentFile(path)
    arrays = {each: file.array(each).copy() for each in file.names()}
    writer = SegmentFileWriter(path, file.documents)
    for each, values in arrays.items():
        writer.write(each, change(values) if each == name else values)
    writer.close()


def put(place: int, value: int) -> Callable[[Array], Array]:
    def change(values: Array) -> Array:
        values[place] = value
        return values

    return change


def swap(values: Array) -> Array:
    values[[0, 1]] = values[[1, 0]]
    return values


def drop_last(values: Array) -> Array:
    return values[:-1]


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("stored.ends", drop_last, "stored"),
        ("id.ends", put(0, 200), "id"),
        ("id.order", put(0, 1), "id.order does not list"),
        ("id.order", swap, "id.order is not sorted"),
        ("day", put(1, 20240203), "another date"),
        ("day", drop_last, "day has 3 entries for 4"),
        ("source", put(2, 9), "source has an ordinal beyond"),
        ("tag", put(0, 9), "tag has an ordinal beyond"),
        ("tag.ends", put(0, 9), "tag.ends does not divide"),
        ("terms.exact.bytes", put(0, 255), "terms.exact is not sorted"),
        ("terms.vocalized.bytes", put(0, 255), "terms.vocalized is not sorted"),
        ("terms.vocalized.bytes", put(1, 170), "terms.vocalized has vowels of another word"),
        ("body.vocalized.positions", drop_last, "starts do not divide"),
        ("body.vocalized.frequencies", put(0, 200), "do not add up"),
        ("body.lengths", put(0, 1), "do not add up to the articles' lengths"),
        ("body.exact.ordinals", swap, "ordinals"),
        ("body.stem.ordinals", put(-1, 200), "ordinals"),
        ("body.exact.starts", put(1, 0), "starts"),
        ("body.exact.starts", drop_last, "starts"),
        ("body.exact.position_starts", put(-1, 3), "starts"),
        ("body.stem.documents", put(0, 77), "an article that is not there"),
        ("body.stem.documents", drop_last, "starts do not divide"),
        ("body.stem.frequencies", drop_last, "not of one length"),
        ("body.stem.frequencies", put(0, 0), "a frequency is 0"),
        ("body.stem.frequencies", put(0, 5), "do not add up to the positions"),
    ],
)
def test_a_fault_is_found(segment, name, change, fault):
    assert list(find_faults(Segment(segment))) == []
    change_array(segment, name, change)
    assert any(fault in line for line in find_faults(Segment(segment)))


def test_documents_and_positions_out_of_order_are_found(segment):
    change_array(segment, "body.exact.documents", lambda values: np.full_like(values, 1))
    change_array(segment, "body.exact.positions", lambda values: np.full_like(values, 1))
    faults = list(find_faults(Segment(segment)))
    assert any("documents do not rise" in line for line in faults)
    assert any("positions do not rise" in line for line in faults)


def test_documents_stored_under_other_ids_are_found(segment):
    change_array(segment, "id.bytes", lambda values: values + 1)
    assert any("another id" in line for line in find_faults(Segment(segment)))


@pytest.mark.parametrize("field", PLACED)
def test_places_of_another_text_are_found(segment, field):
    """A text of as many words, but other ones."""
    numbers = range(len(TEXTS))
    document = Segment(segment).read_document(0)
    texts = ["عنوانها 0", TEXTS[0]] if field == "title" else ["عنوان 0", "سفن كبيرة من الميناء"]
    places = pack_places([bytes(split_words(text)[1]) for text in texts])
    compress = make_compressor().compress
    packed = [compress(Segment(segment).read_record(number)) for number in numbers]
    packed[0] = compress(pack_record(pack_document(document), *places))
    change_array(segment, "stored.bytes", lambda _: np.frombuffer(b"".join(packed), np.uint8))
    change_array(segment, "stored.ends", lambda values: np.cumsum([*map(len, packed)]).astype(values.dtype))
    assert list(find_faults(Segment(segment))) == [f"article 0 has places of another {field}"]


@settings(max_examples=80, deadline=None, suppress_health_check=[*HealthCheck])
@given(st.data())
def test_no_array_makes_the_check_itself_fail(segment, data):
    content = segment.read_bytes()
    names = SegmentFile(segment).names()
    name = data.draw(st.sampled_from(names))
    shift = data.draw(st.integers(1, 255))
    change_array(segment, name, lambda values: values + np.array(shift).astype(values.dtype))
    list(find_faults(Segment(segment)))
    segment.write_bytes(content)
