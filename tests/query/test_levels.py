"""What a word finds at each level."""

import pytest

from searchapp.model import MarkRule


@pytest.mark.parametrize(
    ("query", "body", "at_exact"),
    [
        ("السفينة", "أبحرت سفينة", False),
        ("السفينة", "أبحرت السّفينه", True),
        ("الميناء~1", "مينائهم", False),
        ("الميناء~1", "في المينا", True),
        ("بيونغ-السفينة", "بيونغ سفينة", False),
        ("بيونغ-السفينة", "بيونغ السفينة", True),
        ("أيلول", "في سبتمبر", False),
        ('"السفينة"', "السفينة", True),
        ("السف*", "السفينة", True),
    ],
)
def test_exact_finds_the_words_themselves_alone(finds, query, body, at_exact):
    assert finds(query, body, level="exact") == at_exact


def test_stem_finds_what_exact_does_and_more(finds):
    for query, body in (("السفينة", "أبحرت سفينة"), ("السفينة", "السفينه"), ("أيلول", "في سبتمبر")):
        assert finds(query, body, level="stem")


def test_exact_excludes_the_words_themselves_alone(finds):
    assert finds("ميناء -السفينة", "ميناء سفينة", level="exact")
    assert not finds("ميناء -السفينة", "ميناء السفينة", level="exact")


def test_a_query_marks_what_it_finds_at_its_level(parse):
    assert parse("السفينة", level="exact").marks == (MarkRule("exact", ("السفينه",)),)
    assert parse("السفينة", level="stem").marks == (MarkRule("stem", parse("السفينة").near),)


def test_a_query_says_its_level(parse):
    assert parse("السفينة", level="exact").understood["level"] == "exact"
    assert parse("السفينة", level="exact").understood["words"][0]["stem"] is None
