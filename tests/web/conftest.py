"""A search service that needs no index: it answers with what a test puts into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from searchapp.errors import NotFoundError
from searchapp.model import (
    Completion,
    Document,
    ExplainedArticle,
    Explanation,
    FacetValue,
    Hit,
    IndexStatus,
    MarkedArticle,
    NearPair,
    Place,
    Proposal,
    ResultPage,
    ScorePart,
    SearchRequest,
    Snippet,
)
from searchapp.search import NOTHING_ASKED, SearchService
from searchapp.settings import Settings
from searchapp.understood import Clause, Operator, Understood
from searchapp.web import create_app

FIRST = Document(
    id="a1",
    title="افتتاح جسر النهر الكبير",
    body="افتتح الوزير جسر النهر.\n\nوقال إن الجسر سيخدم المدينة.",
    captions=("الوزير على الجسر",),
    tags=("جسور", "مواصلات"),
    source="جريدة الضفة",
    date=dt.date(2023, 9, 5),
    author="سلمى حداد",
    url="https://example.org/1",
    file="pages/1.txt",
)
SECOND = Document(id="dir/b 2", title="", body="خبر بلا عنوان.", file="pages/1.txt", seen_on="a1")
IN_TITLE = Place("title", 1, 1, ("جسر",))
IN_BODY = Place("body", 2, 2, ("جسر", "الجسر"))
EXPLANATION = Explanation(
    score=1.5,
    parts=(
        ScorePart("الجسر", "stem", "جسر", 0.9, (IN_TITLE, IN_BODY)),
        ScorePart("الجسر", "exact", "الجسر", 0.2, (Place("body", 1, 6, ("الجسر",)),)),
    ),
    nearness=0.4,
    pairs=(NearPair(("جسر", "النهر"), "title", 1),),
)
BRIDGE = Clause("جسر", "word", 0, 3, "جسر", "جسر", required=True)
FACETS = {
    "source": (FacetValue("جريدة الضفة", 1), FacetValue("", 1)),
    "date": (FacetValue("2023", 1), FacetValue("2023-09", 1), FacetValue("", 1)),
    "tag": (FacetValue("جسور", 1),),
}


class FakeService(SearchService):
    """Answers from its attributes; remembers the last request; raises `error` where there is one."""

    def __init__(self) -> None:
        self.documents = [FIRST, SECOND]
        self.total = 2
        self.facets = dict(FACETS)
        self.error: Exception | None = None
        self.asked: SearchRequest | None = None
        self.relaxed = False
        self.any_total = self.wide_total = 0
        self.understood = Understood("", words=(BRIDGE,), operators=(Operator("و", "AND"),))
        self.fallback: str | None = None
        self.proposals: tuple[Proposal, ...] = ()
        self.explanation: Explanation | None = EXPLANATION
        self.completions: tuple[Completion, ...] = (Completion("جسر", 3),)

    def search(self, request: SearchRequest, *, relax: bool = False) -> ResultPage:
        self._fail()
        self.asked = request
        chosen = {"source": request.sources, "date": request.dates, "tag": request.tags}
        return ResultPage(
            request=request,
            understood=replace(self.understood, q=request.q, match=request.match, level=request.level),
            total=self.total,
            hits=tuple(
                Hit(
                    document,
                    1.5,
                    (Snippet("body", document.body, ((0, 5),)),),
                    ((0, 6),) if document.title else (),
                    self.explanation if request.explain else None,
                )
                for document in self.documents
            ),
            facets={
                name: tuple(replace(value, selected=value.value in chosen[name]) for value in values)
                for name, values in self.facets.items()
            },
            took_ms=1.234,
            relaxed=self.relaxed and relax,
            fallback=self.fallback,
            did_you_mean=self.proposals,
            any_total=self.any_total,
            wide_total=self.wide_total,
        )

    def article(self, document_id: str, asked: SearchRequest = NOTHING_ASKED) -> MarkedArticle:
        self._fail()
        self.asked = asked
        for document in self.documents:
            if document.id == document_id:
                marks = ((0, 5),) if asked.q else ()
                titles = {each.id: each.title for each in self.documents}
                page_title = titles.get(document.seen_on or "")
                return MarkedArticle(document, (), marks, tuple(() for _ in document.captions), page_title)
        raise NotFoundError("No article has this id.")

    def explain(self, document_id: str, request: SearchRequest, *, relax: bool = False) -> ExplainedArticle:
        self._fail()
        self.asked = request
        for document in self.documents:
            if document.id == document_id:
                return ExplainedArticle(document, self.explanation, self.relaxed and relax)
        raise NotFoundError("No article has this id.")

    def sources(self) -> tuple[FacetValue, ...]:
        self._fail()
        return self.facets["source"]

    def suggest(self, typed: str, limit: int = 8) -> tuple[Completion, ...]:
        self._fail()
        return self.completions

    def status(self) -> IndexStatus:
        return IndexStatus("fake", "gen-1", self.total, 0, None, None)

    def check_ready(self) -> str | None:
        self._fail()
        return self.fallback

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def web_settings(tmp_path: Path) -> Settings:
    return Settings(index_dir=tmp_path / "index")


@pytest.fixture
def app(service: FakeService, web_settings: Settings) -> Flask:
    return create_app(web_settings, service)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def get_text(client: FlaskClient) -> Callable[..., str]:
    """The body of a 200 page."""

    def get(path: str, **query: object) -> str:
        response = client.get(path, query_string=query)
        assert response.status_code == 200, response.text
        return response.text

    return get


@pytest.fixture
def get_json(client: FlaskClient) -> Callable[..., dict[str, object]]:
    """The object of a 200 answer."""

    def get(path: str, **query: object) -> dict[str, object]:
        response = client.get(path, query_string=query)
        assert response.status_code == 200, response.text
        assert response.content_type == "application/json"
        return response.get_json()

    return get
