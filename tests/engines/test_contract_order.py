"""The engine contract: an only word ranks as typed, then by its stem, then by other words that stand for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from contract import make_document, rebuild
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.engines.base import Engine, EngineQuery, Reader
from searchapp.query import QueryLimits, parse_query
from searchapp.understood import Level

EXACT, STEM, RELATIVE, SPELLING = "الوزير", "وزير", "وزراء", "ترمب"
FILLER = " ".join(f"كلمة{number}" for number in range(200))


@pytest.fixture
def engine(each_engine: Engine) -> Engine:
    return each_engine


def ask(reader: Reader, text: str, level: Level = "wide") -> EngineQuery:
    parsed = parse_query(
        text,
        level=level,
        limits=QueryLimits(),
        stem=reader.stem,
        relatives=reader.list_relatives,
        kin=reader.list_kin,
        spellings=reader.list_variants,
    )
    return EngineQuery(parsed.tree, limit=1000, near=parsed.near, besides=parsed.besides)


def rank(engine: Engine, text: str, level: Level = "wide") -> list[str]:
    reader = engine.reader()
    return [document.id for document, _ in reader.search(ask(reader, text, level)).hits]


def list_articles(weak: str, strong: str) -> list[object]:
    """One that has a word once, far down in a long text, and one that is full of another."""
    often = " ".join([weak] * 10)
    return [make_document("strong", f"{FILLER} {strong}"), make_document("weak", often, title=often, tags=(weak,))]


@pytest.mark.parametrize(
    ("typed", "weak", "level"),
    [
        ("الوزير", "وزير", "stem"),
        ("الوزير", "وزير", "wide"),
        ("وزير", "وزراء", "wide"),
        ("ترامب", "ترمب", "wide"),
        ("ترمب", "ترامب", "wide"),
        ("عبدالباري", "عبد الباري", "wide"),
        ("عبد الباري", "عبدالباري", "wide"),
        ("سبتمبر", "أيلول", "stem"),
        ("الوزير -كتاب", "وزير", "stem"),
        ("title:الوزير OR الوزير", "وزير", "stem"),
        ("كيم-الوزير", "كيم وزير", "stem"),
    ],
)
def test_the_word_as_typed_ranks_above_an_article_full_of_what_stands_for_it(engine, typed, weak, level):
    strong = "الوزير" if typed.startswith("title:") else typed.removesuffix(" -كتاب")
    rebuild(engine, *list_articles(weak, strong))
    assert rank(engine, typed, level) == ["strong", "weak"]


@pytest.mark.parametrize(("typed", "weak"), [("ترامب", "ترمب"), ("الوزير", "وزراء")])
def test_the_stem_ranks_above_an_article_full_of_other_words_for_it(engine, typed, weak):
    strong = {"ترامب": "لترامب", "الوزير": "وزير"}[typed]
    rebuild(engine, *list_articles(weak, strong))
    assert rank(engine, typed) == ["strong", "weak"]


def test_beside_other_words_an_article_may_say_a_stem_so_often_that_it_leads(engine):
    rebuild(engine, *list_articles("وزير كتاب", "الوزير كتاب"))
    assert rank(engine, "الوزير كتاب", "stem") == ["weak", "strong"]


def test_a_field_that_limits_the_search_is_no_other_word(engine):
    rebuild(engine, *(replace_source(each) for each in list_articles("وزير", "الوزير")))
    assert rank(engine, "الوزير source:الميناء", "stem") == ["strong", "weak"]


def replace_source(document):
    return make_document(document.id, document.body, title=document.title, source="الميناء")


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[*HealthCheck])
@given(st.lists(st.lists(st.sampled_from([EXACT, STEM, RELATIVE, "في"]), max_size=12), min_size=2, max_size=12))
def test_any_articles_come_in_the_order_of_their_forms(engine, texts):
    rebuild(engine, *(make_document(f"a{place:02}", " ".join(words) or "نص") for place, words in enumerate(texts)))
    found = rank(engine, EXACT)
    best = [min((EXACT, STEM, RELATIVE).index(word) for word in set(texts[int(name[1:])]) - {"في"}) for name in found]
    assert best == sorted(best)


def test_the_weights_add_up_to_a_score_with_its_steps(engine):
    rebuild(engine, *list_articles(SPELLING, "ترامب"))
    reader = engine.reader()
    query = ask(reader, "ترامب")
    scores = {document.id: score for document, score in reader.search(query).hits}
    for name, parts in zip(scores, reader.explain(replace(query), list(scores)), strict=True):
        assert sum(parts.weights.values()) + parts.nearness == pytest.approx(scores[name], abs=1e-3)
