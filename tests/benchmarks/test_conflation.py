"""The benchmark of conflation: pairs from counts, Lucene's stemmer, and the shares that it keeps."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, groupby
from pathlib import Path

import numpy as np
import pytest

from benchmarks.affix_pairs import HALVES, choose_half, make_classes
from benchmarks.conflation import count_stems, find_by_relatives, measure
from benchmarks.light10 import split_light10, stem_light10
from benchmarks.variants import read_stream
from benchmarks.write_base_lexicon import drop_conjunctions, make_base_lexicon
from searchapp.arabic import find_skeleton, learn_lexicon
from searchapp.arabic.stems.lexicon import Lexicon
from searchapp.arabic.variants.known import Variants
from searchapp.engines.register import open_engine
from searchapp.reindex import reindex
from searchapp.settings import Settings


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("والمدينة", "مدين"),
        ("للوزير", "وزير"),
        ("وزير", "زير"),
        ("ولد", "ولد"),
        ("بكوريا", "بكوريا"),
        ("لُبْنَان", "لبن"),
        ("معلماتها", "معلم"),
        ("آلاف", "اف"),
        ("مستشفى", "مستشف"),
        ("كتـاب", "كتاب"),
        ("Blair", "blair"),
    ],
)
def test_light10_is_lucenes(word: str, stem: str) -> None:
    assert stem_light10(word) == stem


def test_light10_splits_a_text() -> None:
    assert split_light10("القمر، والشمس!") == ["قمر", "شمس"]


def test_shares_are_kept_by_level_and_class() -> None:
    classes = {"ال": [["قمر", "القمر"], ["قلم", "الأقلام"]], "none": []}
    apart = [["وزير", "وزارة"], ["كتب", "كاتب"]]
    counts = {"وزير": 5, "وزاره": 5, "كتب": 5}
    results = measure(classes, apart, Lexicon({"قمر": 9, "قلم": 9}), Variants(), counts)
    assert set(results["ours"]) == {"exact", "stem", "wide"}
    assert results["ours"]["exact"] == {"pairs": {"ال": 0.0, "none": None}, "apart": 0.0}
    assert results["ours"]["stem"] == {"pairs": {"ال": 0.5, "none": None}, "apart": 0.0}
    assert results["ours"]["wide"]["apart"] == 0.5
    assert results["light10"]["pairs"]["ال"] == 0.5


def test_other_spellings_meet_at_the_widest_level_alone() -> None:
    classes = {"names": [["ترامب", "ترمب"], ["عبد الباري", "عبدالباري"], ["قلب", "كلب"]]}
    ours = measure(classes, [], Lexicon({}), Variants(), {})["ours"]
    assert {level: shares["pairs"]["names"] for level, shares in ours.items()} == {
        "exact": 0.0,
        "stem": 0.0,
        "wide": pytest.approx(2 / 3, abs=1e-4),
    }


def test_the_widest_level_takes_the_relatives_that_the_engine_lists(samples: Path, tmp_path: Path) -> None:
    corpus = samples / "records" / "2023.jsonl"
    settings = Settings(index_dir=tmp_path / "index")
    reindex(settings, [corpus])
    reader = open_engine(settings).reader()
    stream, forms, counts = read_stream(corpus)
    stems = count_stems(stream, forms, learn_lexicon(forms, counts))
    listed = {stem: set(reader.list_relatives(stem)) for stem in stems}
    meet = find_by_relatives(str, stems)
    families = [[*family] for _, family in groupby(sorted(stems, key=find_skeleton), find_skeleton)]
    pairs = [pair for family in families for pair in combinations(family, 2)]
    found = [meet(one, other) for one, other in pairs]
    assert found == [other in listed[one] or one in listed[other] for one, other in pairs]
    assert True in found
    assert False in found


def test_a_stem_is_counted_once_a_text() -> None:
    stream = np.array([0, 1, 0, -1, -1, 1, -1, 2, -1], np.int32)
    assert count_stems(stream, ["لندن", "باريس", "london"], Lexicon({})) == {"لندن": 1, "باريس": 2, "london": 1}
    assert count_stems(stream[:0], [], Lexicon({})) == {}


SPELLINGS = Counter(
    {
        "شهر": 60,
        "شهرة": 9,
        "شعب": 60,
        "شعبه": 9,
        "قمر": 60,
        "القمر": 30,
        "والقمر": 9,
        "مدينة": 60,
        "مدينه": 3,
        "مدينتها": 9,
        "واحد": 90,
        "أحد": 30,
    }
)


def test_pairs_are_attested_words_as_they_are_written() -> None:
    halves = [make_classes(SPELLINGS, half) for half in HALVES]
    found = {name: [pair for half in halves for pair in half[name]] for name in halves[0]}
    assert found["ال"] == [["قمر", "القمر"]]
    assert found["وال"] == [["قمر", "والقمر"]]
    assert found["+تها"] == [["مدينة", "مدينتها"]]
    assert found["و"] == []
    assert found["+ه"] == [["شعب", "شعبه"]]


def test_a_word_is_in_one_half() -> None:
    words = ["ك" * size for size in range(1, 40)]
    assert {choose_half(word) for word in words} == set(HALVES)


def test_the_base_lexicon_keeps_common_forms_that_tell_something() -> None:
    counts = Counter({"قمر": 64, "وقمر": 32, "قمري": 4})
    assert make_base_lexicon(counts).counts == {"قمر": 64}


def test_a_form_that_loses_a_conjunction_tells_nothing() -> None:
    counts = {"قمر": 64, "وقمر": 32, "وزير": 64, "الوزير": 64, "زير": 4}
    assert drop_conjunctions(Lexicon(counts)).counts == {form: counts[form] for form in counts if form != "وقمر"}
