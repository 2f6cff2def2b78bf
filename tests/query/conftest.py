"""A query's meaning is tested by what it finds, through the oracle: no test depends on a tree's exact shape."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

import pytest
from oracle import Oracle

from searchapp.model import Document
from searchapp.query import ParsedQuery, QueryLimits, parse_query
from searchapp.understood import Level, Match


class Finds(Protocol):
    def __call__(
        self, query: str, body: str = "", *, match: Match = "all", level: Level = "stem", **fields: object
    ) -> bool: ...


@pytest.fixture(scope="session")
def parse() -> Callable[..., ParsedQuery]:
    """`parse_query` with the default limits."""

    def parse_with_defaults(
        text: str, *, match: Match = "all", level: Level = "stem", strict: bool = False, **words: Any
    ) -> ParsedQuery:
        return parse_query(text, match=match, level=level, strict=strict, limits=QueryLimits(), **words)

    return parse_with_defaults


@pytest.fixture(scope="session")
def finds(parse: Callable[..., ParsedQuery]) -> Finds:
    """Whether a query finds a document with this body (and title, tags, source, author; date in ISO 8601)."""

    def finds(query: str, body: str = "", *, match: Match = "all", level: Level = "stem", **fields: object) -> bool:
        values = dict(fields)
        date = values.pop("date", None)
        day = dt.date.fromisoformat(str(date)) if date else None
        document = Document(id="1", title=str(values.pop("title", "")), body=body, date=day, **values)  # type: ignore[arg-type]
        return bool(Oracle([document]).evaluate(parse(query, match=match, level=level).tree))

    return finds
