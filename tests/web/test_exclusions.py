"""What a query leaves out: the page says it, and offers the query without it where that is simple."""

from __future__ import annotations

import pytest
from links import find_link, read_query

from searchapp.understood import Clause, Understood


def describe(text, kind="word", field=None):
    return Clause(text, kind, 0, 0, text, field=field)


EXCLUSIONS = [
    ("قمح -شعير", describe("شعير"), "شعير", {"q": ["قمح"]}),
    ("-شعير", describe("شعير"), "شعير", {}),
    ("قمح -شعيرة -شعير ذرة", describe("شعير"), "شعير", {"q": ["قمح -شعيرة ذرة"]}),
    ('قمح -"سوق قديم"', describe("سوق قديم", "phrase"), "«سوق قديم»", {"q": ["قمح"]}),
    ("قمح -شع*", describe("شع", "prefix"), "شع*", {"q": ["قمح"]}),
    ("قمح -عنوان:شعير", describe("شعير", field="title"), "العنوان: شعير", {"q": ["قمح"]}),
    ("قمح AND NOT شعير", describe("شعير"), "شعير", {"q": ["قمح"]}),
    ("قمح -(شعير OR ذرة)", describe("شعير"), "شعير", None),
    ("قمح OR -شعير", describe("شعير"), "شعير", None),
    ("قمح -شعير -شعير", describe("شعير"), "شعير", None),
]


@pytest.mark.parametrize(("q", "leaf", "label", "without"), EXCLUSIONS)
def test_what_is_left_out_stands_among_the_chips(get_text, service, q, leaf, label, without):
    service.understood = Understood("", excluded=(leaf,))
    chips = get_text("/search", q=q).partition('<ul class="chips"')[2].partition("</ul>")[0]
    assert f'<span class="chip-title">بدون:</span> <bdi class="clip" title="{label}">{label}</bdi>' in chips
    if without is None:
        assert "<a " not in chips
    else:
        assert read_query(find_link(chips, label)) == without


def test_an_exclusion_gives_way_and_the_filters_stay(get_text, service):
    service.understood = Understood("", excluded=(describe("شعير"),))
    link = find_link(get_text("/search", q="قمح -شعير", tag="جسور", page="2"), "البحث دون استبعاد شعير")
    assert read_query(link) == {"q": ["قمح"], "tag": ["جسور"]}


def test_an_empty_page_says_what_was_left_out(get_text, service):
    service.documents, service.total = [], 0
    service.understood = Understood("", excluded=(describe("شعير"),))
    empty = get_text("/search", q="قمح -شعير").partition('class="empty"')[2]
    assert 'يستبعد الاستعلام كل مقالة فيها: <bdi class="asked">شعير</bdi>' in empty
    assert read_query(find_link(empty, "ابحث دون استبعاده")) == {"q": ["قمح"]}
