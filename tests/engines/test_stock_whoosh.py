"""Stock Whoosh, with its own codec and its own copy of the documents, finds the same ones for any query of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import fields, formats
from whoosh import query as tree
from whoosh.analysis import Analyzer, Token
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import RamStorage
from whoosh.reading import IndexReader, SegmentReader
from whoosh.searching import Searcher

from searchapp import arabic
from searchapp.engines.base import EngineQuery
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.fields import DATE, EXACT, FORMS, STEM, TEXT_FIELDS, VALUE_GAP, TextField, day_number, term_field
from searchapp.model import Document

WORDS = ["كتاب", "الكتاب", "مدينة", "المدينة", "بحر", "COVID"]
IDS = [f"a{number}" for number in range(8)]

texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
documents = st.builds(
    Document,
    id=st.sampled_from(IDS),
    title=texts,
    body=texts,
    captions=st.lists(texts.filter(bool), max_size=2).map(tuple),
    tags=st.lists(st.sampled_from(["بحر", "مدينة كبيرة"]), max_size=2, unique=True).map(tuple),
    date=st.sampled_from([None, dt.date(2024, 5, 6), dt.date(2023, 1, 31)]),
)
names = st.sampled_from(["title", "body", "body", "captions", "tags"])
words = st.sampled_from(WORDS).map(arabic.fold)
phrases = st.builds(
    lambda name, some, slop: tree.Phrase(term_field(name, EXACT), some, slop=slop),
    names,
    st.lists(words, min_size=2, max_size=3),
    st.sampled_from([1, 1, 2, 3, 5, VALUE_GAP - 1]),
)
patterns = st.sampled_from(["ك?اب", "?تاب", "*كت*", "م*ن*", "مد?ن*", "????", "*", "?", "ال*ه", "c*d", "كتاب"])
expanding = st.one_of(
    st.builds(lambda name, text: tree.Wildcard(term_field(name, EXACT), text), names, patterns),
    st.builds(
        lambda name, text, maxdist, prefixlength: tree.FuzzyTerm(
            term_field(name, EXACT), text, maxdist=maxdist, prefixlength=prefixlength
        ),
        names,
        st.sampled_from([*WORDS, "كاتب", "كتابة", "مدنية", "بحار", "covdi"]).map(arabic.fold),
        st.sampled_from([1, 2, 3]),
        st.sampled_from([0, 1, 3]),
    ),
)
leaves = st.one_of(
    phrases,
    expanding,
    st.builds(lambda name, word: tree.Term(term_field(name, EXACT), word), names, words),
    st.builds(lambda name, word: tree.Term(term_field(name, STEM), arabic.stem(word)), names, words),
    st.builds(lambda name, word: tree.Prefix(term_field(name, EXACT), word[:2]), names, words),
    st.builds(
        lambda start, end: tree.NumericRange(DATE, start, end),
        st.sampled_from([None, 20230131, 20240101]),
        st.sampled_from([20230131, 20240506]),
    ),
    st.just(tree.Every()),
)
trees = st.recursive(
    leaves,
    lambda children: st.one_of(
        st.lists(children, min_size=1, max_size=3).map(tree.Or),
        st.lists(st.one_of(children, children.map(tree.Not)), min_size=1, max_size=3).map(tree.And),
        children.map(tree.Not),
    ),
    max_leaves=5,
)


class ReadyTerms(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Lets Whoosh index terms as they are: a line each, with the position."""

    def __call__(self, value: str, **_: object) -> Iterator[Token]:
        for line in value.splitlines():
            term, _tab, position = line.partition("\t")
            yield Token(positions=True, text=term, pos=int(position), boost=1.0, stopped=False)


class ReadyField(fields.FieldType):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(format=formats.Positions(), analyzer=ReadyTerms(), scorable=True)


def list_terms(field: TextField, form: str, document: Document) -> str:
    lines = []
    position = 0
    for tokens in filter(None, map(arabic.analyze, field.read(document))):
        for token in tokens:
            lines.append(f"{token.exact if form == EXACT else arabic.stem(token.exact)}\t{position}")
            position += 1
        position += VALUE_GAP
    return "\n".join(lines)


def index_with_stock_whoosh(some: dict[str, Document]) -> Searcher:
    schema = fields.Schema(id=fields.ID(stored=True), date=fields.NUMERIC(int))
    for field in TEXT_FIELDS:
        for form in FORMS:
            schema.add(term_field(field.name, form), ReadyField())
    index = RamStorage().create_index(schema)
    writer = index.writer(codec=W3Codec())
    for document in some.values():
        values: dict[str, object] = {
            term_field(field.name, form): list_terms(field, form, document) for field in TEXT_FIELDS for form in FORMS
        }
        if document.date:
            values[DATE] = day_number(document.date.year, document.date.month, document.date.day)
        writer.add_document(id=document.id, **values)
    writer.commit()
    return index.searcher()


@pytest.fixture(autouse=True, scope="module")
def _distances_of_several_segments() -> Iterator[None]:
    """Over several segments Whoosh counts a swap of two letters as one edit, over a single one as two: the first is
    what its documentation says.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SegmentReader, "terms_within", IndexReader.terms_within)
        yield


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[*HealthCheck])
@given(
    st.lists(documents, min_size=4, max_size=8),
    st.lists(documents, max_size=3),
    st.sets(st.sampled_from(IDS), max_size=2),
    st.lists(st.one_of(phrases, expanding, leaves, trees), min_size=6, max_size=12),
)
def test_stock_whoosh_finds_the_same_documents(tmp_path_factory, first, added, deleted, queries):
    engine = WhooshEngine(Path(tmp_path_factory.mktemp("stock")))
    with engine.rebuild() as writer:
        held = {document.id: document for document in first if writer.add(document)}
        writer.commit()
    with engine.change() as writer:
        for document in added:
            writer.add(document)
            held[document.id] = document
        for name in sorted(deleted):
            writer.delete(name)
            held.pop(name, None)
        writer.commit()
    reader = engine.reader()
    with index_with_stock_whoosh(held) as searcher:
        for node in queries:
            expected = {hit["id"] for hit in searcher.search(node, limit=None)}
            result = reader.search(EngineQuery(node, limit=100))
            assert ({document.id for document, _ in result.hits}, result.total) == (expected, len(expected))
