"""The page that says why an article is found."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from links import find_link, read_query
from msgspec.structs import replace

from searchapp.model import Explanation, Place, ScorePart
from searchapp.web.explanations import round_weights

WEIGHTS = st.floats(0, 100)


def read_table(text: str) -> list[list[str]]:
    """The cells of each row of the page's table, without markup."""
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows)
    return [[" ".join(re.sub(r"<[^>]*>", "", cell).split()) for cell in row] for row in cells]


def test_a_hit_leads_to_why_it_is_found_by_its_search(get_text):
    link = find_link(get_text("/search", q="الجسر", source="جريدة الضفة", page="2"), "لماذا هذه النتيجة؟")
    assert urlsplit(link).path == "/why/a1"
    assert read_query(link) == {"q": ["الجسر"], "source": ["جريدة الضفة"], "page": ["2"]}


def test_without_words_there_is_nothing_to_explain(get_text):
    assert "لماذا هذه النتيجة" not in get_text("/search", tag="جسور")


def test_the_table_says_word_form_places_and_weight_and_ends_with_the_sum(get_text):
    assert read_table(get_text("/why/a1", q="الجسر"))[1:] == [
        [
            "الجسر",
            "الكلمة وصيغها",
            "في العنوان: مرة واحدة، وهي الكلمة 2 (جسر) في النص: مرتين، أولها الكلمة 3 (جسر، الجسر)",
            "0.900",
        ],
        ["الجسر", "حرفيًا", "في النص: مرة واحدة، وهي الكلمة 7 (الجسر)", "0.200"],
        ["تقارب الكلمات", "", "في العنوان: متجاورتان (جسر + النهر)", "0.400"],
        ["المجموع: درجة هذه النتيجة", "1.500"],
    ]


def test_the_page_is_in_english_where_the_address_says_so(get_text):
    rows = read_table(get_text("/why/a1", q="الجسر", lang="en"))
    assert rows[0] == ["Word", "How it matched", "Where and how often", "Weight"]
    assert rows[2][1:] == ["As written", "In the text: once, word 7 (الجسر)", "0.200"]


@pytest.mark.parametrize(
    ("form", "label"),
    [
        ("phrase", "العبارة بنصها"),
        ("month", "الشهر بصيغة أخرى"),
        ("day", "التاريخ كاملًا"),
        ("skeleton", "كلمة متصلة بها"),
        ("variant", "رسم آخر لها"),
        ("prefix", "كلمات تبدأ بها"),
        ("wildcard", "كلمات على هذا النمط"),
        ("fuzzy", "كلمات قريبة منها في الحروف"),
    ],
)
def test_every_form_has_a_name(get_text, service, form, label):
    service.explanation = Explanation(1.0, (ScorePart("قلم", form, "قلم", 1.0, (Place("tags", 1, 0, ("قلم",)),)),))
    word, how, _, weight = read_table(get_text("/why/a1", q="قلم"))[1]
    assert (word, how, weight) == ("«قلم»" if form == "phrase" else "قلم", label, "1.000")


@pytest.mark.parametrize(("form", "weight", "said"), [("exact", 104.0, "one word, 100"), ("day", 20.0, "a day, 20")])
def test_steps_in_the_score_are_explained_where_they_stand(get_text, service, form, weight, said):
    places = (Place("body", 1, 0, ("قلم",)),)
    service.explanation = Explanation(weight, (ScorePart("قلم", form, "قلم", weight, places),))
    assert said in get_text("/why/a1", q="قلم", lang="en")
    service.explanation = Explanation(4.0, (ScorePart("قلم", "stem", "قلم", 4.0, places),))
    assert said not in get_text("/why/a1", q="قلم", lang="en")


def test_the_page_leads_to_the_article_and_back_to_the_results(get_text):
    text = get_text("/why/a1", q="الجسر", page="3")
    assert read_query(find_link(text, "العودة إلى نتائج")) == {"q": ["الجسر"], "page": ["3"]}
    assert find_link(text, "افتتاح جسر النهر الكبير").startswith("/article/a1?")


def test_an_article_that_is_no_longer_found_is_said_to_be_so(get_text, service):
    service.explanation = None
    text = get_text("/why/a1", q="الجسر")
    assert "لا يجد هذا البحث هذه المقالة الآن" in text
    assert "<table>" not in text


def test_a_search_without_words_is_said_to_weigh_nothing(get_text, service):
    service.explanation = Explanation(0.0, ())
    assert "لا يطلب هذا البحث كلمة يكون لها وزن" in get_text("/why/a1", tag="جسور")


def test_a_relaxed_search_and_an_order_by_date_are_named(get_text, service):
    assert "مرتبة بحسب التاريخ" not in get_text("/why/a1", q="الجسر")
    assert "مرتبة بحسب التاريخ" in get_text("/why/a1", q="الجسر", sort="newest")
    service.relaxed = True
    assert "لا توجد مقالة تجمع هذه الكلمات كلها" in get_text("/why/a1", q="الجسر")


def test_an_unknown_article_is_not_found(client):
    assert client.get("/why/nobody?q=x").status_code == 404


def test_a_wrong_parameter_is_refused(client):
    assert client.get("/why/a1?q=x&sort=best").status_code == 400


def test_words_from_outside_are_escaped(get_text, service):
    place = Place("title", 1, 0, ("<b>\u202e",))
    service.explanation = Explanation(1.0, (ScorePart("<i>\u202e", "exact", "x", 1.0, (place,)),))
    text = get_text("/why/a1", q="<i>")
    assert "&lt;b&gt;" in text
    assert "&lt;i&gt;" in text
    assert not {"<b>", "<i>", "\u202e"} & set(re.findall(r"<b>|<i>|\u202e", text))


def test_an_id_keeps_its_slashes(client, get_text, service):
    service.documents = [replace(service.documents[0], id="//elsewhere.example/x")]
    link = find_link(get_text("/search", q="x"), "لماذا")
    assert client.get(link).status_code == 200


@given(st.lists(WEIGHTS, min_size=1, max_size=20), WEIGHTS)
def test_the_weights_that_are_shown_sum_to_the_score_that_is_shown(weights, nearness):
    parts = tuple(ScorePart("س", "exact", "س", weight, ()) for weight in weights)
    explanation = Explanation(sum(weights) + nearness, parts, nearness)
    shown = round_weights(explanation)
    assert sum(shown) == pytest.approx(round(explanation.score, 3), abs=1e-9)
    parts_of_score = [*weights, nearness] if nearness else weights
    assert shown == pytest.approx(parts_of_score, abs=0.0011)
