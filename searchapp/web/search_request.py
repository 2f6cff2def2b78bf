"""Values of parameters → the search request that they ask for."""

from __future__ import annotations

import datetime as dt
from typing import cast

from searchapp.errors import BadDateError, BadParameterError
from searchapp.model import SearchRequest, Sort
from searchapp.search import MAX_DEPTH
from searchapp.understood import Level, Match
from searchapp.web.languages import msgid, translate
from searchapp.web.links import DEFAULT_PER_PAGE
from searchapp.web.params import Values

_RANGE_MESSAGE = msgid("The range ends before it begins: from is %(first)s, to is %(last)s.")
_DEPTH_MESSAGE = msgid("Pages go as deep as hit %(most)s; page times per_page is %(asked)s. Narrow the search.")


def build_request(values: Values) -> SearchRequest:
    """The request. Raises BadDateError for a reversed range, BadParameterError for too deep a page."""
    first, last = cast("dt.date | None", values["from"]), cast("dt.date | None", values["to"])
    if first and last and first > last:
        dates = {"first": first.isoformat(), "last": last.isoformat()}
        raise BadDateError(translate("en", _RANGE_MESSAGE, **dates), msgid=_RANGE_MESSAGE, **dates)
    page = cast(int, values["page"])
    per_page = cast(int, values.get("per_page", DEFAULT_PER_PAGE))
    if page * per_page > MAX_DEPTH:
        depth = {"most": MAX_DEPTH, "asked": page * per_page}
        raise BadParameterError(translate("en", _DEPTH_MESSAGE, **depth), msgid=_DEPTH_MESSAGE, **depth)
    return SearchRequest(
        q=cast(str, values["q"]),
        sources=cast("tuple[str, ...]", values["source"]),
        tags=cast("tuple[str, ...]", values["tag"]),
        dates=cast("tuple[str, ...]", values["date"]),
        date_from=first,
        date_to=last,
        sort=cast(Sort, values["sort"]),
        match=cast(Match, values["match"]),
        level=cast(Level, values["level"]),
        variants=cast(bool, values["variants"]),
        page=page,
        per_page=per_page,
        highlight=cast(bool, values.get("highlight", True)),
        strict=cast(bool, values.get("strict", False)),
        explain=cast(bool, values.get("explain", False)),
    )
