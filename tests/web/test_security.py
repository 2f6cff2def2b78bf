"""Nothing from outside becomes markup, and every answer carries the headers."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from searchapp.model import Completion, Document, Explanation, FacetValue, NearPair, Place, ScorePart

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&lt;\u202eevil\u2066\x00{{7*7}}"
PATHS = [
    "/",
    "/search?q=x",
    "/article/a1",
    "/why/a1?q=x",
    "/help",
    "/nothing",
    "/problems/deadline",
    "/search?page=0",
    "/api/v1/search",
    "/api/v1/docs",
    "/api/v1/nothing",
    "/api/v1/openapi.json",
    "/healthz",
    "/static/base.css",
]


EXPECTED_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(client, path):
    with client.get(path) as response:
        headers = response.headers
    assert {name: headers.get(name) for name in EXPECTED_HEADERS} == EXPECTED_HEADERS
    assert "Cache-Control" in headers


class Page(HTMLParser):
    """Collects what a browser would run or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def check_page(text: str) -> None:
    page = Page()
    page.feed(text)
    for tag, attrs in page.tags:
        assert tag not in {"img", "style", "iframe", "object"}
        assert not any(name.startswith("on") or name == "style" for name in attrs), (tag, attrs)
        if tag == "script":
            assert attrs["src"].startswith("/static/")
        assert not (attrs.get("href") or "").lower().strip().startswith(("javascript:", "data:")), attrs
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00]", text)
    assert "49" not in text.replace("{{7*7}}", "")


@pytest.fixture
def hostile(service):
    document = Document(
        id=HOSTILE.replace("\x00", ""),
        title=HOSTILE,
        body=HOSTILE,
        captions=(HOSTILE,),
        tags=(HOSTILE,),
        source=HOSTILE,
        author=HOSTILE,
        url="JavaScript:alert(3)",
        file=HOSTILE,
        seen_on=HOSTILE,
    )
    service.documents = [document]
    service.facets = {"source": (FacetValue(HOSTILE, 1),), "date": (), "tag": (FacetValue(HOSTILE, 1),)}
    service.completions = (Completion(HOSTILE, 1),)
    return document


def test_a_hostile_explanation_stays_text(get_text, service, hostile):
    place = Place("body", 1, 0, (HOSTILE,))
    part = ScorePart(HOSTILE, "exact", HOSTILE, 1.0, (place,))
    service.explanation = Explanation(2.0, (part,), 1.0, (NearPair((HOSTILE, HOSTILE), "body", 2),))
    text = get_text("/why/" + quote(hostile.id, safe=""), q=HOSTILE)
    check_page(text)
    assert text.count("alert(2)") >= 4


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("path", ["/", "/search", "/nothing"])
def test_hostile_text_stays_text(client, hostile, path, lang):
    query = {"q": HOSTILE, "source": HOSTILE, "tag": HOSTILE, "lang": lang}
    check_page(client.get(path, query_string=query).text)


def test_a_hostile_article_stays_text(get_text, hostile):
    text = get_text("/article/" + quote(hostile.id, safe=""), q=HOSTILE)
    check_page(text)
    assert "JavaScript:alert(3)" in text


def test_a_hostile_empty_page_stays_text(client, service):
    service.documents, service.total = [], 0
    check_page(client.get("/search", query_string={"q": HOSTILE, "tag": HOSTILE}).text)


@pytest.mark.parametrize("name", ["sort", "page", "from", "date", HOSTILE])
def test_a_hostile_parameter_stays_text(client, name):
    check_page(client.get("/search", query_string={name: HOSTILE}).text)
    response = client.get("/api/v1/search", query_string={name: HOSTILE})
    assert (response.status_code, response.content_type) == (400, "application/problem+json")


def test_json_keeps_the_text_letter_for_letter(get_json, hostile):
    assert get_json("/api/v1/search")["hits"][0]["title"] == HOSTILE


def test_static_files_are_kept_as_long_as_their_address_names_their_content(client, get_text):
    address = re.search(r'href="(/static/base\.css\?v=\w+)"', get_text("/help"))[1]
    with client.get(address) as fresh, client.get("/static/base.css?v=old") as stale:
        assert fresh.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert stale.headers["Cache-Control"] == "public, max-age=86400"


def test_static_files_do_not_lead_out_of_their_folder(client):
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/%2e%2e/app.py").status_code == 404
