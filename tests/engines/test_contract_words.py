"""The engine contract: what a reader says of words beside those of a query."""

from __future__ import annotations

import pytest
from contract import make_document, rebuild

from searchapp.arabic import find_skeleton
from searchapp.engines.base import COMMONER_BY, MOST_KIN, MOST_RELATIVES, Engine


@pytest.fixture
def engine(each_engine: Engine) -> Engine:
    return each_engine


def change(engine: Engine, *some: object, gone: tuple[str, ...] = ()) -> None:
    with engine.change() as writer:
        for document in some:
            writer.add(document)  # type: ignore[arg-type]
        for name in gone:
            writer.delete(name)
        writer.commit()


def test_relatives_are_the_other_stems_of_one_skeleton_the_commonest_first(engine):
    rebuild(
        engine,
        make_document("a1", "وزير مدارس"),
        make_document("a2", "وزراء مدرسة"),
        make_document("a3", "وزراء وزر", title="مدرسة"),
    )
    reader = engine.reader()
    found = {word: [reader.stem(word), *reader.list_relatives(reader.stem(word))] for word in ("وزير", "مدارس")}
    assert found == {"وزير": ["وزير", "وزراء", "وزر"], "مدارس": ["مدارس", "مدرسه"]}


def test_a_stem_that_the_index_lacks_has_no_relatives(engine):
    rebuild(engine, make_document("a1", "مدارس"))
    assert engine.reader().list_relatives("مدرسه") == []


@pytest.mark.parametrize(("more", "expected"), [(0, ["وزراء"]), (1, [])])
def test_a_much_commoner_stem_is_no_relative(engine, more, expected):
    common = (make_document(f"b{number}", "وزراء") for number in range(2 * COMMONER_BY + more))
    rebuild(engine, make_document("a1", "وزير"), make_document("a2", "وزير"), *common)
    assert engine.reader().list_relatives("وزير") == expected
    assert engine.reader().list_relatives("وزراء") == ["وزير"]


@pytest.mark.parametrize(("common", "expected"), [(5, ["وزراء", "وزر"]), (6, ["وزراء"]), (7, ["وزر"])])
def test_relatives_together_are_no_much_commoner_than_the_stem(engine, common, expected):
    assert COMMONER_BY == 6
    others = [make_document(f"b{number}", "وزراء") for number in range(common)]
    rebuild(engine, make_document("a1", "وزير"), make_document("a2", "وزر"), *others)
    assert engine.reader().list_relatives("وزير") == expected


def test_kin_are_the_commonest_of_one_skeleton_however_common(engine):
    common = [make_document(f"b{number}", "كتب") for number in range(3 * COMMONER_BY)]
    rebuild(engine, make_document("a1", "كتاب كيتب كاتب كويتب"), make_document("a2", "كاتب"), *common)
    assert {find_skeleton(stem) for stem in ("كتاب", "كتب", "كاتب", "كيتب", "كويتب")} == {"كتب"}
    assert engine.reader().list_kin("كتاب") == ["كتب", "كاتب", "كويتب"]
    assert engine.reader().list_kin("كتب")[:2] == ["كاتب", "كتاب"]
    assert MOST_KIN == 3


def test_a_stem_that_the_index_lacks_has_kin(engine):
    rebuild(engine, make_document("a1", "مدارس"))
    assert engine.reader().list_kin("مدرسه") == ["مدارس"]
    assert engine.reader().list_kin("ميناء") == []


def test_the_name_of_a_month_has_no_relatives(engine):
    rebuild(engine, make_document("a1", "أيلول الالي"))
    assert find_skeleton("ايلول") == find_skeleton("الالي")
    assert engine.reader().list_relatives("ايلول") == []
    assert engine.reader().list_kin("ايلول") == []


def test_the_name_of_a_month_that_is_another_word_has_relatives(engine):
    assert find_skeleton("مارس") == find_skeleton("مرس")
    rebuild(engine, make_document("a1", "مارس مرس"))
    assert engine.reader().list_relatives("مارس") == ["مرس"]


def test_relatives_are_bounded(engine):
    stems = [f"كت{vowels}ب" for vowels in ("", "ا", "و", "ي", "اا", "وا", "يا", "او", "وو", "يو", "اي", "وي", "يي")]
    stems += [f"ك{vowels}تب" for vowels in ("ا", "و", "ي")]
    assert {find_skeleton(stem) for stem in stems} == {"كتب"}
    own = [make_document(f"b{number}", "كتب") for number in range(len(stems))]
    rebuild(engine, make_document("a1", " ".join(stems)), *own)
    assert len(engine.reader().list_relatives("كتب")) == MOST_RELATIVES


def test_relatives_come_and_go_with_articles(engine):
    rebuild(engine, make_document("a1", "وزير"))
    change(engine, make_document("a2", "وزراء"))
    assert engine.reader().list_relatives("وزير") == ["وزراء"]
    change(engine, make_document("a3", "وزر"), gone=("a2",))
    assert "وزر" in engine.reader().list_relatives("وزير")


def test_an_index_of_no_documents_has_no_relatives(engine):
    rebuild(engine)
    assert engine.reader().list_relatives("وزير") == []


def test_variants_are_those_that_the_index_holds(engine):
    rebuild(engine, make_document("a1", "قال ترمب"), make_document("a2", "عبد في الباري", tags=("الكونجرس",)))
    reader = engine.reader()
    assert [form for form, _ in reader.list_variants("ترامب")] == ["ترمب"]
    assert [form for form, _ in reader.list_variants("بالكونغرس")] == ["الكونجرس"]
    assert [form for form, _ in reader.list_variants("عبدالباري")] == ["عبد الباري"]
    assert reader.list_variants("غوغل") == []
    assert all(0 < weight < 1 for _, weight in reader.list_variants("ترامب"))


def test_variants_come_with_articles(engine):
    rebuild(engine, make_document("a1", "ترامب"))
    assert engine.reader().list_variants("ترامب") == []
    change(engine, make_document("a2", "ترمب"))
    assert [form for form, _ in engine.reader().list_variants("ترامب")] == ["ترمب"]


def test_an_index_holds_the_forms_of_its_default_fields_as_they_are_written(engine):
    rebuild(engine, make_document("a1", "قال الوزير", title="سفينة", tags=("ميناء",)))
    held = {form: engine.reader().holds(form) for form in ("الوزير", "سفينه", "ميناء", "وزير", "غائب")}
    assert held == {"الوزير": True, "سفينه": True, "ميناء": True, "وزير": False, "غائب": False}
