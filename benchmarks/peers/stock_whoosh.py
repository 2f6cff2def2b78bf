"""Whoosh with the codec and the searcher that it comes with."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, NUMERIC, STORED, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.query import Query
from whoosh.sorting import Count

from benchmarks.peers.base import HITS, Answer, Question, Row
from benchmarks.peers.ours import build_tree

_MEMORY_MB = 512


def _make_schema() -> Schema:
    # Named as in our index, so that the same trees work on both.
    words = SpaceSeparatedTokenizer()
    return Schema(
        id=ID(stored=True, unique=True),
        title=STORED,
        body=STORED,
        title_stem=TEXT(analyzer=words, phrase=True),
        body_stem=TEXT(analyzer=words, phrase=True),
        source=ID(sortable=True),
        month=NUMERIC(int, sortable=True),
    )


class WhooshSession:
    """An open index."""

    def __init__(self, folder: Path) -> None:
        self._searcher = open_dir(str(folder), schema=_make_schema()).searcher()

    def prepare(self, question: Question) -> Query:
        return build_tree(question)

    def ask(self, prepared: Query, facets: bool) -> Answer:
        grouped = ["source", "month"] if facets else None
        results = self._searcher.search(prepared, limit=HITS, groupedby=grouped, maptype=Count)
        # With groups Whoosh collects every match, whatever the limit says.
        hits = [(hit["id"], hit["title"]) for hit in islice(results, HITS)]
        counts = {name: results.groups(name) for name in grouped} if grouped else None
        return Answer(len(results), hits, counts)

    def count_sources(self, answer: Answer) -> dict[str, int]:
        return {value or "": count for value, count in answer.facets["source"].items()}


class StockWhoosh:
    """See `base.Peer`."""

    name = "whoosh"
    index = "whoosh"
    note = "its own codec, one writer process: its several lose documents when one of them fails"
    same_answers = True

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        writer = create_in(str(folder), _make_schema()).writer(limitmb=_MEMORY_MB)
        for row in rows:
            writer.add_document(
                id=row.id,
                title=row.title,
                body=row.body,
                title_stem=row.title_terms,
                body_stem=row.body_terms,
                source=row.source,
                month=row.month,
            )
        writer.commit()

    def open(self, folder: Path) -> WhooshSession:
        return WhooshSession(folder)
