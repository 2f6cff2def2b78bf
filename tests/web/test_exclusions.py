"""What a query leaves out: the page says it, and offers the query without it where that is simple."""

from __future__ import annotations

import pytest
from links import find_link, read_query

from searchapp.understood import Clause, Exclusion, Understood


def leave_out(text, rest, kind="word", field=None, distance=None):
    clause = Clause(text, kind, 0, 0, text, field=field, distance=distance)
    return Understood("", excluded=(Exclusion(clause, rest),))


EXCLUSIONS = [
    (leave_out("شعير", "قمح"), "شعير", {"q": ["قمح"]}),
    (leave_out("شعير", ""), "شعير", {}),
    (leave_out("سوق قديم", "قمح", "phrase", distance=3), "«سوق قديم»~3", {"q": ["قمح"]}),
    (leave_out("شع", "قمح", "prefix"), "شع*", {"q": ["قمح"]}),
    (leave_out("شعير", "قمح", field="title"), "العنوان: شعير", {"q": ["قمح"]}),
    (leave_out("شعير", None), "شعير", None),
]


@pytest.mark.parametrize(("understood", "label", "without"), EXCLUSIONS)
def test_what_is_left_out_stands_among_the_chips(get_text, service, understood, label, without):
    service.understood = understood
    chips = get_text("/search", q="قمح -شعير").partition('<ul class="chips"')[2].partition("</ul>")[0]
    assert f'<span class="chip-title">بدون:</span> <bdi class="clip" title="{label}">{label}</bdi>' in chips
    if without is None:
        assert "<a " not in chips
    else:
        assert read_query(find_link(chips, label)) == without


def test_an_exclusion_gives_way_and_the_filters_stay(get_text, service):
    service.understood = leave_out("شعير", "قمح")
    link = find_link(get_text("/search", q="قمح -شعير", tag="جسور", page="2"), "البحث دون استبعاد شعير")
    assert read_query(link) == {"q": ["قمح"], "tag": ["جسور"]}


def test_an_empty_page_says_what_was_left_out(get_text, service):
    service.documents, service.total = [], 0
    service.understood = leave_out("شعير", "قمح")
    empty = get_text("/search", q="قمح -شعير").partition('class="empty"')[2]
    assert 'يستبعد الاستعلام كل مقالة فيها: <bdi class="asked">شعير</bdi>' in empty
    assert read_query(find_link(empty, "ابحث دون استبعاده")) == {"q": ["قمح"]}
