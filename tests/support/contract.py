"""What the tests of the engine contract share: documents and trees of every kind, and a search held to the oracle."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import msgspec
import pytest
from hypothesis import strategies as st
from oracle import Oracle
from whoosh import query as tree

from searchapp import arabic
from searchapp.engines.base import Engine, EngineQuery, EngineResult, Filters
from searchapp.fields import EXACT, STEM, TEXT_FIELDS, VALUE_GAP, term_field
from searchapp.model import UNKNOWN, Document
from searchapp.query import AnyField, NearWord

WORDS = ["كتاب", "الكتاب", "وكتاب", "وزير", "الوزير", "مدينة", "المدينة", "مدن", "بحر", "في", "على", "12", "COVID"]
VOCALIZED = ["كِتَاب", "كتابٌ", "كُتّاب", "كِتَابُ", "وزيرًا", "الوَزير", "بحر", "بَحر"]
WORDLESS = ["\u064b ", "…"]
DAY = dt.date(2024, 5, 6)
EVERYTHING = tree.Every()
IDS = [f"a{number}" for number in range(12)]
SORTS = ["relevance", "newest", "oldest"]
SOURCES = ["صحيفة الميناء", "الوكالة"]

texts = st.lists(st.sampled_from([*WORDS, *VOCALIZED]), max_size=8).map(" ".join)
documents = st.builds(
    Document,
    id=st.sampled_from(IDS),
    title=texts,
    body=texts,
    captions=st.lists(st.one_of(texts.filter(bool), st.sampled_from(WORDLESS)), max_size=3).map(tuple),
    tags=st.lists(st.sampled_from(["بحر", "مدينة كبيرة", "كتاب"]), max_size=2, unique=True).map(tuple),
    source=st.sampled_from([None, *SOURCES]),
    date=st.sampled_from([None, DAY, dt.date(2024, 5, 7), dt.date(2024, 6, 1), dt.date(2023, 1, 31)]),
)
names = st.sampled_from([field.name for field in TEXT_FIELDS])
words = st.sampled_from(WORDS).map(arabic.fold)
written = st.sampled_from([*WORDS, *VOCALIZED]).map(arabic.vocalize)
near = st.lists(
    st.builds(NearWord, written, st.lists(words.map(arabic.stem), min_size=1, max_size=3, unique=True).map(tuple)),
    max_size=3,
    unique=True,
).map(tuple)
patterns = st.sampled_from(["ك?اب", "?تاب", "*كت*", "م*ن*", "مد?ن*", "????", "*", "?", "ال*ه", "c*d", "كتاب", "1?"])
leaves = st.one_of(
    st.builds(
        lambda name, word, boost: tree.Term(term_field(name, EXACT), word, boost),
        names,
        written,
        st.sampled_from([1.0, 2.5]),
    ),
    st.builds(lambda name, word: tree.Term(term_field(name, STEM), arabic.stem(word)), names, words),
    st.builds(
        lambda some, word, boost: AnyField(
            [tree.Term(term_field(name, STEM), arabic.stem(word), boost=share) for name, share in some], boost=boost
        ),
        st.lists(
            st.tuples(names, st.sampled_from([1.0, 2.0, 0.8])), min_size=1, max_size=3, unique_by=lambda x: x[0]
        ),
        words,
        st.sampled_from([1.0, 0.3, 0.0]),
    ),
    st.builds(
        lambda some, boost: AnyField(
            [
                tree.Term(
                    term_field(name, form),
                    word if form == EXACT else arabic.stem(arabic.bare_form(word)),
                    boost=share,
                )
                for name, form, word, share in some
            ],
            boost=boost,
        ),
        st.lists(
            st.tuples(names, st.sampled_from([EXACT, STEM]), written, st.sampled_from([1.0, 0.5, 1.4])),
            min_size=2,
            max_size=5,
            unique_by=lambda each: (
                each[0],
                each[1],
                each[2] if each[1] == EXACT else arabic.stem(arabic.bare_form(each[2])),
            ),
        ),
        st.sampled_from([1.0, 0.3]),
    ),
    st.builds(
        lambda name, some, slop: tree.Phrase(term_field(name, EXACT), some, slop=slop),
        names,
        st.lists(written, min_size=1, max_size=3),
        st.sampled_from([1, 1, 2, 3, VALUE_GAP - 1]),
    ),
    st.builds(lambda name, word: tree.Prefix(term_field(name, EXACT), word[:2]), names, words),
    st.builds(lambda name, text: tree.Wildcard(term_field(name, EXACT), text, boost=0.5), names, patterns),
    st.builds(
        lambda name, word, maxdist, prefixlength: tree.FuzzyTerm(
            term_field(name, EXACT), word, maxdist=maxdist, prefixlength=prefixlength
        ),
        names,
        st.sampled_from([*WORDS, "كاتب", "مدنية", "بحار", "ورير"]).map(arabic.fold),
        st.sampled_from([1, 2]),
        st.sampled_from([0, 1, 3]),
    ),
    st.builds(
        lambda start, end, inside: tree.NumericRange("date", start, end, startexcl=inside),
        st.sampled_from([None, 20230131, 20240507]),
        st.sampled_from([None, 20240506, 20241231]),
        st.booleans(),
    ),
    st.just(tree.Every()),
    st.just(tree.NullQuery),
)
words_anywhere = st.builds(
    lambda name, some: AnyField([tree.Term(term_field(name, STEM), each) for each in some], boost=0.6),
    names,
    st.lists(words.map(arabic.stem), min_size=1, max_size=3, unique=True),
)
besides = st.one_of(st.none(), words_anywhere, st.lists(words_anywhere, min_size=1, max_size=3).map(tree.Or))
constants = st.builds(
    tree.ConstantScoreQuery,
    st.one_of(words_anywhere, st.lists(words_anywhere, min_size=2, max_size=3, unique_by=str).map(tree.Or), leaves),
    st.sampled_from([100.0, 0.5]),
)
trees = st.recursive(
    st.one_of(leaves, constants),
    lambda children: st.one_of(
        st.lists(children, min_size=1, max_size=3).map(tree.Or),
        st.lists(st.one_of(children, children.map(tree.Not)), min_size=1, max_size=3).map(tree.And),
        children.map(tree.Not),
        st.tuples(children, children).map(lambda pair: tree.AndMaybe(*pair)),
    ),
    max_leaves=5,
)
filters = st.builds(
    Filters,
    sources=st.lists(st.sampled_from([*SOURCES, UNKNOWN, "لا أحد"]), max_size=2, unique=True).map(tuple),
    tags=st.lists(st.sampled_from(["بحر", "كتاب", UNKNOWN]), max_size=2, unique=True).map(tuple),
    dates=st.lists(st.sampled_from(["2024", "2024-06", "2023", UNKNOWN]), max_size=2, unique=True).map(tuple),
    date_from=st.sampled_from([None, DAY]),
    date_to=st.sampled_from([None, dt.date(2024, 5, 31)]),
)


def make_document(name: str, body: str = "نص", **values: object) -> Document:
    return msgspec.structs.replace(Document(id=name, title="", body=body), **values)  # type: ignore[arg-type]


def rebuild(engine: Engine, *some: Document) -> None:
    with engine.rebuild() as writer:
        for document in some:
            writer.add(document)
        writer.commit()


def search(engine: Engine, node: tree.Query = EVERYTHING, **options: object) -> list[str]:
    query = EngineQuery(node, **options)  # type: ignore[arg-type]
    return [document.id for document, _ in engine.reader().search(query).hits]


def assert_agrees(engine: Engine, oracle: Oracle, query: EngineQuery) -> None:
    total, hits, facets = oracle.search(query)
    result = engine.reader().search(query)
    assert result.total == total
    if engine.name == "opensearch" and query.sort == "relevance":
        assert_ranks_all(engine, query, result, {name for name, _ in hits})
    else:
        expected = hits[query.offset : query.offset + query.limit]
        assert [document.id for document, _ in result.hits] == [name for name, _ in expected]
        if engine.name != "opensearch":
            assert [score for _, score in result.hits] == pytest.approx([score for _, score in expected], rel=1e-6)
    assert result.facets == facets


def assert_ranks_all(engine: Engine, query: EngineQuery, result: EngineResult, names: set[str]) -> None:
    """What an engine keeps whose scores are only near the oracle's: it finds the same, in the order of its scores."""
    everything = engine.reader().search(replace(query, offset=0, limit=1000)).hits
    assert {document.id for document, _ in everything} == names
    assert result.hits == everything[query.offset : query.offset + query.limit]
    keys = [(-score, -(document.date or dt.date.min).toordinal(), document.id) for document, score in everything]
    assert keys == sorted(keys)
