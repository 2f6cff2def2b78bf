"""The benchmark of spelling variants counts what it says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.train_variants import fit, label_pairs
from benchmarks.variants import has, judge, list_expanded, read_stream, time_lookup
from searchapp.arabic.variants.known import Variants
from searchapp.arabic.variants.learning import Pair, estimate_chance


def test_pairs_found_and_words_that_meet_are_counted() -> None:
    pairs = [["ترامب", "ترمب"], ["مدرسة", "مدرسه"], ["قلعة", "برج"]]
    found = judge(Variants({"قلعه": (("حصن", 0.5),)}), pairs, [["قلب", "كلب"], ["حصن", "قلعة"]])
    assert (found["pairs"], found["found"], found["both_ways"]) == (3, 2, 2)
    assert found["missed"] == [["قلعة", "برج"]]
    assert found["met"] == [["حصن", "قلعة"]]


def test_names_of_several_words_are_looked_up() -> None:
    assert has(Variants(), "بيونغ يانغ", "بيونغيانغ")


def test_a_stream_has_the_words_in_order_and_gaps_between_texts(samples: Path) -> None:
    stream, forms, counts = read_stream(samples / "records" / "2023.jsonl", 2)
    words = stream[stream >= 0]
    assert len(forms) == len(counts) == words.max() + 1
    assert counts == np.bincount(words).tolist()
    assert (stream[-6:] == -1).all()


def test_words_with_variants_in_the_archive_are_listed() -> None:
    counts = Counter({"ترامب": 40, "ترمب": 2, "جوجل": 50, "مدرسه": 90})
    assert list_expanded(Variants(), counts) == ["ترامب → ترمب"]
    assert time_lookup(Variants(), list(counts)) > 0


def test_coefficients_are_fitted_to_what_is_known() -> None:
    right = [Pair("ترامب", "ترمب", 3 + n / 10, 1.5, 0.35, False) for n in range(20)]
    wrong = [Pair("كتيب", "كتاب", n / 20, -0.5, 0.5, False) for n in range(40)]
    labelled = label_pairs(right + wrong)
    assert [answer for _, answer in labelled] == [True] * 20 + [False] * 40
    found = fit(labelled)
    assert all((estimate_chance(pair, found) > 0.5) == answer for pair, answer in labelled)
