"""Tantivy, by its Python binding."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from benchmarks.peers.base import FACET_VALUES, HITS, TITLE_BOOST, Answer, Question, Row

_FIELDS = (("title_stem", TITLE_BOOST), ("body_stem", 1.0))
_HEAP_BYTES = 512_000_000
_MONTHS = 100_000
_FACETS = {
    "source": {"terms": {"field": "source", "size": FACET_VALUES}},
    "date": {"terms": {"field": "month", "size": _MONTHS}},
}


def _make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("title", "body"):
        builder.add_text_field(name, stored=True, tokenizer_name="nothing", index_option="basic")
    for name, _ in _FIELDS:
        builder.add_text_field(name, tokenizer_name="words", index_option="position")
    builder.add_text_field("source", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("month", fast=True)
    return builder.build()


def _register_tokenizers(index: tantivy.Index) -> tantivy.Index:
    index.register_tokenizer("words", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    # The binding has no text that is stored and not indexed; bytes it copies one at a time.
    nothing = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.remove_long(1)).build()
    index.register_tokenizer("nothing", nothing)
    return index


class TantivySession:
    """An open index."""

    def __init__(self, folder: Path, read_hits: bool) -> None:
        self._read_hits = read_hits
        self._index = _register_tokenizers(tantivy.Index.open(str(folder)))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def prepare(self, question: Question) -> Query:
        if question.kind == "phrase":
            return self._weigh(lambda field: Query.phrase_query(self._schema, field, list(question.terms)))
        if question.kind == "prefix":
            # Its own prefix query stops at fifty words.
            pattern = re.escape(question.terms[0]) + ".*"
            return self._weigh(lambda field: Query.regex_query(self._schema, field, pattern))
        words = [[self._make_term(field, boost, term) for field, boost in _FIELDS] for term in question.terms]
        if question.kind == "or":
            return _join(Occur.Should, [leaf for leaves in words for leaf in leaves])
        return _join(Occur.Must, [_join(Occur.Should, leaves) for leaves in words])

    def ask(self, prepared: Query, facets: bool) -> Answer:
        # Its stubs do not know `count`.
        found: Any = self._searcher.search(prepared, HITS)
        counts = self._searcher.aggregate(prepared, _FACETS) if facets else None
        documents = [self._searcher.doc(address) for _, address in found.hits] if self._read_hits else []
        hits = [(str(document.get_first("id")), str(document.get_first("title"))) for document in documents]
        return Answer(found.count, hits, counts)

    def count_sources(self, answer: Answer) -> dict[str, int]:
        return {bucket["key"]: bucket["doc_count"] for bucket in answer.facets["source"]["buckets"]}

    def _make_term(self, field: str, boost: float, term: str) -> Query:
        return Query.boost_query(Query.term_query(self._schema, field, term, "freq"), boost)

    def _weigh(self, make: Callable[[str], Query]) -> Query:
        return _join(Occur.Should, [Query.boost_query(make(field), boost) for field, boost in _FIELDS])


def _join(how: Occur, queries: list[Query]) -> Query:
    return Query.boolean_query([(how, query) for query in queries])


class Tantivy:
    """See `base.Peer`."""

    index = "tantivy"
    note = "its binding counts facets in a second pass over the matches"
    same_answers = True

    def __init__(self, read_hits: bool = True) -> None:
        self.name = "tantivy" if read_hits else "tantivy (hits not read)"
        self._read_hits = read_hits

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        index = _register_tokenizers(tantivy.Index(_make_schema(), path=str(folder)))
        writer = index.writer(_HEAP_BYTES, len(os.sched_getaffinity(0)))
        for row in rows:
            document = tantivy.Document()
            document.add_text("id", row.id)
            document.add_text("title", row.title)
            document.add_text("body", row.body)
            document.add_text("title_stem", row.title_terms)
            document.add_text("body_stem", row.body_terms)
            document.add_text("source", row.source)
            document.add_unsigned("month", row.month)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> TantivySession:
        return TantivySession(folder, self._read_hits)
