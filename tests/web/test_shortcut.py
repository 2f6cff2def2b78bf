"""The API's search ahead of Flask answers as Flask would."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import Client, create_environ
from werkzeug.wrappers import Response

from searchapp.search import open_service
from searchapp.settings import Settings
from searchapp.web import create_app
from searchapp.web.failures import find_longest_query_string


@pytest.fixture(scope="module")
def clients(sample_settings: Settings) -> tuple[Client, Client]:
    """The app as it is served, and the same as Flask alone answers: the shortcut looks for a body, and leaves it."""
    app = create_app(sample_settings, open_service(sample_settings))

    def answer_slowly(environ: dict[str, Any], start_response: Any) -> Any:
        return app(environ | {"CONTENT_LENGTH": "1"}, start_response)

    return Client(app, Response), Client(answer_slowly, Response)


@pytest.mark.parametrize(
    "query",
    [
        "q=العام",
        "q=العام&page=2&per_page=3&lang=ar",
        "q=%22العام&highlight=0",
        "q=%22العام&strict=1",
        "q=a%ffb+c",
        "q=a%25ffb+c&source=&date=2023",
        "",
        "nonsense=1",
        "page=0",
        "page=1&page=2",
        "from=2023&to=2022&lang=ar",
        "q=" + "ا" * 3000,
        "q=" + "a" * find_longest_query_string(Settings()),
        "explain=1&q=العام",
    ],
)
def test_both_give_the_same_answer(clients: tuple[Client, Client], query: str) -> None:
    quick, slow = (
        client.get("/api/v1/search", query_string=query, base_url="http://localhost") for client in clients
    )
    assert (quick.status_code, dict(quick.headers) | {"Content-Length": ""}) == (
        slow.status_code,
        dict(slow.headers) | {"Content-Length": ""},
    )
    answers = [json.loads(each.data) | {"took_ms": 0} for each in (quick, slow)]
    assert answers[0] == answers[1]


def test_links_begin_with_the_path_of_the_app(clients: tuple[Client, Client]) -> None:
    answers = [
        client.open(create_environ("/api/v1/search?q=العام", base_url="http://localhost/some where"))
        for client in clients
    ]
    links = [json.loads(each.data)["links"]["self"] for each in answers]
    assert links[0] == links[1]
    assert links[0].startswith("/some%20where/api/v1/search?")


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS"])
def test_other_methods_are_flask_s(clients: tuple[Client, Client], method: str) -> None:
    quick, slow = (client.open("/api/v1/search?q=العام", method=method) for client in clients)
    assert (quick.status_code, quick.headers.get("Allow")) == (slow.status_code, slow.headers.get("Allow"))
