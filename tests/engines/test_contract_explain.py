"""The engine contract: what a score is made of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from contract import DAY, SORTS, besides, documents, filters, make_document, near, rebuild, trees
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as tree

from searchapp.engines.base import SECOND_LOOK_HITS, Engine, EngineQuery, Filters, ScoreParts
from searchapp.errors import DeadlineError, TooManyExpansionsError
from searchapp.query import AnyField, NearWord

HIT = make_document("a", "وزير البحر كتاب بحر", title="كتاب", source="الميناء", date=DAY)
OTHERS = [make_document("b", "نص"), make_document("c", "كتاب مدينة")]
WORD = AnyField([tree.Term("title_stem", "كتاب", 2.0), tree.Term("body_stem", "كتاب")], boost=0.5)
RARE = tree.Term("body_exact", "وزير")
ABSENT = tree.Term("body_exact", "غائب")
PAIR = (NearWord("كتاب", ("كتاب",)), NearWord("وزير", ("وزير",)))


@pytest.fixture
def engine(each_engine: Engine) -> Engine:
    return each_engine


def explain(engine: Engine, node: tree.Query, name: str = "a", **options: object) -> ScoreParts | None:
    (parts,) = engine.reader().explain(EngineQuery(node, **options), [name])  # type: ignore[arg-type]
    return parts


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[*HealthCheck])
@given(
    st.lists(documents, max_size=10, unique_by=lambda document: document.id),
    st.lists(documents, max_size=3),
    st.lists(st.tuples(trees, filters, st.sampled_from(SORTS), near, besides), min_size=4, max_size=8),
)
def test_the_parts_of_any_hit_sum_to_its_score_and_other_documents_have_none(engine, first, added, queries):
    """For every kind of node, over one segment and over several with replaced documents."""
    rebuild(engine, *first)
    if added:
        with engine.change() as writer:
            for document in added:
                writer.add(document)
            writer.commit()
    reader = engine.reader()
    names = [*sorted({document.id for document in first + added}), "unknown"]
    for node, chosen, sort, stems, more in queries:
        query = EngineQuery(node, chosen, sort, limit=2, offset=1, near=stems, besides=more)
        every_hit = reader.search(replace(query, limit=1000, offset=0)).hits
        scores = {document.id: score for document, score in every_hit}
        for name, parts in zip(names, reader.explain(query, names), strict=True):
            if name not in scores:
                assert parts is None
            else:
                assert parts.score == pytest.approx(scores[name], abs=1e-4)
                assert sum(parts.weights.values()) + parts.nearness == pytest.approx(scores[name], abs=1e-4)


@pytest.mark.parametrize(
    "leaf",
    [
        WORD,
        RARE,
        tree.Phrase("body_exact", ["كتاب", "بحر"], boost=2.0),
        tree.Phrase("body_exact", ["وزير", "كتاب"], slop=3),
        tree.Prefix("body_exact", "وز", boost=0.5),
        tree.Wildcard("body_exact", "ك?اب", boost=0.5),
        tree.FuzzyTerm("body_exact", "كتب", boost=0.5, maxdist=1, prefixlength=1),
    ],
)
def test_a_leaf_weighs_what_it_scores_alone(engine, leaf):
    rebuild(engine, HIT, *OTHERS)
    alone = {document.id: score for document, score in engine.reader().search(EngineQuery(leaf)).hits}
    parts = explain(engine, tree.And([leaf, tree.Term("source_exact", "الميناء"), tree.Not(ABSENT)]))
    assert parts.weights[leaf] == pytest.approx(alone["a"], abs=1e-5)
    assert alone["a"] > 0


def test_leaves_that_do_not_match_have_no_weight(engine):
    rebuild(engine, HIT, *OTHERS)
    assert set(explain(engine, tree.Or([WORD, ABSENT])).weights) == {WORD}
    assert set(explain(engine, tree.AndMaybe(WORD, ABSENT)).weights) == {WORD}
    assert set(explain(engine, tree.AndMaybe(WORD, RARE)).weights) == {WORD, RARE}


def test_leaves_of_an_alternative_that_does_not_match_have_no_weight(engine):
    rebuild(engine, HIT, *OTHERS)
    assert set(explain(engine, tree.Or([WORD, tree.And([RARE, ABSENT])])).weights) == {WORD}
    assert set(explain(engine, tree.Or([WORD, tree.And([RARE, tree.Not(WORD)])])).weights) == {WORD}


def test_equal_leaves_weigh_together(engine):
    rebuild(engine, HIT, *OTHERS)
    once = explain(engine, RARE).weights[RARE]
    assert explain(engine, tree.And([RARE, tree.Term("body_exact", "وزير")])).weights == {
        RARE: pytest.approx(2 * once, abs=1e-5)
    }


@pytest.mark.parametrize(
    "node", [tree.Every(), tree.Not(ABSENT), tree.NumericRange("date", 20240101, None), tree.And([tree.Every()])]
)
def test_what_only_limits_has_no_weight(engine, node):
    rebuild(engine, HIT, *OTHERS)
    assert explain(engine, node) == ScoreParts(0.0, {})


def test_what_is_no_hit_is_not_explained(engine):
    rebuild(engine, HIT, *OTHERS)
    assert explain(engine, RARE, "c") is None
    assert explain(engine, RARE, "nobody") is None
    assert explain(engine, WORD, filters=Filters(sources=("الوكالة",))) is None
    assert explain(engine, WORD, filters=Filters(dates=("2023",))) is None
    assert explain(engine, tree.NullQuery) is None


def test_what_words_near_each_other_add_is_a_part(engine):
    rebuild(engine, HIT, *OTHERS)
    node = tree.Or([WORD, RARE])
    both, alone = explain(engine, node, near=PAIR), explain(engine, node)
    assert both.weights == alone.weights
    assert both.nearness == pytest.approx(both.score - alone.score, abs=1e-5)


def test_kin_near_a_word_add_as_the_other_word_does(engine):
    rebuild(engine, HIT, *OTHERS)
    node = tree.Or([WORD, RARE])
    near = explain(engine, node, near=(PAIR[0], NearWord("وزير", ("وزير", "بحر")))).nearness
    if engine.name != "opensearch":
        assert near > explain(engine, node, near=PAIR).nearness > 0
    assert explain(engine, node, near=(PAIR[0], NearWord("غائب", ("غائب", "بحر")))).nearness == 0


@pytest.mark.parametrize("other", ["وزير كتاب", "كتاب الوزير", "كتاب الوزير وزير"])
def test_words_near_each_other_as_they_were_typed_and_in_their_order_add_more(engine, other):
    rebuild(engine, make_document("a", "كتاب وزير"), make_document("b", other), *OTHERS)
    one, other = (explain(engine, tree.Or([WORD, RARE]), name, near=PAIR).nearness for name in "ab")
    if engine.name != "opensearch":
        assert one > other > 0


def test_what_is_looked_for_besides_has_its_leaves_among_the_parts(engine):
    rebuild(engine, HIT, *OTHERS)
    both, alone = explain(engine, WORD, besides=RARE), explain(engine, WORD)
    if engine.name != "opensearch":
        assert set(both.weights) == {WORD, RARE}
        assert both.weights[RARE] == pytest.approx(explain(engine, RARE).score, abs=1e-5)
        assert both.score == pytest.approx(alone.score + both.weights[RARE], abs=1e-5)
    assert explain(engine, WORD, besides=RARE, sort="newest") == explain(engine, WORD, sort="newest")
    assert explain(engine, WORD, besides=ABSENT) == alone


def test_hits_further_down_gain_nothing_from_a_second_look(engine):
    bodies = ["كتاب وزير" + " نص" * number for number in range(SECOND_LOOK_HITS + 5)]
    rebuild(engine, *(make_document(f"a{number:03}", body) for number, body in enumerate(bodies)))
    text = tree.Term("body_exact", "نص")
    query = EngineQuery(tree.And([WORD, RARE]), limit=1000, near=PAIR, besides=text)
    hits = engine.reader().search(query).hits
    found = engine.reader().explain(query, [document.id for document, _ in hits])
    assert [sum(parts.weights.values()) + parts.nearness for parts in found] == pytest.approx(
        [score for _, score in hits], abs=1e-4
    )
    assert not any(parts.nearness or text in parts.weights for parts in found[SECOND_LOOK_HITS:])
    if engine.name != "opensearch":
        assert all(parts.nearness for parts in found[:SECOND_LOOK_HITS])


def test_documents_are_explained_in_the_order_in_which_they_are_named(engine):
    rebuild(engine, HIT, *OTHERS)
    names = ["c", "b", "a", "c"]
    found = engine.reader().explain(EngineQuery(WORD), names)
    assert [parts is None for parts in found] == [False, True, False, False]
    assert found[0] == found[3] != found[2]
    assert engine.reader().explain(EngineQuery(WORD), []) == ()


def test_an_index_of_no_documents_explains_nothing(engine):
    rebuild(engine)
    assert explain(engine, tree.Every()) is None


def test_an_explanation_keeps_the_bounds_of_a_search(engine):
    rebuild(engine, HIT, *OTHERS)
    with pytest.raises(DeadlineError):
        explain(engine, RARE, deadline=0.0)
    with pytest.raises(TooManyExpansionsError):
        explain(engine, tree.Wildcard("body_exact", "*"), max_expansions=2)
