"""How fast is analysis? Prints; asserts nothing.

    python -m benchmarks.analysis ../shared/data/saudinewsnet.jsonl.gz [ARTICLES]

Tokens a second of `index_terms` with an empty and with a filled memo; of what an index is built from, words numbered
and folded in batches, plainly and by the compiled kernel; and the time of `analyze` for ten articles of 300 words.
"""

from __future__ import annotations

import sys
import time
from itertools import islice
from pathlib import Path

from benchmarks.corpus import read_documents
from searchapp.arabic import analyze, index_terms
from searchapp.arabic.scanning.scan import make_scanner
from searchapp.compiling import can_compile

WORDS = 300
BATCH = 200


def read_texts(path: Path, most: int) -> list[str]:
    """The bodies of the first articles, in whichever format `searchapp reindex` reads."""
    return [document.body for document in islice(read_documents(path), most)]


def measure_indexing(texts: list[str]) -> tuple[int, float]:
    start = time.perf_counter()
    tokens = sum(len(index_terms(text)) for text in texts)
    return tokens, time.perf_counter() - start


def measure_scanning(texts: list[str], *, compiled: bool) -> tuple[int, float]:
    scanner = make_scanner(compiled=compiled)
    start = time.perf_counter()
    tokens = 0
    for first in range(0, len(texts), BATCH):
        scan = scanner.scan(texts[first : first + BATCH])
        tokens += len(scan.numbers)
    return tokens, time.perf_counter() - start


def measure_page(texts: list[str]) -> float:
    """The middle of some pages' times, in milliseconds."""
    articles = [" ".join(text.split()[:WORDS]) for text in texts if len(text.split()) >= WORDS][:500]
    times = []
    for first in range(0, len(articles) - 9, 10):
        start = time.perf_counter()
        for text in articles[first : first + 10]:
            analyze(text)
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)[len(times) // 2]


def main() -> None:
    texts = read_texts(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10**9)
    for memo in ("cold", "warm"):
        tokens, seconds = measure_indexing(texts)
        print(f"index_terms, {memo}: {tokens / seconds:,.0f} tokens/s ({tokens:,} tokens, {seconds:.2f} s)")
    for kind in ("plain", *(["compiled"] if can_compile() else [])):
        tokens, seconds = measure_scanning(texts, compiled=kind == "compiled")
        print(f"scan, {kind}: {tokens / seconds:,.0f} tokens/s ({tokens:,} tokens, {seconds:.2f} s)")
    print(f"analyze, warm: {measure_page(texts):.2f} ms for 10 articles of {WORDS} words")


if __name__ == "__main__":
    main()
