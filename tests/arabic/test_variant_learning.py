"""Which words of an archive are taken for spellings of one name."""

from __future__ import annotations

import random
from collections import Counter
from importlib.util import find_spec
from itertools import product

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from searchapp.arabic.variants import joins
from searchapp.arabic.variants import learning as variant_learning
from searchapp.arabic.variants.candidates import FEMININE_ENDINGS, NATIVE_ENDINGS
from searchapp.arabic.variants.contexts import REACH, Contexts, place_numbers
from searchapp.arabic.variants.counts import ARTICLE, PROCLITICS, CompiledCounts, PlainCounts
from searchapp.arabic.variants.joins import list_joined
from searchapp.arabic.variants.known import Variants
from searchapp.arabic.variants.learning import Pair, estimate_chance, learn_variants
from searchapp.arabic.variants.pairs import MOST_COST, compute_key, list_pairs, may_be_one, measure_cost

needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed")

LETTERS = "ابتحدرسعفقكلمنهوي"
GAP = [""] * 6
FIRSTS = ["روديغ", "ستيغ", "كاميغ", "فلاديغ", "بيريغ", "ليوغ", "مارتيغ", "دوميغ", "تريغ"]
LASTS = ["وفيتش", "انسون", "يرمان", "وركي", "لاندو"]


def make_archive(seed: int = 1) -> list[str]:
    """Words in order, "" where there is none. Each of a hundred subjects has words of its own. Two spellings of one
    name belong to the first; of the others each has a name that looks like that of its neighbour.
    """
    draw = random.Random(seed)
    own = [["".join(draw.choices(LETTERS, k=4)) for _ in range(25)] for _ in range(100)]
    names = {0: ["غاردينغ", "جاردينج"], 1: ["بوغدانوف"], 2: ["بوجدانوف"], 3: ["ستيفنسون"], 4: ["قلبي"], 5: ["كلبي"]}
    for number, (first, last) in enumerate(
        product(["روديغ", "ستيغ", "كاميغ", "فلاديغ"], ["وفيتش", "انسون", "يرمان"])
    ):
        twin = (first + last).replace("غ", "ج")
        names |= {6 + 2 * number: [first + last], 7 + 2 * number: [twin]}
    words: list[str] = []
    for number in range(6000):
        subject = number % 100
        text = draw.choices(own[subject], k=12)
        # Words of the language take pronouns; names do not.
        text[0] += draw.choice(["ها", "هم", "نا"])
        text.insert(6, draw.choice(names.get(subject, own[subject])))
        words += [*text, *GAP]
    return words


def count_forms(words: list[str]) -> tuple[np.ndarray, list[str], list[int]]:
    counts = Counter(word for word in words if word)
    places = {word: place for place, word in enumerate(counts)} | {"": -1}
    return np.array([places[word] for word in words], np.int32), list(counts), list(counts.values())


@pytest.fixture(scope="module")
def learned() -> Variants:
    return learn_variants(*count_forms(make_archive())).without_list()


def test_spellings_in_the_same_contexts_are_learned(learned: Variants) -> None:
    [(other, weight)] = learned.of("غاردينغ")
    assert other == "جاردينج"
    assert 0 < weight <= variant_learning.LEARNED_WEIGHT
    assert learned.of("بجاردينج") == [("بغاردينغ", weight)]


@pytest.mark.parametrize("word", ["بوغدانوف", "بوجدانوف", "قلبي", "كلبي", "ستيفنسون"])
def test_words_alike_in_other_contexts_are_not(learned: Variants, word: str) -> None:
    assert learned.of(word) == []


def test_learning_is_the_same_each_time(learned: Variants) -> None:
    assert learn_variants(*count_forms(make_archive())).to_bytes() == learned.to_bytes()


@needs_numba
def test_kernels_learn_the_same(learned: Variants) -> None:
    assert learn_variants(*count_forms(make_archive()), compiled=True).to_bytes() == learned.to_bytes()


def test_learning_says_how_many_words_it_read(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = count_forms(make_archive())
    monkeypatch.setattr(variant_learning, "MOST_TOKENS", 1000)
    read, words = (np.count_nonzero(part >= 0) for part in (archive[0][:1000], archive[0]))
    assert learn_variants(*archive).account.startswith(f"{read:,} of {words:,} words read, ")
    assert learn_variants(*archive, 50_000_000).account.startswith(f"{read:,} of 50,000,000 words read, ")


def test_nothing_is_learned_from_what_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = count_forms(make_archive())
    monkeypatch.setattr(variant_learning, "MOST_TOKENS", 1000)
    assert len(learn_variants(*archive)) == 0


@pytest.mark.parametrize("words", [[], ["كتاب"], [*GAP, "غاردينغ"] * 3])
def test_little_is_learned_from_little(words: list[str]) -> None:
    variants = learn_variants(*count_forms(words))
    assert len(variants) == 0
    assert variants.of("ترامب")


def test_each_sign_speaks_for_or_against_a_pair() -> None:
    pair = Pair("غاردن", "جاردن", 4.0, 1.2, 0.6, False)
    chance = estimate_chance(pair)
    assert estimate_chance(pair._replace(likeness=5.0)) > chance
    assert estimate_chance(pair._replace(foreign=1.5)) > chance
    assert estimate_chance(pair._replace(sound=True)) > chance
    assert estimate_chance(pair._replace(cost=0.9)) < chance


@pytest.mark.parametrize(
    ("one", "other", "cost"),
    [
        ("غوغل", "جوجل", 0.6),
        ("ترامب", "ترمب", 0.35),
        ("ميشال", "ميشيل", 0.5),
        ("بيللي", "بيلي", 0.3),
        ("طوارء", "طواريء", 0.35),
        ("بيتر", "بيطر", 0.35),
        ("ديفيس", "ديفيز", 0.45),
    ],
)
def test_alignment_costs(one: str, other: str, cost: float) -> None:
    assert measure_cost(one, other) == pytest.approx(cost)
    assert compute_key(one) == compute_key(other)


names = st.text(alphabet="ابتجغقكسزطدويء", min_size=1, max_size=7)


@given(names, names)
def test_alignment_is_the_same_both_ways(one: str, other: str) -> None:
    there, back = measure_cost(one, other), measure_cost(other, one)
    assert there == back or min(there, back) > MOST_COST
    assert (there == 0) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("بوينغ", "بوينج", True),
        ("غوتي", "جوتي", True),
        ("حادث", "حادثه", False),
        ("قالت", "وقالت", False),
        ("فريقان", "فريقين", False),
        ("لبنانيين", "للبنانيين", False),
        ("يلين", "ييلين", True),
    ],
)
def test_proclitics_and_endings_are_no_spelling(one: str, other: str, alike: bool) -> None:
    assert may_be_one(one, other) is alike


def test_pairs_are_the_cheap_ones_of_a_bucket_the_commoner_first() -> None:
    counts = {"جوجل": 9, "غوغل": 20, "جيجل": 3, "مكتب": 50, "مكتوب": 60}
    assert ("غوغل", "جوجل", 0.6) in list(list_pairs(counts))
    assert ("مكتوب", "مكتب", 0.35) in list(list_pairs(counts))
    assert all(cost <= MOST_COST for _, _, cost in list_pairs(counts))


def test_words_are_pooled_without_proclitics() -> None:
    forms = ["كونغو", "الكونغو", "للكونغو", "بكونغو", "والكونغو", "وزير", "زير", "لندن", "للندن"]
    counts = [10, 50, 5, 1, 4, 90, 2, 40, 3]
    assert PlainCounts(forms, counts).pool() == [*["كونغو"] * 5, "وزير", "زير", "لندن", "لندن"]


ROOTS = (
    st.text("ابولهن", min_size=1, max_size=5) | st.text("ابو", min_size=20, max_size=26) | st.text("وaپ3", max_size=4)
)
WORDS = st.builds(
    "".join, st.tuples(st.sampled_from(["", ARTICLE, *PROCLITICS]), ROOTS, st.sampled_from(["", *NATIVE_ENDINGS]))
)


@needs_numba
@given(counted=st.dictionaries(WORDS, st.integers(0, 9)), words=st.lists(WORDS))
def test_kernels_count_the_same(counted: dict[str, int], words: list[str]) -> None:
    plain, compiled = (kind(list(counted), list(counted.values())) for kind in (PlainCounts, CompiledCounts))
    assert compiled.pool() == plain.pool()
    for endings in (NATIVE_ENDINGS, FEMININE_ENDINGS):
        asked = [*counted, *words]
        assert compiled.sum_endings(asked, endings).tolist() == plain.sum_endings(asked, endings).tolist()


@needs_numba
@given(words=st.lists(st.integers(-1, 9), min_size=1, max_size=60), data=st.data())
def test_kernels_count_the_same_contexts(words: list[int], data: st.DataObject) -> None:
    stream = np.array([*words, *[-1] * REACH], np.int32)
    compared, marks = (
        place_numbers(np.array(data.draw(st.lists(st.integers(0, 9), unique=True)), np.int32), 10) for _ in range(2)
    )
    plain, compiled = (
        Contexts(stream, compared, marks, compiled=compiled)._vectors.tolist() for compiled in (False, True)
    )
    assert compiled == plain


def test_contexts_tell_the_same_from_other_company() -> None:
    stream, forms, _ = count_forms(make_archive())
    place = {form: number for number, form in enumerate(forms)}
    compared = [place[word] for word in ("غاردينغ", "جاردينج", "بوغدانوف", "بوجدانوف", "ستيفنسون")]
    compared += [number for number in range(0, len(forms), 9) if number not in compared]
    words, marks = (place_numbers(np.array(each, np.int32), len(forms)) for each in (compared, range(len(forms))))
    contexts = Contexts(stream, words, marks)
    same, other = contexts.compare([(0, 1), (2, 3)])
    assert same > 3 > other
    assert len(contexts.compare([])) == 0


def test_names_written_together_and_apart_are_found() -> None:
    words = []
    for number in range(40):
        words += ["قال", "عبد", "الصبور", f"كلمه{number}", "بورت", "سودان", "عبدالصبور", "بورتسودان", *GAP]
    words += ["عبد", "ربهم", "عبدربهم", *GAP] * 40
    words += ["وصل", "البيت", "وصلالبيت", *GAP] * 3 + ["وصل", "البيت"] * 30 + ["وصل"] * 900 + ["البيت"] * 900
    stream, forms, counts = count_forms(words)
    found = list_joined(stream, forms, counts)
    assert ("عبد الصبور", "عبدالصبور") in found
    assert ("وصل البيت", "وصلالبيت") not in found
    assert ("عبد ربهم", "عبدربهم") not in found


@needs_numba
@given(
    st.lists(st.sampled_from(["عبد الصبور", "عبدالصبور", "بورت سودان", "بورتسودان", "سودان عبد", "قال"]), max_size=40)
)
def test_a_kernel_finds_the_same_names_written_together(texts: list[str]) -> None:
    words = [word for text in texts for word in (*text.split(), *GAP)]
    stream, forms, counts = count_forms([*words * 3, *["قال", *GAP] * 20_000])
    found = list_joined(stream, forms, counts)
    for counters in (1, 1 << 10):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(joins, "_COUNTERS", counters)
            assert list_joined(stream, forms, counts, compiled=True) == found
    event(f"{len(found)} found")
