"""Other queries are offered by links, never taken."""

from __future__ import annotations

from links import find_link, read_query

from searchapp.model import Proposal


def test_the_page_links_to_what_may_have_been_meant(get_text, service):
    service.proposals = (Proposal("جسر <النهر>", 4), Proposal("مرفأ", 2))
    text = get_text("/search", q="جسرر", source="", page="2")
    assert "هل تقصد:" in text
    assert "<bdi>جسر &lt;النهر&gt;</bdi>" in text
    assert read_query(find_link(text, "مرفأ")) == {"q": ["مرفأ"], "source": [""]}
    assert service.asked.q == "جسرر"


def test_the_page_offers_nothing_where_nothing_is_meant(get_text):
    assert "هل تقصد" not in get_text("/search", q="جسر")


def test_the_api_names_what_may_have_been_meant(get_json, service):
    service.proposals = (Proposal("جسور", 2),)
    answer = get_json("/api/v1/search", q="جسوور", per_page="5")
    [entry] = answer["did_you_mean"]
    assert (entry["q"], entry["total"]) == ("جسور", 2)
    assert read_query(entry["url"]) == {"q": ["جسور"], "per_page": ["5"]}


def test_the_api_sends_an_empty_list_where_nothing_is_meant(get_json):
    assert get_json("/api/v1/search", q="جسر")["did_you_mean"] == []


def test_the_page_offers_the_widest_level_with_what_it_finds(get_text, service):
    service.wide_total = 12
    link = find_link(get_text("/search", q="طفل", tag="جسور", page="2"), "12 نتيجة")
    assert read_query(link) == {"q": ["طفل"], "tag": ["جسور"], "level": ["wide"]}


def test_the_page_lights_the_choice_by_which_it_answers(get_text, service):
    service.relaxed = True
    assert 'aria-current="true">أي كلمة</a>' in get_text("/search", q="جسر النهر")
    service.relaxed = False
    assert 'aria-current="true">كل الكلمات</a>' in get_text("/search", q="جسر النهر")


def test_the_api_says_how_many_wider_searches_find(get_json, service):
    answer = get_json("/api/v1/search", q="جسر")
    assert answer["any_word"] is answer["related_words"] is None
    service.any_total, service.wide_total = 4153, 12
    answer = get_json("/api/v1/search", q="جسر", page="2")
    for name, total, given in (("any_word", 4153, {"match": ["any"]}), ("related_words", 12, {"level": ["wide"]})):
        assert answer[name]["total"] == total
        assert read_query(answer[name]["url"]) == {"q": ["جسر"], **given}
