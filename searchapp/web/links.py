"""Addresses: a search request as the query string that asks for it, and the addresses of its neighbours.

Defaults are left out, so that one search has one address. Nothing here needs a request of the web.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote, quote_plus

from searchapp.model import SearchRequest
from searchapp.search import MAX_DEPTH

Pair = tuple[str, str]

API_SEARCH_PATH = "/api/v1/search"
DEFAULT_PER_PAGE = 10


def list_pairs(request: SearchRequest) -> list[Pair]:
    """The request as names and values of parameters, in a fixed order, without the page and the defaults."""
    pairs = [("q", request.q)] if request.q else []
    pairs += [("source", value) for value in request.sources]
    pairs += [("tag", value) for value in request.tags]
    pairs += [("date", value) for value in request.dates]
    if request.date_from:
        pairs.append(("from", request.date_from.isoformat()))
    if request.date_to:
        pairs.append(("to", request.date_to.isoformat()))
    if request.sort != "relevance":
        pairs.append(("sort", request.sort))
    if request.match != "all":
        pairs.append(("match", request.match))
    if request.level != "stem":
        pairs.append(("level", request.level))
    if not request.variants:
        pairs.append(("variants", "off"))
    return pairs


def build_url(path: str, pairs: Iterable[Pair]) -> str:
    """The path with a query string, or alone when there are no pairs.

    >>> build_url("/search", [("q", "a b"), ("source", "")])
    '/search?q=a+b&source='
    """
    query = "&".join(_encode(name, value) for name, value in pairs)
    return f"{path}?{query}" if query else path


def build_article_path(prefix: str, document_id: str) -> str:
    """The address of an article below a prefix. Slashes of an id stay, doubled ones are encoded.

    >>> build_article_path("/article/", "a b//c")
    '/article/a%20b/%2Fc'
    """
    return (prefix + quote(document_id, safe="/:@")).replace("//", "/%2F")


def count_pages(total: int, per_page: int) -> int:
    """How many pages can be asked for: those that are not too deep.

    >>> count_pages(31030, 10)
    1000
    """
    return min(-(-total // per_page), MAX_DEPTH // per_page)


class SearchLinks:
    """The addresses around one search. Each value is encoded once, because a page has a hundred links."""

    def __init__(self, path: str, request: SearchRequest, extra: Sequence[Pair] = ()) -> None:
        self._path = path
        self._parts = [(pair, _encode(*pair)) for pair in (*list_pairs(request), *extra)]

    def page(self, number: int) -> str:
        """The same search at another page."""
        return self._join([part for _, part in self._parts], [("page", str(number))] if number > 1 else ())

    def adding(self, pairs: Sequence[Pair], dropping: Iterable[Pair] = ()) -> str:
        """The first page with further values, without those in `dropping`."""
        dropped = set(dropping)
        return self._join([part for pair, part in self._parts if pair not in dropped], pairs)

    def setting(self, name: str, value: str | None) -> str:
        """The first page with one value for a parameter, or (None) without it."""
        return self.without([name], [(name, value)] if value is not None else ())

    def without(self, names: Iterable[str], pairs: Sequence[Pair] = ()) -> str:
        """The first page without these parameters, and with further values."""
        dropped = set(names)
        return self._join([part for pair, part in self._parts if pair[0] not in dropped], pairs)

    def list_kept(self, *, without: Iterable[str]) -> list[Pair]:
        """The pairs that a form carries along as hidden fields."""
        dropped = set(without)
        return [pair for pair, _ in self._parts if pair[0] not in dropped]

    def _join(self, parts: list[str], pairs: Sequence[Pair]) -> str:
        query = "&".join([*parts, *(_encode(*pair) for pair in pairs)])
        return f"{self._path}?{query}" if query else self._path


def _encode(name: str, value: str) -> str:
    return f"{name}={quote_plus(value)}"
