"""Why an article is found: weights that sum to its score, in the words of the query and of the article."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import Every

from searchapp.engines.base import EngineQuery, ScoreParts
from searchapp.engines.register import open_engine
from searchapp.errors import DeadlineError, NotFoundError
from searchapp.explaining import explain_hits
from searchapp.model import Document, Explanation, Hit, NearPair, Place, ScorePart, SearchRequest
from searchapp.query import ParsedQuery
from searchapp.search import SearchService, open_service
from searchapp.settings import Settings
from searchapp.understood import Level, Match

DOCUMENT = Document(
    "a",
    title="كتاب البحر",
    body="زار الوزير مدينة البحر. وقال وزير البحر إن كتابه جديد.",
    captions=("صورة الوزير", "الميناء والبحر"),
    tags=("بحر",),
)
OTHERS = (
    Document("b", title="", body="نص كتب أخرى"),
    Document("c", title="", body="سبتمبر شهر والبحر هادئ"),
    Document("v", title="", body="قِال قال وزير قُال وزير"),
    Document("t", title="", body="قال ترامب إن ترمب هو ترامب"),
    Document("e", title="", body="نص عن مدينة"),
)
WORDS = ["البحر", "وزير", "الوزراء", "كتاب", "بحر*", "و?ير", "كتابه~", '"وزير البحر"', '"وزير كتابه"~4', "أيلول"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    settings = Settings(index_dir=tmp_path_factory.mktemp("explained") / "index")
    with open_engine(settings).rebuild() as writer:
        for document in (DOCUMENT, *OTHERS):
            writer.add(document)
        writer.commit()
    return open_service(settings)


def explain(service: SearchService, q: str, name: str = "a", **options: object) -> Explanation:
    explanation = service.explain(name, SearchRequest(q, **options)).explanation  # type: ignore[arg-type]
    assert explanation is not None
    return explanation


def find_part(explanation: Explanation, form: str, field: str = "body") -> tuple[ScorePart, Place]:
    (found,) = (
        (part, place)
        for part in explanation.parts
        for place in part.places
        if (part.form, place.field) == (form, field)
    )
    return found


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5),
    st.sampled_from(get_args(Match)),
    st.sampled_from(get_args(Level)),
)
def test_the_parts_sum_to_the_score_of_any_hit(service, words, match, level):
    page = service.search(SearchRequest(" ".join(words), match=match, level=level, explain=True))
    for hit in page.hits:
        assert hit.explanation.score == pytest.approx(hit.score, abs=1e-4)
        weights = [part.weight for part in hit.explanation.parts]
        assert sum(weights) + hit.explanation.nearness == pytest.approx(hit.score, abs=1e-4)
        assert all(part.places for part in hit.explanation.parts)


def test_a_word_is_told_with_its_fields_how_often_and_where_and_in_which_spellings(service):
    part, place = find_part(explain(service, "البحر"), "stem")
    assert (part.text, part.term) == ("البحر", "بحر")
    assert [each.field for each in part.places] == ["title", "body", "captions", "tags"]
    assert place == Place("body", 2, 3, ("البحر",))


def test_places_are_counted_over_the_values_of_a_field(service):
    _, place = find_part(explain(service, "البحر"), "stem", "captions")
    assert place == Place("captions", 1, 3, ("والبحر",))


def test_a_vocalized_word_is_told_by_its_letters_and_where_nothing_contradicts_it(service):
    part, place = find_part(explain(service, "مَدينة", level="exact"), "exact")
    assert (part.text, part.term, place.words) == ("مَدينة", "مدينه", ("مدينة",))
    part, place = find_part(explain(service, "قَال", "v", level="exact"), "exact")
    assert (place.count, place.first, place.words) == (1, 1, ("قال",))
    part, place = find_part(explain(service, '"قَال وزير"', "v"), "phrase")
    assert (part.term, place.count, place.words) == ("قال وزير", 1, ("قال وزير",))


def test_the_commonest_spelling_comes_first(service):
    _, place = find_part(explain(service, "وزير"), "stem")
    assert (place.count, place.first, set(place.words)) == (2, 1, {"الوزير", "وزير"})


def test_an_exact_match_is_a_part_of_its_own(service):
    _, place = find_part(explain(service, "وزير"), "exact")
    assert place == Place("body", 1, 5, ("وزير",))


def test_a_phrase_is_told_as_it_stands_in_the_text(service):
    part, place = find_part(explain(service, '"وزير كتابه"~4'), "phrase")
    assert part.term == "وزير كتابه"
    assert place == Place("body", 1, 5, ("وزير … كتابه",))


@pytest.mark.parametrize(
    ("q", "form", "words"),
    [("وز*", "prefix", {"وزير"}), ("ا?وزير", "wildcard", {"الوزير"}), ("مدينه~", "stem", {"مدينة"})],
)
def test_a_pattern_is_told_by_the_words_that_it_found(service, q, form, words):
    _, place = find_part(explain(service, q), form)
    assert set(place.words) == words


def test_a_fuzzy_word_is_told_by_the_words_that_it_found(service):
    part, place = find_part(explain(service, "كتانه~"), "fuzzy")
    assert (part.term, place.words) == ("كتانه~1", ("كتابه",))


def test_another_name_of_a_month_is_told(service):
    part, place = find_part(explain(service, "أيلول", "c"), "month")
    assert (part.text, part.term, place.words) == ("أيلول", "سبتمبر", ("سبتمبر",))


def test_related_words_are_told_by_what_stands_in_the_article(service):
    part, place = find_part(explain(service, "كتب", "a", level="wide"), "skeleton")
    assert (part.text, part.term, place.words) == ("كتب", "كتاب", ("كتابه",))


def test_related_words_in_an_article_that_the_word_finds_are_told(service):
    part, place = find_part(explain(service, "نص المدن", "e", match="any"), "skeleton")
    assert (part.text, part.term, place.words) == ("المدن", "مدينه", ("مدينة",))


def test_other_spellings_are_told_apart_from_related_words_and_from_the_word(service):
    explanation = explain(service, "هاتف ترامب", "t", level="wide", match="any")
    assert {(part.term, part.form) for part in explanation.parts} == {
        ("ترامب", "exact"),
        ("ترامب", "stem"),
        ("ترمب", "variant"),
    }
    assert find_part(explanation, "variant")[1] == Place("body", 1, 3, ("ترمب",))


def test_what_counts_as_one_word_is_shared_out_by_how_often_each_counts(service):
    """ترامب stands there twice and ترمب once, which counts for less."""
    whole, alone = explain(service, "ترامب", "t", level="wide"), explain(service, "ترامب", "t")
    # What both levels add by kin, ترمب too, is the same.
    own, other = (find_part(whole, form)[0].weight for form in ("stem", "variant"))
    own_as_kin, other_as_kin = (find_part(alone, form)[0].weight for form in ("stem", "skeleton"))
    assert own - own_as_kin > 2 * (other - other_as_kin) > 0


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    settings = Settings(index_dir=tmp_path_factory.mktemp("dated") / "index")
    texts = {
        "words": "عاد في 5 تموز بعد غياب، وكان ذلك في عام 2015 كما قال",
        "digits": "نشر الخبر كله بعد ذلك بكثير في آخر النص: 05/07/2015",
        "apart": "يوليو 2015: في 26 يوليو 2015 وصلت 5 سفن، وفي يوليو 2015 غادرت 5 سفن",
    }
    with open_engine(settings).rebuild() as writer:
        for name, text in texts.items():
            writer.add(Document(name, title="", body=text))
        writer.commit()
    return open_service(settings)


def test_a_day_beside_its_month_comes_before_its_parts_apart(dated):
    names = [hit.document.id for hit in dated.search(SearchRequest("5 يوليو 2015")).hits]
    assert set(names[:2]) == {"words", "digits"}
    assert names[2:] == ["apart"]


@pytest.mark.parametrize(("name", "term"), [("words", "5 تموز"), ("digits", "05 07 2015")])
def test_a_whole_day_is_told_as_one_and_the_weights_sum(dated, name, term):
    explanation = explain(dated, "5 يوليو 2015", name)
    part, _ = find_part(explanation, "day")
    assert (part.text, part.term) == ("يوليو", term)
    assert part.weight >= 20
    assert sum(each.weight for each in explanation.parts) + explanation.nearness == pytest.approx(explanation.score)


def test_words_near_each_other_are_told_with_their_distance(service):
    explanation = explain(service, "وزير البحر")
    assert explanation.nearness > 0
    assert explanation.pairs == (NearPair(("وزير", "البحر"), "body", 1),)


def test_nearness_is_not_told_where_it_does_not_count(service):
    explanation = explain(service, "وزير البحر", sort="newest")
    assert (explanation.nearness, explanation.pairs) == (0.0, ())


def test_a_search_for_nothing_is_explained_by_nothing(service):
    assert explain(service, "") == Explanation(0.0, ())


def test_what_is_not_found_has_no_explanation(service):
    assert service.explain("b", SearchRequest("بحر")).explanation is None
    assert service.explain("a", SearchRequest("بحر", sources=("أخرى",))).explanation is None


def test_an_unknown_article_is_not_found(service):
    with pytest.raises(NotFoundError):
        service.explain("nobody", SearchRequest("بحر"))


def test_a_relaxed_search_is_explained_as_it_was_answered(service):
    request = SearchRequest("بحر وغائب")
    assert service.explain("a", request).explanation is None
    article = service.explain("a", request, relax=True)
    assert article.relaxed
    (hit, *_) = service.search(replace(request, explain=True), relax=True).hits
    assert article.explanation == hit.explanation


def test_hits_are_explained_only_where_it_is_asked_for(service):
    assert [hit.explanation for hit in service.search(SearchRequest("بحر")).hits] == [None, None]


def test_articles_that_take_too_long_to_read_end_at_the_deadline():
    class EngineInTime:
        def explain(self, query, document_ids):
            return [ScoreParts(0.0, {})] * len(document_ids)

    query = EngineQuery(Every(), deadline=0.0)
    with pytest.raises(DeadlineError):
        explain_hits(EngineInTime(), ParsedQuery(Every(), (), (), {}), query, [Hit(DOCUMENT, 0.0)])
