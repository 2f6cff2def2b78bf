"""What a word finds at each level."""

import pytest
from oracle import Oracle

from searchapp.arabic import Variants
from searchapp.model import Document, MarkRule
from searchapp.understood import Respelt

RELATIVES = {"وزير": ("وزراء",), "مدينه": ("مدن", "تمدن")}


@pytest.fixture
def rank(parse):
    """The bodies that a query finds at level "wide", best first."""

    def rank(query, *bodies, **options):
        parsed = parse(
            query,
            level="wide",
            relatives=lambda stem: RELATIVES.get(stem, ()),
            spellings=Variants().of,
            **options,
        )
        documents = [Document(str(number), "", body) for number, body in enumerate(bodies)]
        scores = Oracle(documents).evaluate(parsed.tree)
        return [bodies[int(name)] for name in sorted(scores, key=lambda name: -scores[name])]

    return rank


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


@pytest.mark.parametrize(
    ("query", "level"), [("كَتَبَ", "exact"), ('"كَتَبَ"', "stem"), ('"كَتَبَ"', "exact"), ("-كُتب كَتَبَ", "exact")]
)
def test_a_vocalized_word_as_written_finds_what_does_not_contradict_it(finds, query, level):
    assert finds(query, "كتب", level=level) == (query[0] != "-")
    assert finds(query, "كَتب", level=level)
    assert not finds(query, "كُتُب", level=level)


def test_vowels_do_not_matter_to_words_with_all_their_forms(finds, parse):
    assert finds("كَتَبَ", "كُتُب", level="stem")
    assert parse("كَتَبَ", level="stem").tree == parse("كتب", level="stem").tree


def test_a_vocalized_word_is_told_by_its_letters(parse):
    for query, level in (("كَتَبَ", "exact"), ('"كَتَبَ"', "stem")):
        assert parse(query, level=level).understood.words[0].exact == "كتب"
        assert parse("كتب فِي", level="exact").understood.words[1].exact == "في"


def test_a_query_marks_what_it_finds_at_its_level(parse):
    assert parse("السفينة", level="exact").marks == (MarkRule("exact", ("السفينه",)),)
    assert parse("السفينة", level="stem").marks == (MarkRule("stem", parse("السفينة").near[0].stems),)


def test_a_query_says_its_level(parse):
    assert parse("السفينة", level="exact").understood.level == "exact"
    assert parse("السفينة", level="exact").understood.words[0].stem is None


@pytest.mark.parametrize(
    ("query", "bodies"),
    [
        ("الوزير", ["قال الوزير", "قال وزير", "قال وزراء"]),
        ("ترامب", ["قال ترامب", "قال لترامب", "قال ترمب"]),
        ("ترمب", ["قال ترمب", "قال ترامب"]),
        ("عبدالباري", ["قال عبدالباري", "قال عبد الباري"]),
        ("عبد الباري", ["قال عبد الباري", "قال عبدالباري"]),
        ("title:ترامب OR ترامب", ["قال ترامب", "قال ترمب"]),
    ],
)
@pytest.mark.parametrize("match", ["all", "any"])
def test_wide_ranks_exact_above_stem_above_the_others(rank, query, bodies, match):
    assert rank(query, *reversed(bodies), match=match) == bodies


def test_an_exact_spelling_ranks_above_a_much_rarer_other_one(rank):
    common = ["قال ترامب في المدينة"] * 30
    assert rank("ترامب", "قال ترمب في المدينة", *common)[-1] == "قال ترمب في المدينة"


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ('"ترامب"', "ترمب"),
        ("قلب", "كلب"),
        ("غرب", "كرب"),
        ("البرتغال", "البرتقال"),
        ("عبد من الباري", "عبدالباري"),
        ("الوزي*", "وزراء"),
    ],
)
def test_wide_keeps_apart(rank, query, body):
    assert rank(query, body) == []


def test_what_is_excluded_means_what_was_typed(rank):
    assert rank("سفينة -ترامب", "سفينة ترمب", "سفينة ترامب") == ["سفينة ترمب"]


def test_a_spelling_that_looks_inflected_is_found_as_written(rank):
    assert rank("سدني", "سيدني", "السيد") == ["سيدني"]


def test_wide_marks_all_that_it_finds(parse):
    found = parse(
        "ترامب الوزير",
        level="wide",
        relatives=lambda stem: RELATIVES.get(stem, ()),
        spellings=lambda form: [("ترمب", 0.7)] if form == "ترامب" else [],
    )
    assert {rule.terms for rule in found.marks} == {("ترامب",), ("ترمب",), ("وزير",), ("وزراء",)}


@pytest.mark.parametrize(("level", "expected"), [("exact", None), ("stem", False), ("wide", True)])
def test_a_query_names_the_other_spellings_and_says_whether_it_looks_for_them(parse, level, expected):
    understood = parse("الأمريكيّة سفينة", level=level, spellings=Variants().of).understood
    assert understood.respelt == (() if expected is None else (Respelt("الأمريكيّة", ("الأميركية",)),))
    assert understood.respelt_applied is bool(expected)


@pytest.mark.parametrize(("variants", "expected"), [(True, {"a1", "a2", "a3"}), (False, {"a1", "a3"})])
def test_without_other_spellings_none_is_found_as_a_related_word_either(parse, variants, expected):
    parsed = parse(
        "ترامب",
        level="wide",
        relatives={"ترامب": ("ترمب", "ترامبي")}.get,
        spellings=Variants().of,
        variants=variants,
    )
    documents = [Document("a1", "", "ترامب"), Document("a2", "", "ترمب"), Document("a3", "", "ترامبي")]
    assert set(Oracle(documents).evaluate(parsed.tree)) == expected
    assert len(parsed.understood.respelt) == 1
    assert parsed.understood.respelt_applied is variants


def test_other_spellings_change_nothing_at_the_default_level(parse):
    plain, offered = parse("ترامب"), parse("ترامب", spellings=Variants().of)
    assert (plain.tree, plain.marks, plain.near) == (offered.tree, offered.marks, offered.near)


def test_kin_of_a_word_are_looked_for_besides_and_find_nothing_more(parse):
    plain, kindred = parse("مدينة وزير في"), parse("مدينة وزير في", kin=RELATIVES.get)
    assert (plain.tree, plain.marks) == (kindred.tree, kindred.marks)
    assert plain.besides is None
    bodies = ("مدن", "وزراء", "مدينة", "بحر", "في")
    found = Oracle([Document(body, "", body) for body in bodies]).evaluate(kindred.besides)
    assert set(found) == {"مدن", "وزراء", "مدينة"}


def test_kin_alone_score_less_than_the_word(parse):
    kindred = parse("مدينة", kin=RELATIVES.get)
    oracle = Oracle([Document("1", "", "مدينة نص"), Document("2", "", "مدن نص"), Document("3", "", "مدن نص")])
    own, besides = oracle.evaluate(kindred.tree), oracle.evaluate(kindred.besides)
    assert own["1"] + besides["1"] > besides["2"] > 0


@pytest.mark.parametrize(
    ("query", "level"), [("مدينة", "exact"), ('"مدينة"', "stem"), ("-مدينة", "stem"), ("", "stem")]
)
def test_what_is_looked_for_as_written_and_what_is_excluded_has_no_kin(parse, query, level):
    assert parse(query, level=level, kin=RELATIVES.get).besides is None


def test_a_phrase_of_two_words_may_be_one_other_spelling(parse):
    found = parse("عبد الباري", spellings=Variants().of).understood.respelt
    assert found == (Respelt("عبد الباري", ("عبدالباري",)),)


def test_a_spelling_of_the_same_stem_is_no_other_one(parse):
    """The word finds it in any case, and nobody needs to be told."""
    found = parse("بوغدانوف", level="wide", stem=lambda form: "بوغدانوف", spellings=lambda _: [("بوجدانوف", 0.5)])
    assert found.understood.respelt == ()
    assert found.tree == parse("بوغدانوف", level="wide", stem=lambda form: "بوغدانوف").tree


def test_nearness_counts_for_the_words_that_were_typed_alone(parse):
    found = parse("ترامب وزير", level="wide", relatives=lambda stem: RELATIVES.get(stem, ()), spellings=Variants().of)
    assert MarkRule("stem", ("ترمب",)) in found.marks
    assert found.near == parse("ترامب وزير").near
    assert [word.stems for word in found.near] == [("ترامب",), ("وزير",)]


def test_words_are_near_each_other_with_their_kin_and_no_stem_is_of_two(parse):
    kin = {"كتاب": ("كتب", "كاتب"), "كاتب": ("كتب", "كتاب", "مكتب")}
    found = parse("كتاب كاتب للكاتب سفينة", kin=lambda stem: kin.get(stem, ()))
    words = [("كتاب", ("كتاب", "كتب")), ("كاتب", ("كاتب", "مكتب")), parse("سفينة").near[0]]
    assert found.near == tuple(words)
    assert parse("كتاب سفينة", kin=lambda stem: kin.get(stem, ()), level="exact").near == ()


def test_another_spelling_is_no_kin_where_none_is_looked_for(parse):
    words = {"kin": lambda stem: ("ترمب", "ترامبي"), "spellings": Variants().of}
    assert parse("ترامب سفينة", **words).near[0].stems == ("ترامب", "ترمب", "ترامبي")
    without = parse("ترامب سفينة", variants=False, **words)
    assert without.near[0].stems == ("ترامب", "ترامبي")
    assert not any(leaf.text == "ترمب" for leaf in without.besides.leaves())
