"""This project's engine, through its contract: the same stems as the peers, and as the product searches."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from whoosh.query import And, Or, Phrase, Prefix, Query, Term

from benchmarks.peers.base import FACET_VALUES, HITS, TITLE_BOOST, Answer, Kind, Question, Row
from searchapp.engines.base import EngineQuery, Reader
from searchapp.engines.register import open_engine
from searchapp.fields import STEM, term_field
from searchapp.query import QueryLimits, parse_query
from searchapp.settings import Settings
from searchapp.understood import Match

_FIELDS = ((term_field("title", STEM), TITLE_BOOST), (term_field("body", STEM), 1.0))
_MAX_EXPANSIONS = 1_000_000
_FEWEST_VALUES = 0
"""The engine counts facets all the same; none are listed."""
_SETTINGS = Settings()
_LIMITS = QueryLimits(
    max_query_chars=_SETTINGS.max_query_chars,
    max_word_chars=_SETTINGS.max_word_chars,
    max_clauses=_SETTINGS.max_clauses,
    max_query_depth=_SETTINGS.max_query_depth,
)
_MATCHES: dict[Kind, Match] = {"or": "any"}


def build_tree(question: Question) -> Query:
    """The question over the stems of title and body, as Whoosh's nodes."""
    if question.kind == "phrase":
        return Or([Phrase(field, list(question.terms), slop=1, boost=boost) for field, boost in _FIELDS])
    if question.kind == "prefix":
        return Or([Prefix(field, question.terms[0], boost=boost) for field, boost in _FIELDS])
    words = [[Term(field, term, boost=boost) for field, boost in _FIELDS] for term in question.terms]
    if question.kind == "or":
        return Or([leaf for leaves in words for leaf in leaves])
    return And([Or(leaves) for leaves in words])


class OwnSession:
    """An open generation. `default_query` asks as the product does: both forms, all fields."""

    def __init__(self, reader: Reader, default_query: bool) -> None:
        self._reader = reader
        self._default_query = default_query

    def prepare(self, question: Question) -> tuple[EngineQuery, EngineQuery]:
        if self._default_query:
            tree = parse_query(question.text, match=_MATCHES.get(question.kind, "all"), limits=_LIMITS).tree
        else:
            tree = build_tree(question)

        def make_query(facet_limit: int) -> EngineQuery:
            return EngineQuery(tree, limit=HITS, facet_limit=facet_limit, max_expansions=_MAX_EXPANSIONS)

        return make_query(_FEWEST_VALUES), make_query(FACET_VALUES)

    def ask(self, prepared: tuple[EngineQuery, EngineQuery], facets: bool) -> Answer:
        result = self._reader.search(prepared[facets])
        hits = [(document.id, document.title) for document, _ in result.hits]
        return Answer(result.total, hits, result.facets)

    def count_sources(self, answer: Answer) -> dict[str, int]:
        return {value.value: value.count for value in answer.facets["source"] if value.count}


class OwnEngine:
    """See `base.Peer`. It reads the archive by itself, on the product's own path, so it takes no rows."""

    index = "searchapp"

    def __init__(self, default_query: bool = False) -> None:
        self.name = "searchapp (default query)" if default_query else "searchapp"
        self.note = (
            "both forms in all default fields, with the parser's tree"
            if default_query
            else "its index also holds exact forms, four more fields and the places of words for snippets"
        )
        self.same_answers = not default_query
        self._default_query = default_query
        # As the other engines' libraries, what is compiled is loaded before anything is timed.
        open_engine(Settings()).prepare()

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        raise TypeError("the product builds its own index, from files")

    def open(self, folder: Path) -> OwnSession:
        engine = open_engine(Settings(index_dir=folder))
        engine.prepare()
        return OwnSession(engine.reader(), self._default_query)
