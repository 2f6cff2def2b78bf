from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.arabic import MONTHS
from searchapp.ingest import read_date

DAY = dt.date(2023, 9, 5)


@pytest.mark.parametrize(
    "text",
    [
        "5th, September 2023 GMT",
        "5th September 2023",
        "September 5, 2023",
        "Sept. 5, 2023",
        "Tue, 05 Sep 2023 10:00:00 +0300",
        "Tuesday, 5 September 2023",
        "2023-09-05",
        "2023-9-5",
        "2023/09/05",
        "20230905",
        "2023-09-05T23:59:59Z",
        "2023-09-05T23:59:59.123+03:00",
        "2023-09-05 02:51:32",
        "2023-09-05T10:00:00+03",
        "2023-09-05 10:00:00 +03",
        "2023-09-05T10Z",
        "2023-09-05T100000Z",
        "2023-W36-2",
        "2023W362",
        "2023-248",
        "2023\u201109\u201105",
        "الثلاثاء 2023-09-05",
        "الثلاثاء، 05/09/2023",
        "Tue Sep  5 10:00:00 2023",
        "Tue Sep 5 10:00:00 UTC 2023",
        "05/09/2023",
        "5/9/2023",
        "5-9-2023",
        "5.9.2023",
        "05/09/2023 - 14:30",
        "5 سبتمبر 2023",
        "ﺍﻟﺜﻼﺛﺎء 5 ﺳﺒﺘﻤﺒﺮ 2023",
        "5 سبتمبر سنة 2023",
        "5 سبتمبر، 2023",
        "5 من سبتمبر عام 2023",
        "٥ سبتمبر ٢٠٢٣",
        "۵ سبتمبر ۲۰۲۳",
        "٠٥/٠٩/٢٠٢٣",
        "5 أيلول 2023",
        "5 ايلول 2023",
        "5 شتنبر 2023",
        "5 سبتمبر/أيلول 2023",
        "5 سبتمبر (أيلول) 2023",
        "5 أيلول / سبتمبر 2023م",
        "الثلاثاء 5 سبتمبر 2023",
        "يوم الثلاثاء، 5 سبتمبر 2023، الساعة 10:30 صباحاً",
        "الثُّلاثاء ٥ سِبتمبر ٢٠٢٣",
        "\u200f5 سبتمبر 2023\u200f",
        "20 صفر 1445هـ الموافق 5 سبتمبر 2023م",
        " 5  سبتمبر 2023 ",
    ],
)
def test_a_stated_day_is_read(text: str) -> None:
    assert read_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "أمس",
        "31/02/2023",
        "2023-02-29",
        "31 أبريل 2023",
        "09/13/2023",
        "5/9/23",
        "5 سبتمبر 23",
        "5 سبتمبر",
        "سبتمبر 2023",
        "2023",
        "2023-09",
        "0/9/2023",
        "2023-09-05T25:00:00Z",
        "2023-09-05T10:61:00Z",
        "2023-09-05T10:00:61Z",
        "2023-09-05T99",
        "2023-W54-1",
        "2023-W36-8",
        "2023-366",
        "2023-000",
        "الثلاثاء",
        "5/9-2023",
        "01/01/1799",
        "01/01/2101",
        "5 سبتمبر/أكتوبر 2023",
        "15 رمضان 1444",
        "15/09/1444 هـ",
        "1444-09-15",
        "1693900800",
        "5 سبتمبر 2023 أو 6 سبتمبر 2023",
        "5 سبتمبر 2023 الموافق 6 سبتمبر 2023",
        "5 سبتمبر 2023" + " " * 200,
    ],
)
def test_what_states_no_possible_day_is_unknown(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("كانون الثاني", 1),
        ("كانون ثاني", 1),
        ("جانفي", 1),
        ("شباط", 2),
        ("فيفري", 2),
        ("آذار", 3),
        ("نيسان", 4),
        ("إبريل", 4),
        ("أفريل", 4),
        ("أيار", 5),
        ("ماي", 5),
        ("مايو", 5),
        ("حزيران", 6),
        ("جوان", 6),
        ("يونيه", 6),
        ("تموز", 7),
        ("يوليوز", 7),
        ("جويلية", 7),
        ("آب", 8),
        ("غشت", 8),
        ("أوت", 8),
        ("شتنبر", 9),
        ("تشرين الأول", 10),
        ("تشرين الثاني", 11),
        ("نونبر", 11),
        ("كانون الأول", 12),
        ("دجنبر", 12),
    ],
)
def test_every_family_of_month_names_is_known(name: str, month: int) -> None:
    assert read_date(f"7 {name} 2021") == dt.date(2021, month, 7)


@given(day=st.dates(dt.date(1800, 1, 1), dt.date(2100, 12, 31)), shape=st.sampled_from(["iso", "slash", "arabic"]))
@settings(max_examples=100)
def test_a_written_day_reads_back(day: dt.date, shape: str) -> None:
    texts = {
        "iso": day.isoformat(),
        "slash": f"{day.day:02}/{day.month:02}/{day.year}",
        "arabic": f"{day.day} {MONTHS[day.month - 1][1]} {day.year}",
    }
    assert read_date(texts[shape]) == day


@given(st.text(alphabet="0123456789٠٩ /-.:سبتمبر()T+Zth,\u0661", max_size=40) | st.text(max_size=150))
@settings(max_examples=200)
def test_any_text_is_a_day_or_unknown(text: str) -> None:
    day = read_date(text)
    assert day is None or 1800 <= day.year <= 2100


@given(day=st.dates(dt.date(1790, 1, 1), dt.date(2110, 1, 1)), clock=st.times(), gap=st.sampled_from(" T"))
def test_a_moment_has_the_day_that_stands_before_its_time(day: dt.date, clock: dt.time, gap: str) -> None:
    time = clock.replace(microsecond=0).isoformat()
    for zone in ("", "Z", "+03:00"):
        moment = f"{day.isoformat()}{gap}{time}{zone}"
        assert read_date(moment) == read_date(day.isoformat()) == read_date(f"{moment} ")
