"""Does the passage that answers a question come first?

    python -m benchmarks.relevance --passages P.jsonl [--distractors D.jsonl.gz] --questions Q.jsonl
        [--engine whoosh] [--level stem] [--no-baselines] [--json OUT]

Passages are `{id, title?, text}`, questions `{id, text, relevant: [ids]}`; `benchmarks.question_sets` makes both. A
question that nothing answers is refused: no ranking of it is right or wrong.
Passages and distractors are indexed as `searchapp reindex` does it, and each question is asked as the API asks, for
articles with any of its words. Beside ours stand other analyses of the same texts under BM25 as in Lucene: letters
only (ours, folded), light10 (Lucene's and so OpenSearch's `arabic`), and Snowball's stemmer.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from benchmarks.corpus import read_documents
from benchmarks.light10 import split_light10
from benchmarks.plain_bm25 import PlainBm25
from benchmarks.question_sets import write_lines
from searchapp import arabic
from searchapp.model import SearchRequest
from searchapp.reindex import reindex
from searchapp.search import open_service
from searchapp.settings import Settings
from searchapp.understood import Level

DEPTH = 10
PASSAGES = "passages.jsonl"

Words = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the ids of what answers it."""

    text: str
    relevant: frozenset[str]


def score_rankings(rankings: Sequence[Sequence[str]], questions: Sequence[Question]) -> dict[str, float]:
    """MRR@10, recall@10 and P@1 over the questions; each ranking lists ids, the best first."""
    ranks, found, first = 0.0, 0.0, 0.0
    for ranking, question in zip(rankings, questions, strict=True):
        places = [place for place, name in enumerate(ranking[:DEPTH], 1) if name in question.relevant]
        ranks += 1 / places[0] if places else 0.0
        found += len(places) / len(question.relevant)
        first += bool(places and places[0] == 1)
    count = len(questions) or 1
    return {"mrr10": round(ranks / count, 4), "recall10": round(found / count, 4), "p1": round(first / count, 4)}


def rank_ours(
    files: Sequence[Path],
    questions: Sequence[Question],
    settings: Settings,
    level: Level,
) -> list[list[str]]:
    """For each question the ids of the best ten, through the product's own search."""
    reindex(settings, files)
    service = open_service(settings)
    service.prepare()
    rankings = []
    for question in questions:
        q = question.text[: settings.max_query_chars]
        request = SearchRequest(q, match="any", level=level, highlight=False)
        rankings.append([hit.document.id for hit in service.search(request).hits])
    return rankings


def rank_with(split: Words, files: Sequence[Path], questions: Sequence[Question]) -> list[list[str]]:
    """The same with another analysis, under BM25."""
    ids: list[str] = []

    def read_words() -> Iterator[Sequence[str]]:
        for file in files:
            for document in read_documents(file):
                ids.append(document.id)
                yield split(f"{document.title}\n{document.body}")

    index = PlainBm25(read_words())
    return [[ids[place] for place in index.find_best(split(question.text), DEPTH)] for question in questions]


def split_letters(text: str) -> Sequence[str]:
    """The words in folded letters, nothing cut."""
    return arabic.index_terms(text)


def make_snowball() -> Words:
    """Snowball's Arabic stemmer over the words as they are written. Raises ImportError without PyStemmer."""
    from Stemmer import Stemmer

    stemmer = Stemmer("arabic", 500_000)

    def split(text: str) -> Sequence[str]:
        stems: list[str] = stemmer.stemWords([arabic.strip_marks(token.text) for token in arabic.analyze(text)])
        return stems

    return split


def read_questions(path: Path) -> list[Question]:
    """The questions, in order. ValueError names the file and line of one that cannot be read, or that
    nothing answers.
    """
    questions = []
    for number, record in read_records(path, "text"):
        if not record.get("relevant"):
            raise ValueError(f"{path}, line {number}: `relevant` is missing or empty: nothing answers this question")
        questions.append(Question(record["text"], frozenset(record["relevant"])))
    return questions


def read_records(path: Path, *needed: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The number and the record of each line that is not blank; ValueError names one that is no JSON object or lacks
    what is needed. A line feed alone ends a line: JSON's strings may hold the other characters at which
    `str.splitlines` cuts.
    """
    with path.open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    record = json.loads(line)
                except json.JSONDecodeError as error:
                    raise ValueError(f"{path}, line {number}: {error}") from error
                missing = [name for name in needed if not isinstance(record, dict) or name not in record]
                if missing:
                    raise ValueError(f"{path}, line {number}: no object with `{missing[0]}`")
                yield number, record


def write_articles(passages: Path, target: Path) -> None:
    """The passages as the articles that the indexer reads; ValueError names the file and line of one that cannot be
    read.
    """
    records = (record for _, record in read_records(passages, "id", "text"))
    write_lines(
        target, ({"id": each["id"], "title": each.get("title", ""), "body": each["text"]} for each in records)
    )


def measure(arguments: argparse.Namespace, questions: Sequence[Question], work: Path) -> dict[str, Any]:
    """All figures, as OUT keeps them. The folder holds the passages as articles, and takes the index."""
    files = [work / PASSAGES, *([arguments.distractors] if arguments.distractors else [])]
    settings = Settings(engine=arguments.engine, index_dir=work / "index")
    result: dict[str, Any] = {
        "questions": len(questions),
        "level": arguments.level,
        "ours": score_rankings(rank_ours(files, questions, settings, arguments.level), questions),
    }
    baselines: dict[str, Words] = {"letters": split_letters, "light10": split_light10, "snowball": make_snowball()}
    for name, split in {} if arguments.no_baselines else baselines.items():
        result[name] = score_rankings(rank_with(split, files, questions), questions)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description="How high is what answers a question ranked?")
    parser.add_argument("--passages", type=Path, required=True)
    parser.add_argument("--distractors", type=Path, help="more articles, which answer nothing")
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--engine", default="whoosh")
    parser.add_argument("--level", choices=get_args(Level), default="stem", help="what a word of a question finds")
    parser.add_argument("--no-baselines", action="store_true")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        try:
            questions = read_questions(arguments.questions)
            write_articles(arguments.passages, Path(work) / PASSAGES)
        except ValueError as error:
            parser.error(str(error))
        result = measure(arguments, questions, Path(work))
    print(f"{result['questions']:,} questions\n{'':10} {'MRR@10':>8} {'recall':>8} {'P@1':>8}")
    for name in ("ours", "letters", "light10", "snowball"):
        if name in result:
            print(f"{name:10} " + " ".join(f"{value:8.3f}" for value in result[name].values()))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
