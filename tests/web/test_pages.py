"""The pages for readers: what stands on them and where their links lead."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from links import find_link, list_links, read_query

from searchapp.model import FacetValue
from searchapp.understood import Respelt, Understood


def test_the_pages_are_arabic_and_right_to_left(get_text):
    assert '<html lang="ar" dir="rtl">' in get_text("/")


def test_the_pages_are_english_where_the_address_says_so_and_links_carry_it(get_text):
    text = get_text("/search", q="جسر", lang="en")
    assert '<html lang="en" dir="ltr">' in text
    own = [link for link in list_links(text) if link.startswith(("/search", "/article", "/help"))]
    own.remove("/search?q=%D8%AC%D8%B3%D8%B1")  # the way back to Arabic
    assert own
    assert all(read_query(link)["lang"] == ["en"] for link in own)
    assert '<input type="hidden" name="lang" value="en">' in text


def test_the_switch_of_language_keeps_the_page(get_text):
    link = find_link(get_text("/search", q="جسر", source=""), "English")
    assert read_query(link) == {"q": ["جسر"], "source": [""], "lang": ["en"]}


def test_the_language_of_the_pages_is_a_setting(web_settings, service):
    from searchapp.web import create_app

    client = create_app(replace(web_settings, lang="en"), service).test_client()
    assert '<html lang="en" dir="ltr">' in client.get("/").text
    assert find_link(client.get("/").text, "العربية") == "/?lang=ar"


def test_the_first_page_has_one_search_box_and_the_sources(get_text):
    text = get_text("/")
    assert text.count('type="search"') == 1
    assert read_query(find_link(text, "جريدة الضفة")) == {"source": ["جريدة الضفة"]}
    assert "مقالتان" in text
    assert "مصدر واحد" in text


def test_the_first_page_keeps_the_smaller_sources_behind_a_click(get_text, service):
    service.facets["source"] = tuple(FacetValue(f"جريدة {number}", 99 - number) for number in range(18))
    shown, _, more = get_text("/").partition("<details")
    assert shown.count("جريدة 11</bdi>") == more.count("جريدة 12</bdi>") == more.count("جريدة 17</bdi>") == 1
    assert "عرض المزيد (6)" in more


@pytest.mark.parametrize(("lang", "told"), [("ar", 1), ("en", 0)])
def test_the_page_of_the_api_says_in_arabic_that_it_is_in_english(get_text, lang, told):
    assert get_text("/api/v1/docs", lang=lang).count("هذه الصفحة بالإنجليزية وحدها") == told


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (1, "نتيجة واحدة"),
        (2, "نتيجتان"),
        (3, "3 نتائج"),
        (10, "10 نتائج"),
        (11, "11 نتيجة"),
        (100, "100 نتيجة"),
        (103, "103 نتائج"),
        (31_030, "31,030 نتيجة"),
    ],
)
def test_the_total_stands_in_right_arabic(get_text, service, total, words):
    service.total = total
    assert f"<strong>{words}</strong>" in get_text("/search")


def test_a_hit_shows_its_parts_with_the_words_marked(get_text):
    text = get_text("/search", q="افتتح")
    assert "<mark>افتتا</mark>" not in text
    assert "<bdi><mark>افتتاح</mark> جسر النهر الكبير</bdi>" in text
    assert "<mark>افتتح</mark> الوزير" in text
    assert "5 سبتمبر 2023" in text
    assert 'datetime="2023-09-05"' in text
    assert "سلمى حداد" in text


def test_what_a_hit_does_not_say_is_named_so(get_text):
    text = get_text("/search")
    assert all(label in text for label in ("بلا عنوان", "مصدر غير معروف", "تاريخ غير معروف"))


def test_a_hit_leads_to_its_article_with_the_query(get_text):
    link = find_link(get_text("/search", q="خبر"), "بلا عنوان")
    assert link.startswith("/article/dir/b%202?")
    assert "بلا عنوان" in get_text(urlsplit(link).path, q="خبر")


def test_a_facet_value_adds_itself_to_the_others(get_text):
    text = get_text("/search", q="جسر", source="", page="2")
    link = find_link(text, "جريدة الضفة</bdi> <span")
    assert read_query(link) == {"q": ["جسر"], "source": ["", "جريدة الضفة"]}


def test_a_chosen_value_and_its_chip_lead_away_from_it(get_text):
    text = get_text("/search", q="جسر", source="جريدة الضفة")
    assert text.count('aria-current="true"><bdi class="clip" title="جريدة الضفة"') == 1
    links = [link for link in list_links(text) if read_query(link) == {"q": ["جسر"]}]
    assert len(links) >= 2
    assert 'aria-label="إزالة المرشح المصدر: جريدة الضفة"' in text


def test_a_month_narrows_its_year_and_a_year_takes_its_months_in(get_text):
    inside_year = get_text("/search", date="2023")
    assert read_query(find_link(inside_year, "سبتمبر 2023")) == {"date": ["2023-09"]}
    inside_month = get_text("/search", date="2023-09")
    assert read_query(find_link(inside_month, ">2023</bdi> <span")) == {"date": ["2023"]}


def test_months_stand_under_a_chosen_year_only(get_text):
    assert "سبتمبر 2023</bdi>" not in get_text("/search", date="").partition('<ul class="chips"')[0]
    assert "سبتمبر 2023</bdi>" in get_text("/search", date="2023")


def test_a_long_facet_folds_but_what_is_chosen_stays_open(get_text, service):
    service.facets["tag"] = tuple(FacetValue(f"وسم {number}", 30 - number) for number in range(20))
    shown, _, folded = get_text("/search", tag="وسم 19").partition('<details class="more">')
    assert 'title="وسم 7"' in shown
    assert 'title="وسم 19"' in shown
    assert 'title="وسم 8"' in folded
    assert 'title="وسم 19"' not in folded.partition("</details>")[0]


def test_a_range_has_chips_of_its_own_and_stands_in_its_form(get_text):
    text = get_text("/search", **{"from": "2023", "to": "2023-09"})
    assert 'name="from" value="2023-01-01"' in text
    assert 'name="to" value="2023-09-30"' in text
    assert read_query(find_link(text, "حتى 30 سبتمبر 2023")) == {"from": ["2023-01-01"]}


def test_a_new_query_keeps_filters_and_leaves_the_page(get_text):
    form = get_text("/search", q="جسر", tag="جسور", page="2").partition('class="search"')[2].partition("</form>")[0]
    assert '<input type="hidden" name="tag" value="جسور">' in form
    assert 'name="page"' not in form
    assert form.count('name="q"') == 1


@pytest.mark.parametrize(("total", "page", "numbers"), [
    (5, 1, []),
    (45, 1, ["1", "2", "3", "…", "5"]),
    (45, 5, ["1", "…", "3", "4", "5"]),
    (31_030, 500, ["1", "…", "498", "499", "500", "501", "502", "…", "1000"]),
])  # fmt: skip
def test_the_pager_shows_the_ends_and_what_is_near(get_text, service, total, page, numbers):
    service.total = total
    pager = get_text("/search", q="جسر", page=str(page)).partition('class="pager"')[2].partition("</nav>")[0]
    assert re.findall(r">(\d+|…)</", pager) == numbers
    assert ('aria-current="page"' in pager) == bool(numbers)


def test_the_sort_that_is_in_force_is_current(get_text):
    text = get_text("/search", q="جسر", sort="newest")
    assert re.search(r'aria-current="true">الأحدث', text)
    assert read_query(find_link(text, "الأقرب")) == {"q": ["جسر"]}


def test_a_widened_search_says_so(get_text, service):
    assert "لا توجد مقالة تجمع" not in get_text("/search", q="جسر قمر")
    service.relaxed = True
    assert "لا توجد مقالة تجمع هذه الكلمات كلها" in get_text("/search", q="جسر قمر")


def test_a_repaired_query_says_so(get_text, service):
    service.understood = Understood("", ignored=("unbalanced-quote", "stop-words"))
    assert get_text("/search", q='"جسر').count('class="notice quiet"') == 1
    assert "علامة تنصيص لم تُغلق" in get_text("/search", q='"جسر')


def test_an_older_index_that_answers_is_named(get_text, service):
    notices = [("ar", "فهذه النتائج من فهرس أقدم"), ("en", "these results come from an older one")]
    assert all(notice not in get_text("/search", lang=lang) for lang, notice in notices)
    service.fallback = "gen-0002/body is damaged SECRET"
    for lang, notice in notices:
        text = get_text("/search", lang=lang)
        assert notice in text
        assert "SECRET" not in text


def test_counts_of_facets_have_their_thousands_parted(get_text, service):
    service.facets["source"] = (FacetValue("جريدة الضفة", 12345),)
    assert '<span class="count">12,345</span>' in get_text("/search")


def test_the_search_box_takes_no_more_than_a_query_may_hold(web_settings, service):
    from searchapp.web import create_app

    client = create_app(replace(web_settings, max_query_chars=77), service).test_client()
    assert 'maxlength="77"' in client.get("/").text
    assert 'maxlength="77"' in client.get("/search").text


def test_every_repair_has_a_note():
    from searchapp.query.repairs import FAULTS, HINTS
    from searchapp.web.faults import REPAIR_NOTES

    assert set(REPAIR_NOTES) == {*FAULTS, *HINTS}


def test_an_empty_page_helps(get_text, service):
    service.documents, service.total = [], 0
    text = get_text("/search", q="جسر", tag="جسور")
    assert "لا توجد نتائج" in text
    assert read_query(find_link(text, "البحث بلا مرشحات")) == {"q": ["جسر"]}
    assert read_query(find_link(text, "البحث عن أي من الكلمات")) == {"q": ["جسر"], "match": ["any"]}


def test_the_level_is_chosen_above_the_results_and_kept_by_every_link(get_text):
    text = get_text("/search", q="جسر", page="2")
    assert read_query(find_link(text, "حرفيًا")) == {"q": ["جسر"], "level": ["exact"]}
    text = get_text("/search", q="جسر", level="exact")
    assert read_query(find_link(text, "الكلمة وصيغها")) == {"q": ["جسر"]}
    for label in ("الأحدث", "أي كلمة", "جريدة الضفة"):
        assert read_query(find_link(text, label))["level"] == ["exact"]
    assert '<input type="hidden" name="level" value="exact">' in text


def test_other_spellings_that_were_looked_for_are_named_and_can_be_switched_off(get_text, service):
    service.understood = Understood("", respelt=(Respelt("ترامب", ("ترمب", "ترومب")),), respelt_applied=True)
    text = get_text("/search", q="ترامب", level="wide")
    assert "بحثنا أيضًا عن: <bdi>ترمب</bdi> · <bdi>ترومب</bdi>" in text
    off = read_query(find_link(text, "البحث من دونها"))
    assert off == {"q": ["ترامب"], "level": ["wide"], "variants": ["off"]}
    get_text("/search", **off)
    assert service.asked.variants is False


def test_other_spellings_are_offered_at_the_default_level(get_text, service):
    service.understood = Understood("", respelt=(Respelt("ترامب", ("ترمب",)),))
    text = get_text("/search", q="ترامب")
    assert "يكتبه الأرشيف أيضًا: <bdi>ترمب</bdi>" in text
    assert read_query(find_link(text, "البحث عنها أيضًا")) == {"q": ["ترامب"], "level": ["wide"]}


def test_other_spellings_can_be_switched_on_again(get_text, service):
    service.understood = Understood("", respelt=(Respelt("ترامب", ("ترمب",)),))
    text = get_text("/search", q="ترامب", level="wide", variants="off")
    assert "بحثنا من دون الرسوم الأخرى: <bdi>ترمب</bdi>" in text
    assert read_query(find_link(text, "البحث عنها أيضًا")) == {"q": ["ترامب"], "level": ["wide"]}


def test_a_new_search_begins_with_other_spellings(get_text):
    text = get_text("/search", q="ترامب", level="wide", variants="off")
    form = text[text.index('<form class="search"') :].split("</form>")[0]
    assert '<input type="hidden" name="level" value="wide">' in form
    assert "variants" not in form


def test_a_page_beyond_the_end_leads_back(get_text, service):
    service.documents = []
    assert read_query(find_link(get_text("/search", q="جسر", page="9"), "الصفحة الأولى")) == {"q": ["جسر"]}


def test_help_leads_to_searches(get_text):
    text = get_text("/help")
    assert '<kbd dir="rtl">تاريخ:<bdi dir="ltr">2023-01..2023-06</bdi></kbd>' in text
    assert read_query(find_link(text, "صحف*")) == {"q": ["صحف*"]}


@pytest.mark.parametrize(
    "path", ["/", "/search?q=x", "/article/a1", "/why/a1?q=x", "/help", "/nothing", "/api/v1/docs"]
)
def test_every_page_can_be_used_by_keyboard_and_reader(client, path):
    text = client.get(path).text
    assert text.count("<main") == text.count('id="main"') == text.count("<h1") == 1
    assert 'href="#main"' in text
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', text)) <= set(ids)
    assert set(re.findall(r'<label[^>]* for="([^"]+)"', text)) <= set(ids)
    assert all("aria-label" in nav for nav in re.findall(r"<nav[^>]*>", text))
