"""The page of one article: its text, and where its links lead."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from links import find_link, read_query
from msgspec.structs import replace


def test_an_article_is_whole_and_marked(get_text):
    text = get_text("/article/a1", q="افتتح")
    assert '<p dir="auto"><mark>افتتح</mark> الوزير جسر النهر.</p>' in text
    assert '<p dir="auto">وقال إن الجسر سيخدم المدينة.</p>' in text
    assert "الوزير على الجسر" in text
    assert read_query(find_link(text, "مواصلات")) == {"tag": ["مواصلات"]}
    assert read_query(find_link(text, "العودة إلى نتائج")) == {"q": ["افتتح"]}
    assert 'href="https://example.org/1" rel="noopener nofollow"' in text


def test_an_article_is_marked_at_the_level_of_its_search(get_text, service):
    hit = find_link(get_text("/search", q="جسر", level="exact", lang="en"), "افتتاح")
    assert read_query(hit)["level"] == ["exact"]
    get_text(urlsplit(hit).path, **read_query(hit))
    assert service.asked.level == "exact"


def test_an_article_leads_to_the_one_on_whose_page_it_stood(get_text):
    link = find_link(get_text("/article/dir/b 2", q="جسر"), "افتتاح جسر النهر الكبير")
    assert (urlsplit(link).path, read_query(link)) == ("/article/a1", {"q": ["جسر"]})


def test_an_article_whose_page_is_gone_says_so_without_a_link(get_text, service):
    service.documents = service.documents[1:]
    text = get_text("/article/dir/b 2")
    assert "مقالة لم تعد موجودة هنا" in text
    assert "/article/a1" not in text


def test_an_article_leads_back_to_the_very_page_of_its_search(get_text):
    search = {"q": "جسر", "source": ["", "جريدة الضفة"], "from": "2023-01-01", "sort": "newest", "page": "2"}
    hit = find_link(get_text("/search", **search, lang="en"), "افتتاح")
    assert hit.startswith("/article/a1?")
    back = find_link(get_text(urlsplit(hit).path, **read_query(hit)), "Back to the results")
    expected = {name: value if isinstance(value, list) else [value] for name, value in search.items()}
    assert (urlsplit(back).path, read_query(back)) == ("/search", expected | {"lang": ["en"]})


def test_an_article_leads_back_to_a_search_without_a_query(get_text):
    back = find_link(get_text("/article/a1", tag="جسور"), "العودة إلى النتائج")
    assert read_query(back) == {"tag": ["جسور"]}


def test_an_article_that_no_search_led_to_has_no_way_back(get_text):
    assert "العودة" not in get_text("/article/a1")


@pytest.mark.parametrize("document_id", ["a//b", "/a", "a/", "//elsewhere.example/x"])
def test_an_id_keeps_its_slashes(client, get_text, service, document_id):
    service.documents = [replace(service.documents[0], id=document_id)]
    link = find_link(get_text("/search"), "افتتاح")
    assert client.get(link).status_code == 200
    assert client.get(environ_overrides={"PATH_INFO": f"/article/{document_id}"}).status_code == 200
