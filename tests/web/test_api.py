"""The API's answers, as users' scripts rely on them."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from msgspec.structs import replace

from searchapp.understood import Respelt, Understood


def test_a_search_has_the_contract_s_shape(get_json):
    answer = get_json("/api/v1/search", q="جسر")
    first = ["query", "took_ms", "total", "page", "per_page", "links", "hits", "facets"]
    assert list(answer) == [*first, "did_you_mean", "any_word", "related_words", "fallback"]
    assert answer["took_ms"] == 1.23
    assert (answer["total"], answer["page"], answer["per_page"]) == (2, 1, 10)
    assert answer["query"]["q"] == "جسر"
    hit = answer["hits"][0]
    assert list(hit) == ["id", "title", "source", "date", "url", "score", "snippets"]
    assert (hit["id"], hit["source"], hit["date"]) == ("a1", "جريدة الضفة", "2023-09-05")
    assert hit["score"] == 1.5


def test_a_hit_is_explained_where_it_is_asked_for(get_json):
    explanation = get_json("/api/v1/search", q="الجسر", explain="1")["hits"][0]["explanation"]
    assert list(explanation) == ["score", "parts", "nearness", "pairs"]
    assert explanation["parts"][0] == {
        "text": "الجسر",
        "form": "stem",
        "term": "جسر",
        "weight": 0.9,
        "places": [
            {"field": "title", "count": 1, "first": 1, "words": ["جسر"]},
            {"field": "body", "count": 2, "first": 2, "words": ["جسر", "الجسر"]},
        ],
    }
    assert explanation["pairs"] == [{"words": ["جسر", "النهر"], "field": "title", "distance": 1}]
    assert sum(part["weight"] for part in explanation["parts"]) + explanation["nearness"] == pytest.approx(1.5)


def test_the_neighbours_of_an_explained_page_are_explained_too(get_json, service):
    service.total = 30
    assert "explain=1" in get_json("/api/v1/search", q="الجسر", explain="1")["links"]["next"]


def test_what_is_unknown_is_null_in_a_hit_and_empty_in_a_facet(get_json):
    answer = get_json("/api/v1/search")
    assert answer["hits"][1]["source"] is answer["hits"][1]["date"] is answer["hits"][1]["url"] is None
    assert {"value": "", "label": "Unknown", "count": 1, "selected": False} in answer["facets"]["source"]
    assert answer["facets"]["date"][-1]["value"] == ""


def test_marks_are_offsets_into_their_snippet(get_json):
    snippet = get_json("/api/v1/search", q="افتتح")["hits"][0]["snippets"][1]
    [[start, end]] = snippet["marks"]
    assert (snippet["field"], snippet["text"][start:end]) == ("body", "افتتح")


def test_a_title_that_matches_leads_the_snippets(get_json):
    snippet = get_json("/api/v1/search", q="افتتاح")["hits"][0]["snippets"][0]
    assert snippet == {"field": "title", "text": "افتتاح جسر النهر الكبير", "marks": [[0, 6]]}


def test_a_chosen_value_is_selected(get_json):
    facet = get_json("/api/v1/search", source=["جريدة الضفة"])["facets"]["source"]
    assert [value["selected"] for value in facet] == [True, False]


def test_labels_follow_the_language(get_json):
    facets = get_json("/api/v1/search", lang="ar")["facets"]
    assert [value["label"] for value in facets["date"]] == ["2023", "سبتمبر 2023", "غير معروف"]


def test_every_parameter_reaches_the_service(get_json, service):
    get_json(
        "/api/v1/search",
        **{"q": "س", "source": ["أ", ""], "tag": ["ب"], "date": ["2023-09"], "from": "2023", "to": "2023-02"},
        sort="oldest",
        match="any",
        page="3",
        per_page="7",
        highlight="0",
        strict="1",
        level="exact",
    )
    asked = service.asked
    assert (asked.q, asked.sources, asked.tags, asked.dates) == ("س", ("أ", ""), ("ب",), ("2023-09",))
    assert (str(asked.date_from), str(asked.date_to)) == ("2023-01-01", "2023-02-28")
    assert (asked.sort, asked.match, asked.page, asked.per_page) == ("oldest", "any", 3, 7)
    assert (asked.highlight, asked.strict, asked.level) == (False, True, "exact")


def test_values_lose_their_control_characters_whichever_face_reads_them(client, get_json, service):
    get_json("/api/v1/search", q="جس\x00ر\x1f", source="جريدة\x07", tag="\x7f")
    assert (service.asked.q, service.asked.sources, service.asked.tags) == ("جسر", ("جريدة",), ("",))
    client.get("/search", query_string={"q": "جس\x00ر\tنهر"})
    assert service.asked.q == "جسر\tنهر"
    assert get_json("/api/v1/suggest", q="ج\x00")["q"] == "ج"


def test_links_lead_to_the_neighbours_with_the_same_parameters(client, get_json, service):
    service.total = 50
    query = {
        "q": "جسر النهر",
        "source": ["أ", ""],
        "from": "2023",
        "sort": "newest",
        "level": "exact",
        "highlight": "0",
        "per_page": "5",
    }
    links = get_json("/api/v1/search", **query, page="3")["links"]
    assert parse_qs(urlsplit(links["next"]).query, keep_blank_values=True) == {
        **{name: [value] for name, value in query.items() if name != "source"},
        "source": ["أ", ""],
        "from": ["2023-01-01"],
        "page": ["4"],
    }
    assert client.get(links["self"]).get_json()["links"] == links
    assert client.get(links["prev"]).get_json()["page"] == 2


def test_the_first_page_has_no_previous_and_the_last_no_next(get_json):
    links = get_json("/api/v1/search")["links"]
    assert links == {"self": "/api/v1/search", "next": None, "prev": None}


def test_beyond_the_end_there_are_no_hits_but_the_total(get_json, service):
    service.documents = []
    answer = get_json("/api/v1/search", page="9")
    assert (answer["total"], answer["hits"], answer["links"]["next"]) == (2, [], None)
    assert answer["links"]["prev"] == "/api/v1/search"


def test_no_link_leads_deeper_than_pages_go(get_json, service):
    service.total = 31_030
    assert get_json("/api/v1/search", page="1000")["links"]["next"] is None


def test_the_api_says_which_other_spellings_there_are(get_json, service):
    service.understood = Understood("", respelt=(Respelt("ترامب", ("ترمب",)),), respelt_applied=True)
    told = [{"text": "ترامب", "forms": ["ترمب"], "applied": True}]
    assert get_json("/api/v1/search", q="ترامب", level="wide")["query"]["variants"] == told


@pytest.mark.parametrize(("given", "expected"), [("off", False), ("0", False), ("on", True)])
def test_other_spellings_can_be_switched_off(get_json, service, given, expected):
    assert "variants=off" not in get_json("/api/v1/search", q="ترامب")["links"]["self"]
    answer = get_json("/api/v1/search", q="ترامب", level="wide", variants=given)
    assert service.asked.variants is expected
    assert ("variants=off" in answer["links"]["self"]) is not expected


def test_the_api_does_not_widen_a_query(get_json, service):
    service.relaxed = True
    assert get_json("/api/v1/search", q="جسر")["query"]["match"] == "all"


def test_an_article_is_whole(get_json):
    assert get_json("/api/v1/articles/a1") == {
        "id": "a1",
        "title": "افتتاح جسر النهر الكبير",
        "body": "افتتح الوزير جسر النهر.\n\nوقال إن الجسر سيخدم المدينة.",
        "captions": ["الوزير على الجسر"],
        "tags": ["جسور", "مواصلات"],
        "source": "جريدة الضفة",
        "date": "2023-09-05",
        "author": "سلمى حداد",
        "url": "https://example.org/1",
        "file": "pages/1.txt",
        "seen_on": None,
    }


@pytest.mark.parametrize("document_id", ["dir/b 2", "/lead", "a//b", "a?b#c", "س%2F", "line\nend"])
def test_an_article_is_found_whatever_its_id(client, service, document_id):
    service.documents = [replace(service.documents[0], id=document_id)]
    response = client.get(f"/api/v1/articles/{quote(document_id, safe='/')}")
    assert response.get_json()["id"] == document_id


def test_sources(get_json):
    assert get_json("/api/v1/sources", lang="ar")["sources"][1] == {"value": "", "label": "غير معروف", "count": 1}


def test_suggestions(get_json):
    assert get_json("/api/v1/suggest", q="جس") == {"q": "جس", "completions": [{"text": "جسر", "count": 3}]}


def test_a_working_service_says_so(get_json):
    assert get_json("/healthz") == {"status": "ok"}
    assert get_json("/readyz") == {"status": "ok", "fallback": None}


@pytest.mark.parametrize(
    ("path", "options", "said"),
    [
        ("/api/v1/search", {}, "The newest index cannot be read"),
        ("/api/v1/search", {"lang": "ar"}, "من فهرس أقدم"),
        ("/readyz", {}, "The newest index cannot be read"),
    ],
)
def test_an_older_index_that_answers_is_said_without_its_files(get_json, service, path, options, said):
    assert get_json(path, **options)["fallback"] is None
    service.fallback = "gen-0002/body is damaged SECRET"
    answer = get_json(path, **options)["fallback"]
    assert said in answer
    assert "SECRET" not in answer


@pytest.mark.parametrize(
    "path", ["/", "/search", "/article/a1", "/api/v1/search", "/healthz", "/api/v1/openapi.json"]
)
def test_head_is_get_without_a_body(client, path):
    response = client.head(path)
    assert (response.status_code, response.data) == (200, b"")
