from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.ingest import IngestOptions, Intake
from searchapp.model import Document, Skipped

Read = Callable[..., list[Any]]


def read_page(path: Path, **options: Any) -> list[Document]:
    results = list(Intake([path], IngestOptions(**options)))
    documents = [result for result in results if isinstance(result, Document)]
    assert len(documents) == len(results)
    return documents


def test_an_aggregator_page(pages: Path) -> None:
    main, further = read_page(pages / "aggregator.txt")
    assert main.title == "افتتاح مكتبة عامة في حي الميناء القديم"
    assert main.date == dt.date(2022, 3, 14)
    assert main.source == "صحيفة المرفأ"
    assert main.tags == ("مكتبات", "ثقافة", "حي الميناء")
    assert main.body.startswith("افتتحت بلدية")
    assert main.body.endswith("منتصف الليل.")
    assert main.seen_on is None
    assert further.title == "قطار جديد يربط الساحل بالجبل"
    assert (further.date, further.source, further.tags) == (None, None, ())
    assert further.seen_on == main.id
    assert further.body == (
        "محطة الجبل (مراسلنا)\nدشنت هيئة السكك خطاً جديداً يقطع المسافة في أربعين دقيقة.\nوتبلغ سعة القطار مئتي راكب."
    )


def test_a_newspaper_page(pages: Path) -> None:
    main, further = read_page(pages / "newspaper.txt")
    assert main.title == "مزارعو الوادي يحصدون أول موسم زيتون بعد الجفاف"
    assert main.captions == ("عمال يفرزون الزيتون في معصرة الوادي (تصوير خاص)",)
    assert main.body == (
        "بدأ مزارعو الوادي الأخضر قطاف الزيتون بعد ثلاثة مواسم شحيحة.\n\nوقال رئيس الجمعية إن الإنتاج تضاعف."
    )
    assert (main.source, main.date, main.seen_on) == ("الشرق الأوسط", None, None)
    assert further.title == "سد صغير يروي خمس قرى"
    assert further.captions == ("بحيرة السد عند الغروب (تصوير خاص)",)
    assert further.body == "أنهت وزارة الري بناء سد صغير يكفي خمس قرى."
    assert (further.source, further.seen_on) == ("الشرق الأوسط", main.id)


def test_a_plain_page(pages: Path) -> None:
    (document,) = read_page(pages / "plain.txt")
    assert document.title == "سباق الدراجات يعود إلى المدينة"
    assert document.body == "يعود سباق الدراجات بعد غياب أربع سنوات.\nويشارك فيه مئة متسابق."
    assert (document.source, document.date, document.tags) == (None, None, ())


def test_the_operators_source_takes_the_place_of_the_newspapers(pages: Path) -> None:
    assert [document.source for document in read_page(pages / "newspaper.txt", source="الوادي")] == ["الوادي"] * 2


def test_the_operators_source_fills_a_plain_page(pages: Path) -> None:
    assert read_page(pages / "plain.txt", source="الوادي")[0].source == "الوادي"


def test_the_operators_source_leaves_what_is_stated_and_what_came_from_elsewhere(pages: Path) -> None:
    main, further = read_page(pages / "aggregator.txt", source="الوادي")
    assert (main.source, further.source) == ("صحيفة المرفأ", None)


@pytest.mark.parametrize("name", ["aggregator.txt", "newspaper.txt", "plain.txt"])
def test_the_operators_source_changes_no_id(pages: Path, name: str) -> None:
    plain, named = read_page(pages / name), read_page(pages / name, source="الوادي")
    assert [(each.id, each.seen_on) for each in plain] == [(each.id, each.seen_on) for each in named]


@pytest.mark.parametrize(
    "mark", ["إقرأ أيضاً:", "اقرأ أيضا", "إقرأ أيضًا :", "اقــرأ أيضاً", "إقرا ايضا:", "إقرأ أيضاً…", "ﺇﻗﺮﺃ ﺃﻳﻀﺎ"]
)
def test_the_read_also_mark_in_every_spelling(read: Read, mark: str) -> None:
    main, further = read("a.txt", f"أول\nتاريخ النشر: 2022-03-14\nنص أول.\nالمصدر: المرفأ\n{mark}\nثان\nنص ثان.")
    assert (main.title, further.title, further.body) == ("أول", "ثان", "نص ثان.")


@pytest.mark.parametrize("mark", ["تاريخ النشر: 14/3/2022", "تاريخ النشر 14/3/2022", "تاريـخ النَّشر : 14/3/2022"])
def test_the_date_mark_in_every_spelling(read: Read, mark: str) -> None:
    (document,) = read("a.txt", f"أول\n{mark}\nنص.")
    assert (document.date, document.body) == (dt.date(2022, 3, 14), "نص.")


@pytest.mark.parametrize(
    "mark", ["المصدر: المرفأ", "المصدر : المرفأ", "المصــدر: المرفأ", "المصدر المرفأ", "• ﺍﻟﻤﺼﺪﺭ：المرفأ"]
)
def test_the_source_mark_in_every_spelling(read: Read, mark: str) -> None:
    (document,) = read("a.txt", f"أول\nنص.\n{mark}\nكلمات دلالية: ري")
    assert (document.source, document.body, document.tags) == ("المرفأ", "نص.", ("ري",))


def test_an_unreadable_date_is_unknown_and_leaves_the_body_clean(read: Read) -> None:
    (document,) = read("a.txt", "أول\nتاريخ النشر: أمس\nنص.")
    assert (document.date, document.body) == (None, "نص.")


def test_words_like_a_mark_inside_a_text_are_text(read: Read) -> None:
    body = (
        "المصدر قال إن العمل مستمر.\nفقرة.\nالمصدر: مجهول.\nفقرة.\nفقرة.\nفقرة.\nكلمات دلالية كثيرة.\n" + "س.\n" * 4
    )
    (document,) = read("a.txt", f"أول\n{body}")
    assert (document.source, document.tags) == (None, ())
    assert document.body == body.strip()


@pytest.mark.parametrize("line", ["المصدر: قال إن العمل مستمر.", "كلمات دلالية: بحث في معناها"])
def test_a_label_with_text_below_it_is_text_on_a_page_without_a_date(read: Read, line: str) -> None:
    (document,) = read("a.txt", f"أول\nفقرة.\n{line}\nفقرة ثانية.")
    assert document.body == f"فقرة.\n{line}\nفقرة ثانية."
    assert (document.source, document.tags) == (None, ())


def test_a_label_with_a_little_text_below_it_is_a_footer_on_a_page_with_a_date(read: Read) -> None:
    (document,) = read("a.txt", "أول\nتاريخ النشر: 14/3/2022\nفقرة.\nالمصدر: المرفأ\nشارك الخبر")
    assert (document.source, document.body) == ("المرفأ", "فقرة.\nشارك الخبر")


@pytest.mark.parametrize("head", ["أول", "أول\nتاريخ النشر: 14/3/2022"])
def test_of_two_sources_the_upper_is_text(read: Read, head: str) -> None:
    (document,) = read("a.txt", f"{head}\nفقرة.\nالمصدر: مجهول\nالمصدر: المرفأ")
    assert (document.body, document.source) == ("فقرة.\nالمصدر: مجهول", "المرفأ")


def test_a_bare_source_that_stays_text_is_left_as_it_was_written(read: Read) -> None:
    (document,) = read("a.txt", "أول\nالمصدر مجهول\nكلمات دلالية: ري\nفقرة.")
    assert document.body == "المصدر مجهول\nكلمات دلالية: ري\nفقرة."


def test_a_line_above_a_newspapers_first_title_is_kept(read: Read) -> None:
    (document,) = read("a.txt", "شؤون محلية\nعنوان\nTT\nعنوان\nنص.")
    assert (document.title, document.body) == ("عنوان", "شؤون محلية\nنص.")


DATE_LINE = "تاريخ النشر: 14/3/2022"
PIECES = [
    "TT",
    "إقرأ أيضاً:",
    DATE_LINE,
    "",
    "{0}\nTT\n{0}",
    "المصدر: {0}",
    "المصدر {0}",
    "كلمات دلالية: {0}",
    "{0}",
    "{0}",
]


@given(st.lists(st.builds(str.format, st.sampled_from(PIECES), st.integers(0, 9).map("سطر {}".format)), max_size=20))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_line_of_a_page_is_lost(read: Read, pieces: list[str]) -> None:
    page = "\n".join(["سطر", *pieces])
    documents = [each for each in read("a.txt", page) if isinstance(each, Document)]
    kept = {line for each in documents for line in (each.title, *each.captions, *each.body.split("\n"))}
    sources = {f"{label} {each.source}" for each in documents for label in ("المصدر:", "المصدر")}
    tags = {f"كلمات دلالية: {tag}" for each in documents for tag in each.tags}
    marks = {"TT", "إقرأ أيضاً:", DATE_LINE, ""}
    assert set(page.split("\n")) <= kept | sources | tags | marks


def test_a_footer_at_the_end_of_a_page_needs_no_date(read: Read) -> None:
    main, further = read("a.txt", "أول\nفقرة.\nالمصدر: المرفأ\nكلمات دلالية: ري\nإقرأ أيضاً:\nثان\nنص ثان.")
    assert (main.source, main.tags, main.body) == ("المرفأ", ("ري",), "فقرة.")
    assert further.title == "ثان"


def test_a_read_also_link_inside_a_text_is_text(read: Read) -> None:
    (document,) = read("a.txt", "أول\nنص.\nاقرأ أيضاً\nرابط\nنص ثان.")
    assert "نص ثان." in document.body


def test_a_read_also_link_above_the_footer_is_text(read: Read) -> None:
    inner = "إقرأ أيضاً:\nرابط\nب.\nج.\nد.\nهـ."
    page = f"أول\nتاريخ النشر: 2022-03-14\nنص.\n{inner}\nالمصدر: المرفأ\nإقرأ أيضاً:\nثان\nنص ثان."
    main, further = read("a.txt", page)
    assert main.body.endswith("هـ.")
    assert further.title == "ثان"


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("ثان\nنص ثان.\nإقرأ أيضاً:\nثالث\nنص ثالث.", id="another read also"),
        pytest.param("ثان\nنص ثان.\n\nثالث\nتاريخ النشر: 2021-01-01\nنص ثالث.", id="a date line"),
        pytest.param("ثان\nنص ثان.\nالمصدر: الوادي\nثالث\nنص ثالث.\nنص.\nنص.", id="a footer"),
    ],
)
def test_further_articles_are_told_apart_by_marks(read: Read, rest: str) -> None:
    page = f"أول\nتاريخ النشر: 2022-03-14\nنص.\nالمصدر: المرفأ\nإقرأ أيضاً:\n{rest}"
    main, second, third = read("a.txt", page)
    assert [second.title, third.title] == ["ثان", "ثالث"]
    assert second.body == "نص ثان."
    assert {second.seen_on, third.seen_on} == {main.id}


def test_a_footer_below_an_empty_read_also_is_of_the_main_article(read: Read) -> None:
    (document,) = read("a.txt", "أول\nتاريخ النشر: 2022-03-14\nنص.\nإقرأ أيضاً:\nالمصدر: المرفأ")
    assert (document.source, document.body) == ("المرفأ", "نص.")


def test_a_read_also_with_nothing_below_it_still_ends_the_article(read: Read) -> None:
    (document,) = read("a.txt", "أول\nنص.\nالمصدر المرفأ\nإقرأ أيضاً:\n")
    assert (document.source, document.body) == ("المرفأ", "نص.")


def test_a_further_article_keeps_the_date_and_source_it_states(read: Read) -> None:
    page = "أول\nتاريخ النشر: 2022-03-14\nنص.\nإقرأ أيضاً:\nثان\nتاريخ النشر: 2021-01-01\nنص ثان.\nالمصدر: الوادي"
    main, further = read("a.txt", page)
    assert (main.source, main.date) == (None, dt.date(2022, 3, 14))
    assert (further.source, further.date) == ("الوادي", dt.date(2021, 1, 1))


def test_further_articles_without_marks_stay_together(read: Read) -> None:
    page = "أول\nتاريخ النشر: 2022-03-14\nنص.\nإقرأ أيضاً:\nثان\nنص ثان.\n\nلعله عنوان\n\nنص."
    assert len(read("a.txt", page)) == 2


def test_a_title_is_not_repeated_in_the_body(read: Read) -> None:
    (document,) = read("a.txt", "عنوان\n\nعنوان\nنص.")
    assert document.body == "نص."


def test_a_single_line_is_a_title(read: Read) -> None:
    (document,) = read("a.txt", "عنوان")
    assert (document.title, document.body) == ("عنوان", "")


@pytest.mark.parametrize("text", [" \n\u00a0\n", "TT", "TT\nTT", "المصدر: المرفأ"])
def test_a_page_without_text_is_reported(read: Read, text: str) -> None:
    (skipped,) = read("a.txt", text)
    assert isinstance(skipped, Skipped)
    assert skipped.reason.startswith("the article is empty")


def test_a_tt_without_the_title_repeated_below_it_is_plain_text(read: Read) -> None:
    (document,) = read("a.txt", "سيارة جديدة\nطراز\nTT\nيصل إلى الأسواق.")
    assert (document.title, document.body) == ("سيارة جديدة", "طراز\nTT\nيصل إلى الأسواق.")
    assert (document.source, document.captions) == (None, ())


def test_a_newspaper_page_may_open_with_an_article_without_its_title_repeated(read: Read) -> None:
    page = "عنوان\n\nصورة (أرشيف)\nTT\n\nنص أول.\n\nثان\nTT\nثان\nنص ثان."
    main, further = read("a.txt", page)
    assert (main.title, main.captions, main.body) == ("عنوان", ("صورة (أرشيف)",), "نص أول.")
    assert (further.title, further.source) == ("ثان", "الشرق الأوسط")


def test_a_caption_that_stands_once_is_known_by_its_credit(read: Read) -> None:
    (document,) = read("a.txt", "عنوان\nTT\nعنوان\n\nصورة السد (أرشيف)\n\nنص.")
    assert (document.captions, document.body) == (("صورة السد (أرشيف)",), "نص.")


def test_a_tt_inside_a_text_opens_no_article(read: Read) -> None:
    (document,) = read("a.txt", "عنوان\nTT\nعنوان\n\nنص أول.\n\nTT\n\nنص ثان.")
    assert document.body == "نص أول.\n\nنص ثان."


def test_old_line_ends_are_read(read: Read) -> None:
    (document,) = read("a.txt", "عنوان\r\nنص.\rنص.")
    assert document.body == "نص.\nنص."


@pytest.mark.slow
@pytest.mark.parametrize(
    "block",
    [
        "TT\n",
        "س.\nTT\n",
        "إقرأ أيضاً:\n",
        "س\nالمصدر: س\n",
        "عنوان\nتاريخ النشر: 2021-01-01\n",
        "{0}\n{0}\n",
        "\n\nالمصدر س\n",
    ],
)
def test_a_page_of_nothing_but_marks_takes_no_longer_than_its_length(read: Read, block: str) -> None:
    head = (
        "عنوان\nتاريخ النشر: 2022-03-14\nنص.\nالمصدر: س\nإقرأ أيضاً:\n"
        if "TT" not in block and "{" not in block
        else ""
    )
    newspaper = "عنوان\nTT\nعنوان\n" if "{" in block else ""
    start = time.perf_counter()
    assert read("a.txt", head + newspaper + "".join(block.format(number) for number in range(30_000)))
    assert time.perf_counter() - start < 60  # a hang, not a timing
