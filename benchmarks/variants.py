"""How many spelling variants of names are found, over what an archive teaches and the package's list.

    python -m benchmarks.variants --corpus D.jsonl.gz --pairs pairs.json [--apart apart.json] [--json OUT]

Both files are `[[a, b], …]`: spellings of one name, and words that must stay apart. A pair is found where either
word has the other among its variants. `both_ways` wants each to have the other. `expanded` says how many of 1,000
random frequent words of the archive have variants that it holds, and prints them, to be read: a wrong one is worse
than a missing one. `--articles` learns from so many alone, `--no-list` leaves the package's list out.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpus import is_content, read_documents
from searchapp.arabic import fold, index_terms
from searchapp.arabic.variants.known import Variants
from searchapp.arabic.variants.learning import learn_variants

GAP = 6
"""Places left free between texts, so that no context runs across them."""
FREQUENT = 30
DRAWN = 1000
SEED = 3
LOOKUPS = 20_000
Stream = NDArray[np.int32]


def read_stream(corpus: Path, articles: int | None = None) -> tuple[Stream, list[str], list[int]]:
    """The archive's words in order, by number, with -1 between texts; the forms, and how often each stands there."""
    numbers: dict[str, int] = {}
    pieces: list[Stream] = []
    for document in islice(read_documents(corpus), articles):
        for text in (document.title, document.body):
            exact = index_terms(text)
            pieces.append(np.array([numbers.setdefault(form, len(numbers)) for form in exact], np.int32))
            pieces.append(np.full(GAP, -1, np.int32))
    stream = np.concatenate(pieces)
    counts = np.bincount(stream[stream >= 0], minlength=len(numbers))
    return stream, list(numbers), counts.tolist()


def has(variants: Variants, one: str, other: str) -> bool:
    """Whether the first word has the other among its variants. Letters are folded, so the two may be one already;
    words may have spaces.
    """
    folded = [" ".join(map(fold, word.split())) for word in (one, other)]
    return folded[0] == folded[1] or any(found == folded[1] for found, _ in variants.of(folded[0]))


def judge(variants: Variants, pairs: Sequence[Sequence[str]], apart: Sequence[Sequence[str]]) -> dict[str, object]:
    """How many pairs are found, and how many of the others meet."""
    ways = [(has(variants, one, other), has(variants, other, one)) for one, other, *_ in pairs]
    return {
        "pairs": len(pairs),
        "found": sum(map(any, ways)),
        "both_ways": sum(map(all, ways)),
        "missed": [list(pair[:2]) for pair, way in zip(pairs, ways, strict=True) if not any(way)],
        "apart": len(apart),
        "met": [list(pair) for pair in apart if has(variants, *pair[:2]) or has(variants, *reversed(pair[:2]))],
    }


def list_expanded(variants: Variants, counts: Counter[str]) -> list[str]:
    """Of random frequent words those that have variants in the archive, with them."""
    frequent = sorted(word for word, count in counts.items() if count >= FREQUENT and is_content(word))
    drawn = random.Random(SEED).sample(frequent, min(DRAWN, len(frequent)))
    found = {word: [other for other, _ in variants.of(word) if counts[other]] for word in drawn}
    return [f"{word} → {', '.join(others)}" for word, others in found.items() if others]


def time_lookup(variants: Variants, words: Sequence[str]) -> float:
    """Microseconds of one look-up, over the words in turn."""
    drawn = [words[number % len(words)] for number in range(LOOKUPS)]
    started = time.perf_counter()
    for word in drawn:
        variants.of(word)
    return round((time.perf_counter() - started) / LOOKUPS * 1e6, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description="Judge the spelling variants that an archive teaches.")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--apart", type=Path)
    parser.add_argument("--articles", type=int, help="learn from so many articles alone")
    parser.add_argument("--no-list", action="store_true", help="leave the package's list out")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    stream, forms, counts = read_stream(options.corpus, options.articles)
    started = time.perf_counter()
    variants = learn_variants(stream, forms, counts)
    seconds = round(time.perf_counter() - started, 2)
    if options.no_list:
        variants = variants.without_list()
    pairs, apart = (
        json.loads(path.read_text(encoding="utf-8")) if path else [] for path in (options.pairs, options.apart)
    )
    found = judge(variants, pairs, apart) | {
        "expanded": list_expanded(variants, Counter(dict(zip(forms, counts, strict=True)))),
        "account": variants.account,
        "seconds": seconds,
        "lookup_us": time_lookup(variants, forms),
        "bytes": len(variants.to_bytes()),
    }
    print(json.dumps(found, ensure_ascii=False, indent=1))
    if options.json:
        options.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
