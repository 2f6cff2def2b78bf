"""The benchmark of suggestions judges what it says, and its lists hold what they promise."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.misspellings import SLIPS, UNSEEN, count_words, draw_unseen, make_misspellings
from benchmarks.suggestions import find_rank, judge, measure, share_within
from searchapp.arabic import fold


def test_a_guess_is_right_where_its_folded_words_are() -> None:
    assert find_rank(["مدرسه", "مدينة"], "مدينه") == 2
    assert find_rank(["كوريا الشمالية"], "كوريا الشماليه") == 1
    assert find_rank([], "مدينة") > 3


def test_shares_are_of_the_first_and_of_the_first_three() -> None:
    assert share_within([1, 1, 3, 4]) == [0.5, 0.75]
    assert share_within([]) == [0, 0]


def test_known_words_that_are_changed_are_false_alarms() -> None:
    rows = [["مدينة", "مدينة", "known"], ["مدبنة", "مدينة", "neighbour"]]
    found = judge(lambda typed: ["مدينة"], rows, ["جسر"], str)
    assert (found["top1"], found["top3"], found["false_alarms"]) == (1.0, 1.0, 0.5)
    assert found["kinds"] == {"neighbour": [1.0, 1.0]}


def test_words_of_the_meant_stem_reach_what_was_meant() -> None:
    rows = [["سفينهه", "سفينتها", "final"], ["مينتء", "ميناء", "neighbour"], ["مطاار", "مطار", "extra"]]
    guesses = {"مينتء": ["الميناء", "ميناء"]}
    stems = {"سفينهه": "سفينه", "سفينتها": "سفينه", "الميناء": "ميناء"}
    found = judge(lambda typed: guesses.get(typed, []), rows, [], lambda word: stems.get(word, word))
    assert (found["top1"], found["top3"], found["reached"]) == (0, 0.3333, [0.6667, 0.6667])


def test_unseen_words_for_which_something_is_offered_are_questioned() -> None:
    rows = [["زغردات", "زغردات", UNSEEN], ["سفنها", "سفنها", UNSEEN]]
    found = judge(lambda typed: ["ثمنها"] if typed == "سفنها" else [], rows, [], str)
    assert (found["questioned"], found["false_alarms"]) == (0.5, 0)


def test_unseen_words_are_those_of_other_articles_that_are_no_copies(tmp_path: Path) -> None:
    bodies = ["قال زغردات مدينة", "كتب زغردات مدينة", "عاد زغردات", *["نسخة مكررة"] * 3]
    path = tmp_path / "other.jsonl"
    path.write_text("\n".join(json.dumps({"id": str(n), "body": body}) for n, body in enumerate(bodies)))
    assert draw_unseen(path, {"مدينه"}, 9, 1) == [["زغردات", "زغردات", UNSEEN]]
    assert draw_unseen(path, {"زغردات"}, 9, 1) == draw_unseen(path, set(), 0, 1) == []


def test_a_list_holds_so_many_of_each_kind_none_of_them_known() -> None:
    words = ["مستشفى", "مسؤولون", "انتخابات", "قضيتهم", "صناعات", "مطارات", "ذكريات", "حاضرين"]
    counts = Counter({fold(word): 20 for word in words})
    pairs = Counter({(fold(one), fold(other)): 12 for one in words[:4] for other in words[4:]})
    made = make_misspellings(counts, pairs, 6, 1)
    assert made == make_misspellings(counts, pairs, 6, 1)
    found = Counter(kind for _, _, kind in made)
    assert set(found) == {*SLIPS, "joined"}
    assert max(found.values()) == found["missing"] == 6
    assert all(fold(typed) not in counts for typed, _, kind in made if kind != "split")
    assert all(word in counts for _, meant, _ in made for word in meant.split())


@pytest.mark.slow
def test_ours_and_the_peer_are_judged_over_one_archive(samples: Path) -> None:
    pytest.importorskip("symspellpy", reason="symspellpy is not installed: pip install '.[bench]'")
    corpus = samples / "records" / "2023.jsonl"
    common = count_words(corpus)[0].most_common(40)
    rows = [[word[:-1], word, "missing"] for word, _ in common if len(word) > 5]
    found = measure(corpus, rows, peer=True)
    assert list(found) == ["ours", "offered", "completions", "symspellpy"]
    assert list(found["ours"]) == ["top1", "top3", "reached", "kinds", "false_alarms", "questioned", "ms"]
    assert found["ours"]["top1"] > 0.5
