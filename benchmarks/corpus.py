"""The archive and the questions: read once, the same for every peer."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import cast

from msgspec.structs import replace

from benchmarks.peers.base import KINDS, Kind, Question, Row
from searchapp import arabic
from searchapp.arabic import Stem, index_terms, is_stop_word
from searchapp.arabic.stems.lexicon import is_countable
from searchapp.ingest import IngestOptions, Intake
from searchapp.ingest.format_base import Found, InputFile
from searchapp.ingest.format_jsonl import read_jsonl
from searchapp.ingest.register import find_reader
from searchapp.ingest.streams import open_stream
from searchapp.model import Document

SEED = 4
PREFIX_LETTERS = 4
_LINES_AT_ONCE = 200
_OPTIONS = IngestOptions()
_stems: list[Stem | None] = []
"""In a process that analyzes: the stem of the index that the peers are compared with."""
_PARAGRAPH_END = re.compile(r"\n+|(?<=[.!؟])\s+")


@dataclass(frozen=True, slots=True)
class Archive:
    """A file of articles, how many there are, and a line that says what it is."""

    path: Path
    documents: int
    description: str


def is_content(word: str, least_letters: int = 1) -> bool:
    """Whether an exact form is of Arabic letters alone, at least so many, and no stop word."""
    return len(word) >= least_letters and is_countable(word) and not is_stop_word(word)


def read_documents(path: Path) -> Iterator[Document]:
    """The articles of a file, in order; of two with one id the first."""
    seen: set[str] = set()
    for item in Intake([path]):
        if isinstance(item, Document) and item.id not in seen:
            seen.add(item.id)
            yield item


def prepare_archive(path: Path, scale: int, folder: Path) -> Archive:
    """The archive itself, or one `scale` times as large, written into the folder."""
    if scale == 1:
        documents = sum(1 for _ in read_documents(path))
        return Archive(path, documents, f"{path.name}, {documents:,} articles")
    target = folder / f"archive-{scale}.jsonl"
    documents = 0
    with target.open("w", encoding="utf-8") as out:
        for document in enlarge(list(read_documents(path)), scale):
            out.write(json.dumps(_to_record(document), ensure_ascii=False) + "\n")
            documents += 1
    return Archive(target, documents, f"{path.name} enlarged {scale} times, {documents:,} articles")


def enlarge(documents: list[Document], scale: int) -> Iterator[Document]:
    """The articles, and `scale - 1` times as many of the same shapes whose paragraphs are drawn from all.

    The same at each run. A paragraph is a line, or a sentence where an article is one line.
    """
    yield from documents
    paragraphs = [part for document in documents for part in split_paragraphs(document.body)]
    draw = random.Random(SEED)
    for copy in range(1, scale):
        for document in documents:
            body = "\n".join(draw.choices(paragraphs, k=len(split_paragraphs(document.body))))
            title = draw.choice(documents).title
            yield replace(document, id=f"{document.id}-{copy}", title=title, body=body)


def split_paragraphs(body: str) -> list[str]:
    """The pieces that enlarging draws; at least one."""
    return [part for part in _PARAGRAPH_END.split(body) if part] or [""]


def _to_record(document: Document) -> dict[str, str | None]:
    return {
        "id": document.id,
        "title": document.title,
        "body": document.body,
        "source": document.source,
        "date": document.date.isoformat() if document.date else None,
        "url": document.url,
    }


def make_row(document: Document, stem: Stem | None) -> Row:
    """The article with its stems, as the peers get it; without, for one that analyzes the texts itself."""
    date = document.date
    return Row(
        document.id,
        document.title,
        document.body,
        document.source or "",
        date.year * 100 + date.month if date else 0,
        *(" ".join(map(stem, index_terms(text))) if stem else "" for text in (document.title, document.body)),
    )


def read_rows(path: Path, workers: int, stem: Stem | None = arabic.stem) -> Iterator[Row]:
    """The rows of a file of JSON lines, in order, parsed and analyzed by so many processes."""
    format_ = find_reader(path.name)
    if format_ is None or format_[0] is not read_jsonl:
        raise ValueError(f"{path} is not a file of JSON lines (.jsonl, .jsonl.gz)")
    seen: set[str] = set()
    analyze = partial(_analyze_lines, path.name)
    # A stem that asks an index cannot be sent to a process, but a forked one has it.
    pool = get_context("fork").Pool(workers, _stems.append, (stem,))
    with pool, io.FileIO(path) as raw, open_stream(raw, packed=format_[1]) as lines:
        batches = iter(lambda: b"".join(islice(lines, _LINES_AT_ONCE)), b"")
        for row in chain.from_iterable(pool.imap(analyze, batches)):
            if row.id not in seen:
                seen.add(row.id)
                yield row


def _analyze_lines(name: str, lines: bytes) -> list[Row]:
    stream = cast(io.BufferedReader, io.BytesIO(lines))
    items = read_jsonl(InputFile(name, name, stream, _OPTIONS))
    return [make_row(item.document, _stems[-1]) for item in items if isinstance(item, Found)]


def make_questions(queries: list[str], path: Path, stem: Stem = arabic.stem) -> dict[Kind, list[Question]]:
    """For each kind of query the questions: the words of the queries joined by OR and by AND, their first four
    letters, and as many phrases of two words that stand side by side in titles, so that each is found.
    """
    found: dict[Kind, list[Question]] = {kind: [] for kind in KINDS}
    prefixes: dict[str, None] = {}
    for query in queries:
        exact = tuple(dict.fromkeys(index_terms(query)))
        stems = tuple(dict.fromkeys(map(stem, exact)))
        if stems:
            found["or"].append(Question("or", stems, " OR ".join(exact)))
            found["and"].append(Question("and", stems, " ".join(exact)))
        prefixes |= {stem[:PREFIX_LETTERS]: None for stem in stems if len(stem) >= PREFIX_LETTERS}
    found["prefix"] = [Question("prefix", (prefix,), f"{prefix}*") for prefix in prefixes]
    found["phrase"] = draw_phrases(path, len(found["or"]), stem)
    return found


def draw_phrases(path: Path, most: int, stem: Stem = arabic.stem) -> list[Question]:
    """Pairs of neighbours in titles, each from another article; the same at each run."""
    titles = [forms for document in read_documents(path) if len(forms := index_terms(document.title)) > 1]
    draw = random.Random(SEED)
    phrases = []
    for exact in draw.sample(titles, min(most, len(titles))):
        start = draw.randrange(len(exact) - 1)
        text = " ".join(exact[start : start + 2])
        phrases.append(Question("phrase", tuple(map(stem, exact[start : start + 2])), f'"{text}"'))
    return phrases
