"""A headline pasted as a query finds its article, whatever words and signs it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchapp.ingest import Intake
from searchapp.model import Document, SearchRequest
from searchapp.query import QueryLimits, parse_query
from searchapp.search import SearchService

HEADLINES = [
    "مصدر: تأجيل افتتاح الجسر إلى الربيع",
    "الحل ليس هنا",
    "سباق القوارب ليس للمحترفين وحدهم",
    "رئيس البلدية: إغلاق السوق ليس حلًا للزحام",
    "المتحف ليس مبنى بل ذاكرة مدينة",
    "حارس المنارة (٨٠ عامًا): البحر ليس عدوًا لأحد",
    "مكتبة الحي.. الكتاب ليس أغلى من الخبز",
    "المزارعون بين بيع المحصول أو تخزينه",
    "القطار السريع: تأجيل أو إلغاء أو تمويل جديد",
    "الفيضان و السدود و ما بينهما",
    "وزير التعليم و نقابة المعلمين أمام طاولة واحدة",
    "هل يعود الصيادون أو لا يعودون؟",
]


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_finds_its_article(finds, headline):
    assert finds(headline, title=headline)


def test_every_sample_title_finds_its_article_on_the_first_page(samples: Path, sample_service: SearchService) -> None:
    articles = [item for item in Intake([samples]) if isinstance(item, Document)]
    lost = [
        article.title
        for article in articles
        if article.id not in [hit.document.id for hit in sample_service.search(SearchRequest(q=article.title)).hits]
    ]
    assert articles
    assert lost == []


@pytest.mark.parametrize("aside", ["-رحمه الله-", "-11-", "- كما قيل -"])
def test_an_aside_between_dashes_excludes_nothing(aside):
    parsed = parse_query(f"ذكريات الجزيرة {aside}", limits=QueryLimits())
    assert parsed.understood.excluded == ()


def test_a_hyphenated_name_does_not_close_an_aside():
    parsed = parse_query("روسيا -أوكرانيا كيم جونغ-أون", limits=QueryLimits())
    assert [each.clause.text for each in parsed.understood.excluded] == ["أوكرانيا"]
