"""The faces over a real index: whatever is typed, the answer is a page or a reason."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.arabic import number_months
from searchapp.reindex import reindex
from searchapp.search import open_service
from searchapp.settings import Settings
from searchapp.web import create_app

FIELDS = ["عنوان:", "date:", "2023-09", "15/9/2023", "المدينة", "كُورِيا", "أيلول", "كوريا~"]
SIGNS = ['"', "«", "»", "(", ")", "[", "]", "-", "*", "%", " ", "\u202e", "\x00", " OR ", " NOT ", " TO ", " و "]
PIECES = st.sampled_from([*FIELDS, *SIGNS, "?", "~", "2"])
QUERIES = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40)


@pytest.fixture(scope="module")
def client(sample_settings, sample_service):
    return create_app(sample_settings, sample_service).test_client()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=QUERIES, strict=st.sampled_from(["0", "1"]))
def test_no_query_makes_a_500(client, q, strict):
    answer = client.get("/api/v1/search", query_string={"q": q, "strict": strict})
    assert answer.status_code in (200, 400)
    assert client.get("/search", query_string={"q": q}).status_code in (200, 400)
    assert client.get("/api/v1/suggest", query_string={"q": q}).status_code in (200, 400)


MONTH_NAMES = sorted(number_months().items())


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(MONTH_NAMES),
    sign=st.sampled_from("/- "),
    year=st.sampled_from(["", " 2023"]),
    data=st.data(),
)
def test_a_month_by_any_two_of_its_names_makes_a_page(client, name, sign, year, data):
    other = data.draw(st.sampled_from([each for each, number in MONTH_NAMES if number == name[1]]))
    assert client.get("/search", query_string={"q": f"{name[0]}{sign}{other}{year}"}).status_code == 200


def test_every_article_of_the_archive_can_be_opened_from_its_hit(client):
    found = client.get("/api/v1/search?per_page=100").get_json()
    assert found["total"] == len(found["hits"]) > 0
    for hit in found["hits"]:
        assert client.get(f"/article/{hit['id']}?q=في").status_code == 200
        article = client.get(f"/api/v1/articles/{hit['id']}").get_json()
        assert article["title"] == hit["title"]
        if article["seen_on"]:
            assert client.get(f"/api/v1/articles/{article['seen_on']}").status_code == 200


def test_facet_counts_are_what_choosing_gives(client):
    facets = client.get("/api/v1/search?q=المدينة").get_json()["facets"]
    for name in ("source", "date", "tag"):
        for value in facets[name]:
            chosen = client.get("/api/v1/search", query_string={"q": "المدينة", name: value["value"]}).get_json()
            assert chosen["total"] == value["count"], (name, value)


def test_only_a_query_with_quotes_is_told_to_leave_them_out(client):
    pages = [
        client.get("/search", query_string={"q": q}).get_data(as_text=True) for q in ("قثصعغ", '"قثصعغ"', "«قثصعغ»")
    ]
    assert ["أزل علامات التنصيص" in page for page in pages] == [False, True, True]


def test_an_english_label_in_an_arabic_result_keeps_its_own_direction(client):
    assert "<bdi>Why this result?</bdi>" in client.get("/search?q=المدينة&lang=en").get_data(as_text=True)


def test_the_other_names_of_a_month_are_told(client):
    page = client.get("/search?q=أيلول").get_data(as_text=True)
    assert "بحثنا أيضًا عن: <bdi>سبتمبر</bdi> · <bdi>شتنبر</bdi>" in page
    english = client.get("/search?q=أيلول&lang=en").get_data(as_text=True)
    assert "Also searched for: <bdi>سبتمبر</bdi> · <bdi>شتنبر</bdi>" in english
    words = client.get("/api/v1/search?q=أيلول").get_json()["query"]["words"]
    assert [word["kind"] for word in words] == ["word", "month"]


def test_the_names_of_a_month_in_digits_are_told_with_its_numbers(client):
    page = client.get("/search", query_string={"q": "15/9/2023"}).get_data(as_text=True)
    assert "15 أيلول 2023" in page
    assert "كانون الثاني 2023" in client.get("/search", query_string={"q": "2023-01"}).get_data(as_text=True)


def test_the_digits_of_a_month_are_told_in_one_order(client):
    page = client.get("/search", query_string={"q": "5 أيلول 2023"}).get_data(as_text=True)
    assert "<bdi>شتمبر</bdi> · <bdi>September</bdi> · <bdi>5/9/2023</bdi>" in page
    assert not {"05/", "2023/9", "2023/09"} & set(re.findall("05/|2023/09?", page))


def test_a_month_of_any_name_filters_alike(client):
    totals = {
        client.get("/api/v1/search", query_string=query).get_json()["total"]
        for query in (
            {"from": "2022-02", "to": "2022-02"},
            {"from": "فبراير 2022", "to": "شباط ٢٠٢٢"},
            {"date": "فيفري 2022"},
            {"q": "تاريخ:شباط 2022"},
            {"q": "date:من 1 إلى 28 فبراير 2022"},
        )
    }
    assert len(totals) == 1
    assert 0 not in totals


def test_a_query_too_long_says_so_in_both_languages(client, sample_settings):
    limit = str(sample_settings.max_query_chars)
    query = {"q": "ا " * sample_settings.max_query_chars}
    assert limit in client.get("/search", query_string=query).text
    assert limit in client.get("/api/v1/search", query_string=query).get_json(force=True)["detail"]


def test_none_with_these_filters_is_no_reason_to_relax(client):
    """Where articles hold all the words and the filters keep them out, the page says so and shows no others."""
    source = client.get("/api/v1/sources").get_json()["sources"][0]["value"]
    hit = next(hit for hit in client.get("/api/v1/search?per_page=100").get_json()["hits"] if hit["source"] != source)
    query = {"q": hit["title"], "source": source}
    assert client.get("/api/v1/search", query_string=query).get_json()["total"] == 0
    assert client.get("/api/v1/search", query_string={**query, "match": "any"}).get_json()["total"] > 0
    text = client.get("/search", query_string=query).text
    assert "لا توجد مقالة تجمع" not in text
    assert "مع هذه المرشحات" in text
    assert "البحث بلا مرشحات" in text


def test_what_no_article_holds_is_relaxed_under_filters_too(client):
    source = client.get("/api/v1/sources").get_json()["sources"][0]["value"]
    text = client.get("/search", query_string={"q": "المدينة ززززز", "source": source}).text
    assert "لا توجد مقالة تجمع هذه الكلمات كلها" in text


def test_wider_searches_find_what_the_api_says(client):
    answer = client.get("/api/v1/search", query_string={"q": "المدينة ززززز"}).get_json()
    assert (answer["total"], answer["related_words"]) == (0, None)
    found = client.get(answer["any_word"]["url"]).get_json()
    assert found["total"] == answer["any_word"]["total"] > 0
    assert found["any_word"] is None


def test_what_is_too_much_for_any_word_is_still_answered_for_all(sample_settings, sample_service):
    """A word that no article has spares the engine the pattern beside it; with any of them it would be refused."""
    settings = dataclasses.replace(sample_settings, max_expansions=3)
    client = create_app(settings, open_service(settings)).test_client()
    assert client.get("/search", query_string={"q": "و*", "match": "any"}).status_code == 400
    assert client.get("/search", query_string={"q": "و* زقزقزق"}).status_code == 200


def test_a_completion_is_spelt_as_in_the_archive(client):
    completions = client.get("/api/v1/suggest", query_string={"q": "ادار"}).get_json()["completions"]
    assert "إدارة" in [completion["text"] for completion in completions]


def test_the_api_says_that_an_older_index_answers(tmp_path):
    (tmp_path / "news.jsonl").write_text('{"title": "خبر"}\n', "utf-8")
    present = Settings(index_dir=tmp_path / "index")
    for _ in range(2):
        reindex(present, [tmp_path / "news.jsonl"])
    (tmp_path / "index" / "gen-000002" / "manifest.json").write_bytes(b"")
    client = create_app(present).test_client()
    for path in ("/api/v1/search", "/readyz"):
        assert "an older one" in client.get(path).get_json()["fallback"]
