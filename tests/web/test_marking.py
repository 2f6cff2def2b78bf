"""Text → markup, and addresses, for any text at all."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from searchapp.model import SearchRequest
from searchapp.settings import Settings
from searchapp.web.addresses import read_args
from searchapp.web.links import SearchLinks, build_article_path, build_url, list_pairs
from searchapp.web.marking import clean_text, clean_value, isolate_dates, render_marks, render_paragraphs
from searchapp.web.params import list_api_search_params, read_params
from searchapp.web.periods import read_facet_date, read_period
from searchapp.web.search_request import build_request

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
VALUES = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\r\n\x85"), max_size=60)


@st.composite
def marked_texts(draw):
    text = draw(TEXT)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    return text, list(zip(cuts[::2], cuts[1::2], strict=False))


def strip_markup(markup: str) -> str:
    return Markup(re.sub("</?mark>", "", markup)).unescape()


@settings(max_examples=150)
@given(marked_texts())
def test_marked_text_is_the_text_with_its_spans_in_mark(given_text):
    text, spans = given_text
    markup = render_marks(text, spans)
    assert strip_markup(markup) == clean_text(text)
    assert [Markup(m).unescape() for m in re.findall("<mark>(.*?)</mark>", markup, re.DOTALL)] == [
        clean_text(text[start:end]) for start, end in spans
    ]


@settings(max_examples=150)
@given(marked_texts())
def test_paragraphs_hold_every_visible_character_and_no_line_end(given_text):
    text, spans = given_text
    paragraphs = [strip_markup(paragraph) for paragraph in render_paragraphs(text, spans)]
    assert "".join("".join(paragraphs).split()) == "".join(clean_text(text).split())
    assert all(len(paragraph.splitlines()) <= 1 for paragraph in paragraphs)


def test_a_span_over_a_line_end_is_marked_on_both_sides():
    assert render_paragraphs("ab\ncd", [(1, 4)]) == [Markup("a<mark>b</mark>"), Markup("<mark>c</mark>d")]


def test_an_empty_text_has_no_paragraphs():
    assert render_paragraphs("", []) == []


def test_dates_are_isolated_and_the_rest_is_escaped():
    assert isolate_dates("<b> ٢٠٢٣ 2023-01..2023-06, 5/9") == (
        '&lt;b&gt; ٢٠٢٣ <bdi dir="ltr">2023-01..2023-06</bdi>, <bdi dir="ltr">5/9</bdi>'
    )


def test_a_sign_before_a_date_stays_before_it():
    assert isolate_dates("تاريخ:>=2023 <b") == 'تاريخ:<bdi dir="ltr">&gt;=2023</bdi> &lt;b'


def test_joiners_stay_and_what_reorders_goes():
    assert clean_text("می\u200cروم \u200fa\u202ab\u202e\u2066c\u2069") == "می\u200cروم \u200fabc"


def test_cleaned_markup_is_still_markup():
    assert isinstance(clean_value(Markup("<b>\u202e</b>")), Markup)
    assert clean_value(Markup("<b>\u202e</b>")) == "<b></b>"


@pytest.mark.parametrize(("text", "first", "last"), [
    ("2023", "2023-01-01", "2023-12-31"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2023-09-05", "2023-09-05", "2023-09-05"),
    ("05/09/2023", "2023-09-05", "2023-09-05"),
    ("٢٠٢٣-٩", "2023-09-01", "2023-09-30"),
    ("أيلول ٢٠٢٣", "2023-09-01", "2023-09-30"),
    ("5 شتنبر ۲۰۲۳", "2023-09-05", "2023-09-05"),
])  # fmt: skip
def test_a_period_is_its_first_and_last_day(text, first, last):
    assert read_period(text) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "23",
        "2023-13",
        "2023-02-29",
        "0000",
        "20230905",
        "2023-W01",
        "2023..2024",
        "[2023 TO 2024]",
        "5-10 سبتمبر 2023",
    ],
)
def test_what_is_no_period_is_refused(text):
    assert read_period(text) is None
    assert read_facet_date(text) == ("" if text == "" else None)


def test_a_facet_date_is_a_whole_year_or_month_in_one_spelling():
    assert [read_facet_date(text) for text in ("٢٠٢٣", "9/2023", "2023-12", "أيلول 2023")] == [
        "2023",
        "2023-09",
        "2023-12",
        "2023-09",
    ]
    assert read_facet_date("31/12/2023") is None


DAYS = st.none() | st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2000, 1, 1))
REQUESTS = st.builds(
    SearchRequest,
    q=VALUES,
    sources=st.lists(VALUES, max_size=3, unique=True).map(tuple),
    tags=st.lists(VALUES, max_size=3, unique=True).map(tuple),
    dates=st.lists(st.sampled_from(["", "2023", "2023-09"]), max_size=3, unique=True).map(tuple),
    date_from=DAYS,
    date_to=st.none() | st.dates(min_value=dt.date(2000, 1, 1)),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    match=st.sampled_from(["all", "any"]),
    page=st.integers(1, 100),
)


@settings(max_examples=150)
@given(REQUESTS)
def test_an_address_asks_for_the_request_that_it_was_made_from(request):
    link = SearchLinks("/search", request).page(request.page)
    values = read_params(
        read_args({"QUERY_STRING": urlsplit(link).query}), list_api_search_params(Settings()), forgiving=False
    )
    assert build_request(values) == request


def test_the_defaults_stand_in_no_address():
    assert list_pairs(SearchRequest()) == []
    assert build_url("/search", []) == "/search"


def test_an_address_of_an_article_has_no_doubled_slashes():
    assert build_article_path("/article/", "/a//b///c") == "/article/%2Fa/%2Fb/%2F/c"
