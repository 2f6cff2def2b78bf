"""Passages and questions for the benchmark of relevance."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.question_sets import draw_keywords

ARTICLES = [
    {"id": "a1", "title": "افتتاح الميناء الجديد", "body": "بدأت السفن ترسو اليوم."},
    {"id": "a2", "title": "السفن ترسو", "body": "بدأت السفن ترسو اليوم."},
    {"id": "a3", "title": "المطر", "body": "هطل المطر."},
    {"id": "a4", "title": "سباق القوارب", "body": ""},
]


def test_keywords_are_words_of_a_title_and_answered_by_all_articles_of_one_text(tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    archive.write_text("\n".join(map(json.dumps, ARTICLES)), encoding="utf-8")
    passages, questions = draw_keywords(archive)
    assert {each["id"]: each["text"] for each in passages} == {each["id"]: each["body"] for each in ARTICLES[:3]}
    assert {each["id"]: sorted(each["relevant"]) for each in questions} == {
        "title-a1": ["a1", "a2"],
        "title-a2": ["a1", "a2"],
    }
    for each in questions:
        title = next(article["title"] for article in ARTICLES if each["id"] == f"title-{article['id']}")
        assert set(each["text"].split()) <= set(title.split())


def test_another_seed_draws_other_words(tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    titles = [" ".join(f"كلمة{letter}{number}" for letter in "بتثجح") for number in range(20)]
    records = [{"id": str(number), "title": title, "body": title} for number, title in enumerate(titles)]
    archive.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    assert draw_keywords(archive) == draw_keywords(archive)
    assert draw_keywords(archive)[1] != draw_keywords(archive, seed=99)[1]
