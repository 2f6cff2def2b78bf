"""Make what `benchmarks.relevance` asks: passages, and questions that each have their passages.

    python -m benchmarks.question_sets squad FILE --passages P.jsonl --questions Q.jsonl [--part tuning|held-out]
    python -m benchmarks.question_sets titles CORPUS --passages P.jsonl --questions Q.jsonl [--part tuning|held-out]
        [--seed N]

`squad` reads questions on paragraphs in SQuAD's format. `titles` draws two to four words, stop words aside, from the
titles of articles, whose texts are the passages; no title is among these. Articles of one text are all relevant, for
news is printed more than once. A part is about half of the questions. One seed's 2,000 may be two points of MRR
easier than another's.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.corpus import SEED, read_documents
from searchapp import arabic

Passage = dict[str, str]
Question = dict[str, Any]

_QUESTIONS = 2_000
_LEAST_LETTERS = 3


def read_squad(path: Path) -> tuple[list[Passage], list[Question]]:
    """Each different paragraph once, and each question with the paragraph that it stands under."""
    passages: dict[str, str] = {}
    questions: list[Question] = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            passage = passages.setdefault(paragraph["context"], f"passage-{len(passages)}")
            for asked in paragraph["qas"]:
                questions.append({"id": asked["id"], "text": asked["question"], "relevant": [passage]})
    return [{"id": name, "text": text} for text, name in passages.items()], questions


def draw_keywords(path: Path, seed: int = SEED, most: int = _QUESTIONS) -> tuple[list[Passage], list[Question]]:
    """The articles' texts, and of so many articles some words of the title; the same at each run with one seed."""
    documents = [document for document in read_documents(path) if document.body]
    copies: dict[str, list[str]] = {}
    for document in documents:
        copies.setdefault(document.body, []).append(document.id)
    draw = random.Random(seed)
    questions: list[Question] = []
    for document in draw.sample(documents, len(documents)):
        words = list(dict.fromkeys(_list_content_words(document.title)))
        if len(words) >= 2 and len(questions) < most:
            chosen = sorted(draw.sample(range(len(words)), min(len(words), draw.randint(2, 4))))
            text = " ".join(words[place] for place in chosen)
            questions.append({"id": f"title-{document.id}", "text": text, "relevant": copies[document.body]})
    return [{"id": document.id, "text": document.body} for document in documents], questions


def _list_content_words(title: str) -> Iterator[str]:
    for token in arabic.analyze(title):
        if len(token.exact) >= _LEAST_LETTERS and not arabic.is_stop_word(token.exact):
            yield token.text


def choose_part(questions: Iterable[Question], part: str | None) -> list[Question]:
    """One half by a hash of the ids, or all where none is named."""
    if part is None:
        return list(questions)
    wanted = part == "tuning"
    return [each for each in questions if _is_for_tuning(str(each["id"])) == wanted]


def _is_for_tuning(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def write_lines(path: Path, records: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make passages and questions for benchmarks.relevance.")
    parser.add_argument("kind", choices=("squad", "titles"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--passages", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--part", choices=("tuning", "held-out"))
    parser.add_argument("--seed", type=int, default=SEED, help="draw other titles, and other words of them")
    arguments = parser.parse_args()
    if arguments.kind == "squad":
        passages, questions = read_squad(arguments.file)
    else:
        passages, questions = draw_keywords(arguments.file, arguments.seed)
    chosen = choose_part(questions, arguments.part)
    write_lines(arguments.passages, passages)
    write_lines(arguments.questions, chosen)
    print(f"{len(passages):,} passages, {len(chosen):,} questions")


if __name__ == "__main__":
    main()
