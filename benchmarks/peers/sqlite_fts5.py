"""SQLite's full-text search, FTS5."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from benchmarks.peers.base import HITS, TITLE_BOOST, Answer, Question, Row

_FILE = "archive.db"
# A word is whatever stands between spaces. The text is kept beside the words, and the columns of the facets
# apart from it, so that counting them reads few pages.
_SCHEMA = f"""
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE article (number INTEGER PRIMARY KEY, id TEXT, title TEXT, body TEXT);
    CREATE TABLE facet (number INTEGER PRIMARY KEY, source TEXT, month INTEGER);
    CREATE VIRTUAL TABLE word USING fts5(
        title_stem, body_stem, content = '',
        tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
    );
    INSERT INTO word(word, rank) VALUES ('rank', 'bm25({TITLE_BOOST}, 1.0)');
"""
_BEST = f"""
    SELECT id, title FROM (SELECT rowid AS number, rank FROM word WHERE word MATCH ? ORDER BY rank LIMIT {HITS})
    JOIN article USING (number) ORDER BY rank
"""
_COUNT = "SELECT count(*) FROM word WHERE word MATCH ?"
_FACETS = """
    SELECT source, month, count(*) FROM word JOIN facet ON facet.number = word.rowid
    WHERE word MATCH ? GROUP BY source, month
"""


class Fts5Session:
    """An open database."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / _FILE)
        self._database.execute("PRAGMA mmap_size = 4000000000")

    def prepare(self, question: Question) -> str:
        quoted = [f'"{term}"' for term in question.terms]
        if question.kind == "phrase":
            return " + ".join(quoted)
        if question.kind == "prefix":
            return f"{quoted[0]} *"
        return (" OR " if question.kind == "or" else " AND ").join(quoted)

    def ask(self, prepared: str, facets: bool) -> Answer:
        hits = self._database.execute(_BEST, (prepared,)).fetchall()
        if not facets:
            return Answer(self._database.execute(_COUNT, (prepared,)).fetchone()[0], hits, None)
        cells = self._database.execute(_FACETS, (prepared,)).fetchall()
        counts: tuple[dict[str, int], dict[int, int]] = ({}, {})
        for source, month, count in cells:
            counts[0][source] = counts[0].get(source, 0) + count
            counts[1][month] = counts[1].get(month, 0) + count
        return Answer(sum(counts[0].values()), hits, counts)

    def count_sources(self, answer: Answer) -> dict[str, int]:
        return dict(answer.facets[0])


class Fts5:
    """See `base.Peer`."""

    name = "sqlite fts5"
    index = "sqlite fts5"
    note = "hits, and counts or facets, are two statements"
    same_answers = True

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        database = sqlite3.connect(folder / _FILE)
        database.executescript(_SCHEMA)
        with database:
            for number, row in enumerate(rows, 1):
                database.execute("INSERT INTO article VALUES (?, ?, ?, ?)", (number, row.id, row.title, row.body))
                database.execute("INSERT INTO facet VALUES (?, ?, ?)", (number, row.source, row.month))
                database.execute(
                    "INSERT INTO word(rowid, title_stem, body_stem) VALUES (?, ?, ?)",
                    (number, row.title_terms, row.body_terms),
                )
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()

    def open(self, folder: Path) -> Fts5Session:
        return Fts5Session(folder)
