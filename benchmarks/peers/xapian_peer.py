"""Xapian, by its Python binding (Debian: python3-xapian)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import xapian

from benchmarks.peers.base import HITS, TITLE_BOOST, Answer, Question, Row

_FIELDS = (("T", TITLE_BOOST), ("B", 1.0))
_SOURCE, _MONTH = 0, 1
_LONGEST_TERM = 245
"""Bytes; Xapian takes no longer ones."""


def _make_word(prefix: str, term: str) -> bytes:
    return (prefix + term).encode()[:_LONGEST_TERM]


class XapianSession:
    """An open database."""

    def __init__(self, folder: Path) -> None:
        self._database = xapian.Database(str(folder))
        self._enquire = xapian.Enquire(self._database)
        self._documents = self._database.get_doccount()

    def prepare(self, question: Question) -> Any:
        query = xapian.Query
        if question.kind == "phrase":
            parts = [self._weigh(self._make_phrase(prefix, question), boost) for prefix, boost in _FIELDS]
            return query(query.OP_OR, parts)
        if question.kind == "prefix":
            parts = [self._weigh(self._make_prefix(prefix, question), boost) for prefix, boost in _FIELDS]
            return query(query.OP_OR, parts)
        words = [
            query(query.OP_OR, [self._weigh(query(_make_word(prefix, term)), boost) for prefix, boost in _FIELDS])
            for term in question.terms
        ]
        return query(query.OP_OR if question.kind == "or" else query.OP_AND, words)

    def ask(self, prepared: Any, facets: bool) -> Answer:
        self._enquire.set_query(prepared)
        self._enquire.clear_matchspies()
        spies = [xapian.ValueCountMatchSpy(slot) for slot in (_SOURCE, _MONTH)] if facets else []
        for spy in spies:
            self._enquire.add_matchspy(spy)
        # To check all matches is what makes the count exact.
        found = self._enquire.get_mset(0, HITS, self._documents)
        hits = [(stored["id"], stored["title"]) for stored in (json.loads(hit.document.get_data()) for hit in found)]
        return Answer(found.get_matches_estimated(), hits, [Counter(dict(_read_counts(spy))) for spy in spies])

    def count_sources(self, answer: Answer) -> dict[str, int]:
        return dict(answer.facets[0])

    def _make_phrase(self, prefix: str, question: Question) -> Any:
        words = [_make_word(prefix, term) for term in question.terms]
        return xapian.Query(xapian.Query.OP_PHRASE, words)

    def _make_prefix(self, prefix: str, question: Question) -> Any:
        beginning = _make_word(prefix, question.terms[0])
        # No limit of expansions.
        query = xapian.Query
        return query(query.OP_WILDCARD, beginning, 0, query.WILDCARD_LIMIT_ERROR, query.OP_SYNONYM)

    def _weigh(self, query: Any, boost: float) -> Any:
        return xapian.Query(xapian.Query.OP_SCALE_WEIGHT, query, boost)


def _read_counts(spy: Any) -> Iterator[tuple[str, int]]:
    for value in spy.values():
        yield value.term.decode(), value.termfreq


class Xapian:
    """See `base.Peer`."""

    name = "xapian"
    index = "xapian"
    note = "reads, as the others, every match, because the total is to be exact"
    same_answers = True

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OVERWRITE)
        for row in rows:
            document = xapian.Document()
            document.set_data(json.dumps({"id": row.id, "title": row.title, "body": row.body}, ensure_ascii=False))
            for (prefix, _), terms in zip(_FIELDS, (row.title_terms, row.body_terms), strict=True):
                for position, term in enumerate(terms.split(), 1):
                    document.add_posting(_make_word(prefix, term), position)
            document.add_value(_SOURCE, row.source)
            document.add_value(_MONTH, str(row.month))
            database.add_document(document)
        database.commit()
        database.close()

    def open(self, folder: Path) -> XapianSession:
        return XapianSession(folder)
