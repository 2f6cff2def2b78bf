"""Golden rankings over the sample articles: what a journalist types, and what must come first.

`golden.json` holds one entry a query. `first`: beginnings of the titles that must lead, in this order. `top`: those
that must lead in any order. `total`: the exact number of hits, where it is certain.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

import pytest

from searchapp.model import ResultPage, SearchRequest
from searchapp.search import SearchService


class _Required(TypedDict):
    query: str


class Golden(_Required, total=False):
    first: list[str]
    top: list[str]
    total: int


_GOLDEN: list[Golden] = json.loads(Path(__file__).with_name("golden.json").read_text(encoding="utf-8"))


def _search(service: SearchService, query: str) -> ResultPage:
    return service.search(SearchRequest(q=query, per_page=5))


def _list_titles(page: ResultPage) -> list[str]:
    return [hit.document.title for hit in page.hits]


@pytest.mark.parametrize("golden", _GOLDEN, ids=lambda golden: golden["query"])
def test_ranking(sample_service: SearchService, golden: Golden) -> None:
    page = _search(sample_service, golden["query"])
    titles = _list_titles(page)
    first, top = golden.get("first", []), golden.get("top", [])
    assert [title[: len(start)] for title, start in zip(titles, first, strict=False)] == first
    leading = titles[: len(top)]
    assert all(any(title.startswith(start) for title in leading) for start in top), titles
    assert page.total == golden.get("total", page.total), titles


def test_every_entry_demands_something() -> None:
    assert len(_GOLDEN) >= 20
    assert all(golden.get("first") or golden.get("top") for golden in _GOLDEN)


def test_every_demanded_title_is_a_sample(sample_service: SearchService) -> None:
    everything = sample_service.search(SearchRequest(per_page=100, highlight=False))
    titles = _list_titles(everything)
    for golden in _GOLDEN:
        for start in golden.get("first", []) + golden.get("top", []):
            assert sum(title.startswith(start) for title in titles) == 1, start
