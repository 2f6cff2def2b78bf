"""Runs, inversion and assembly: the same segment, byte for byte, whoever builds it and however often it spills."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp import arabic
from searchapp.arabic import Variants, load_base_lexicon
from searchapp.arabic.scanning.lines import decode_lines, encode_lines
from searchapp.engines.packed_documents import pack_document
from searchapp.engines.whoosh_engine.building import workers
from searchapp.engines.whoosh_engine.building.aside import FolderAside
from searchapp.engines.whoosh_engine.building.assembly import Assembled, assemble_segment
from searchapp.engines.whoosh_engine.building.deriving import Derived
from searchapp.engines.whoosh_engine.building.inversion import PlainInverter, Stretch, make_inverter, split_terms
from searchapp.engines.whoosh_engine.building.spill import RunSpiller
from searchapp.engines.whoosh_engine.building.workers import WorkerPool
from searchapp.engines.whoosh_engine.files.lexicon_file import write_lexicon
from searchapp.engines.whoosh_engine.files.manifest import FileRecord, hash_file
from searchapp.engines.whoosh_engine.files.segment import Segment
from searchapp.engines.whoosh_engine.files.structure import find_faults
from searchapp.engines.whoosh_engine.files.variants_file import write_variants
from searchapp.fields import FORMS, STEM, TEXT_FIELDS, VALUE_GAP
from searchapp.model import Document

needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed")

WORDS = ["بحر", "مدينة", "والمدينة", "ـ", "سفن", "F16", "نهر", "للنهر"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
TEXTS = st.lists(TEXT.filter(bool), max_size=3).map(tuple)
DOCUMENTS = st.lists(
    st.builds(
        Document,
        st.uuids().map(str),
        TEXT,
        TEXT,
        captions=TEXTS,
        tags=TEXTS,
        source=st.sampled_from([None, "بحر", "نهر"]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda document: document.id,
)


def build(folder: Path, documents: list[Document], *, size: int, max_words: int, compiled: bool) -> Path:
    """A segment of documents in batches of a size."""
    spiller = RunSpiller(folder, max_words, compiled=compiled)
    for number, first in enumerate(range(0, len(documents), size)):
        batch = documents[first : first + size]
        spiller.add(number, batch, [pack_document(each) for each in batch])
    path = folder / "segment"
    assemble_segment(spiller.finish(), folder, path, make_inverter(compiled=compiled), 2, make_aside(folder))
    return path


def make_aside(folder: Path) -> FolderAside:
    """Stems by the base lexicon, and learns nothing."""
    write_lexicon(folder, load_base_lexicon())
    write_variants(folder, Variants())
    return FolderAside(folder, None, compiled=False)


def list_places(documents: list[Document], form: str, name: str) -> dict[str, list[tuple[int, list[int]]]]:
    """The oracle: for each term the documents and the positions there."""
    field = next(each for each in TEXT_FIELDS if each.name == name)
    found: dict[str, dict[int, list[int]]] = {}
    for number, document in enumerate(documents):
        position = 0
        values = [arabic.index_terms(value) for value in field.read(document)]
        if form == STEM:
            values = [list(map(arabic.stem, words)) for words in values]
        for terms in filter(None, values):
            for term in terms:
                found.setdefault(term, {}).setdefault(number, []).append(position)
                position += 1
            position += VALUE_GAP
    return {term: list(places.items()) for term, places in found.items()}


def read_places(segment: Segment, form: str, name: str) -> dict[str, list[tuple[int, list[int]]]]:
    lists = segment.field(name, form)
    found = {}
    for place, ordinal in enumerate(lists.ordinals.tolist()):
        where = lists.slice_list(place)
        positions = np.split(
            lists.positions[lists.slice_positions(place)], np.cumsum(lists.frequencies[where], dtype=np.int64)[:-1]
        )
        rows = zip(lists.documents[where].tolist(), (each.tolist() for each in positions), strict=True)
        found[segment.terms[form][ordinal].decode()] = list(rows)
    return found


@settings(max_examples=25)
@given(DOCUMENTS, st.integers(1, 5), st.integers(1, 60))
def test_a_segment_holds_every_word_where_analysis_finds_it(tmp_path_factory, documents, size, max_words):
    path = build(tmp_path_factory.mktemp("runs"), documents, size=size, max_words=max_words, compiled=False)
    segment = Segment(path)
    assert list(find_faults(segment)) == []
    assert [segment.read_document(number) for number in range(segment.documents)] == documents
    for form in FORMS:
        for field in TEXT_FIELDS:
            assert read_places(segment, form, field.name) == list_places(documents, form, field.name)


@needs_numba
@pytest.mark.slow
@settings(max_examples=25)
@given(DOCUMENTS, st.integers(1, 5), st.integers(1, 60))
def test_kernels_and_spills_leave_no_trace_in_a_segment(tmp_path_factory, documents, size, max_words):
    plain = build(tmp_path_factory.mktemp("runs"), documents, size=100, max_words=1000, compiled=False)
    compiled = build(tmp_path_factory.mktemp("runs"), documents, size=size, max_words=max_words, compiled=True)
    assert plain.read_bytes() == compiled.read_bytes()


@pytest.mark.parametrize("is_compiled", [False, pytest.param(True, marks=needs_numba)])
def test_ranges_of_terms_join_to_the_lists_made_at_once(is_compiled):
    generator = np.random.default_rng(5)
    lengths = generator.integers(0, 9, 40).astype(np.uint32)
    words = generator.integers(1, 20, int(lengths.sum())).astype(np.uint32)
    table = generator.permutation(20).astype(np.uint32)
    numbers = np.where(np.arange(40) % 7 == 3, -1, np.cumsum(np.arange(40) % 7 != 3) - 1)
    stretches = [Stretch(words, lengths, np.array([3, 11, 12], np.int64), numbers, table)]
    inverter = make_inverter(compiled=is_compiled)
    survey = inverter.survey(stretches, 20)
    whole = PlainInverter().invert(stretches, survey, 0, 20)
    ranges = list(split_terms(survey, 25))
    assert len(ranges) > 3
    parts = [inverter.invert(stretches, survey, first, end) for first, end in ranges]
    for joined, expected in zip(zip(*parts, strict=True), whole, strict=True):
        assert np.concatenate(joined).tolist() == expected.tolist()
    assert (survey.frequency, survey.position) == (int(whole.frequencies.max()), int(whole.positions.max()))


def test_a_range_of_terms_is_never_empty_and_none_is_left_out():
    survey = make_inverter(compiled=False).survey([], 0)
    assert list(split_terms(survey, 10)) == []
    survey = survey._replace(words=np.array([0, 30, 4, 5, 1, 0, 10, 0]))
    assert list(split_terms(survey, 10)) == [(0, 1), (1, 2), (2, 6), (6, 8)]


def test_deleted_documents_are_not_in_the_segment(tmp_path):
    documents = [Document(f"a{number}", "", f"نص {number}") for number in range(6)]
    spiller = RunSpiller(tmp_path, max_words=5)
    for number, document in enumerate(documents):
        spiller.add(number, [document], [pack_document(document)])
    for name in ("a1", "a2", "a5"):
        spiller.delete(name)
    spiller.add(9, [documents[1]], [pack_document(documents[1])])
    aside = make_aside(tmp_path)
    path = tmp_path / "segment"
    made = assemble_segment(spiller.finish(), tmp_path, path, PlainInverter(), 1, aside)
    assert made == Assembled(4, FileRecord(path.stat().st_size, hash_file(path)))
    segment = Segment(tmp_path / "segment")
    assert [identity.decode() for identity in segment.ids] == ["a0", "a3", "a4", "a1"]
    assert list(find_faults(segment)) == []


def test_forms_are_derived_once_from_all_words_and_their_counts(tmp_path):
    spiller = RunSpiller(tmp_path, max_words=2)
    for number, body in enumerate(["المدينة بحر", "بحر", "بحر مدينة المدينة"]):
        document = Document(f"a{number}", "بحر" if number else "", body)
        spiller.add(number, [document], [pack_document(document)])
    asked = []

    class FirstLetters(FolderAside):
        def derive(self, words, counts):
            asked.append(dict(zip(decode_lines(words), counts.tolist(), strict=True)))
            return lambda: {"stem": Derived(encode_lines(["xا", "xب", "xم"]), np.arange(3, dtype=np.uint32))}

    aside = FirstLetters(tmp_path, None, compiled=False)
    assemble_segment(spiller.finish(), tmp_path, tmp_path / "segment", PlainInverter(), 1, aside)
    assert asked == [{"المدينه": 2, "بحر": 5, "مدينه": 1}]
    segment = Segment(tmp_path / "segment")
    assert list(segment.terms["stem"]) == ["xا".encode(), "xب".encode(), "xم".encode()]


@needs_numba
@pytest.mark.slow
def test_workers_with_kernels_build_the_segment_that_one_process_builds_plainly(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "_BATCH_BYTES", 2000)
    documents = [
        Document(f"a{number}", "عنوان", "نص عن المدينة " * (number % 9), tags=(f"وسم {number % 5}", "وسم"))
        for number in range(300)
    ]
    contents = []
    for count, alone, plain in ((1, 1 << 30, 1 << 30), (3, 1000, 500)):
        monkeypatch.setattr(workers, "_ALONE_BYTES", alone)
        monkeypatch.setattr(workers, "_PLAIN_BYTES", plain)
        folder = tmp_path / str(count)
        folder.mkdir()
        pool = WorkerPool(folder, count, max_words=500)
        for document in documents:
            pool.add(document)
        pool.delete("a77")
        made = pool.assemble(folder / "segment")
        assert made is not None
        assert made.documents == 299
        pool.stop()
        contents.append((folder / "segment").read_bytes())
    assert contents[0] == contents[1]
