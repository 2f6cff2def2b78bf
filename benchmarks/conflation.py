"""Which words does the stem bring together, and which does it keep apart?

    python -m benchmarks.conflation --pairs PAIRS.json [--apart APART.json] --corpus D.jsonl.gz [--json OUT]
        [--articles N | --base-only]

PAIRS is `{class: [[a, b], …]}` of raw words that should meet, APART `[[a, b], …]` of words that should not. The
lexicon is learned from the corpus, over the base that ships: from all of it, from its first N articles, or from none.
Prints, for each class and for APART, the share of pairs that meet: at this project's levels, and beside them by
light10 (Lucene's analysis) and Snowball's stemmer, which have one form each. Two words meet at `wide` where one finds
the other as a search does: by its stem, by a relative, of which a search takes so many and so common ones as the
engines' contract says, or by another spelling, learned or listed. All of it is learned from the same articles, so
with none no word has relatives. Words may have spaces.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.light10 import stem_light10
from benchmarks.variants import Stream, has, read_stream
from searchapp.arabic import fold, strip_marks
from searchapp.arabic.stems.learning import learn_lexicon
from searchapp.arabic.stems.lexicon import Lexicon, load_base_lexicon
from searchapp.arabic.stems.skeleton import find_skeleton
from searchapp.arabic.stems.stemmer import Stemmer
from searchapp.arabic.stems.stemming import stem_words
from searchapp.arabic.variants.known import Variants
from searchapp.arabic.variants.learning import learn_variants
from searchapp.engines.relatives import choose_relatives

Pairs = Sequence[Sequence[str]]
Form = Callable[[str], str]
"""From a word as it is written to what it is found by."""
Meet = Callable[[str, str], bool]
"""Whether one of two words finds the other."""


def measure_share(pairs: Pairs, meet: Meet) -> float | None:
    """The share of pairs that meet; None for no pairs."""
    return round(sum(meet(a, b) for a, b in pairs) / len(pairs), 4) if pairs else None


def measure_level(classes: Mapping[str, Pairs], apart: Pairs, meet: Meet) -> dict[str, Any]:
    """The shares for one level, as OUT keeps them."""
    shares = {name: measure_share(pairs, meet) for name, pairs in classes.items()}
    return {"pairs": shares, "apart": measure_share(apart, meet)}


def share_form(find_form: Form) -> Meet:
    """Two words meet where they have one form, word by word."""

    def meet(a: str, b: str) -> bool:
        return list(map(find_form, a.split())) == list(map(find_form, b.split()))

    return meet


def count_stems(stream: Stream, forms: Sequence[str], lexicon: Lexicon) -> dict[str, int]:
    """How many texts of a stream hold each stem; empty for none."""
    names: dict[str, int] = {}
    stems = stem_words(forms, lexicon, compiled=True)
    numbers = np.array([names.setdefault(stem, len(names)) for stem in stems], np.int64)
    held = stream >= 0
    # A gap numbers the text after it.
    found = np.unique(np.cumsum(~held)[held] * len(names) + numbers[stream[held]])
    counts = np.bincount(found % max(len(names), 1), minlength=len(names))
    return dict(zip(names, counts.tolist(), strict=True))


def find_by_relatives(stem: Form, counts: Mapping[str, int]) -> Meet:
    """One word finds another by its stem or a relative of it, word by word. `counts` says in how many titles and
    bodies each stem stands.
    """
    families: dict[str, dict[str, int]] = defaultdict(dict)
    for name, count in counts.items():
        families[find_skeleton(name)][name] = count

    def finds(asked: str, other: str) -> bool:
        return asked == other or other in choose_relatives(asked, families.get(find_skeleton(asked), {}))

    def meet(a: str, b: str) -> bool:
        ones, others = ([stem(fold(word)) for word in words.split()] for words in (a, b))
        return len(ones) == len(others) and any(
            all(map(finds, asked, held)) for asked, held in ((ones, others), (others, ones))
        )

    return meet


def make_levels(lexicon: Lexicon, variants: Variants, counts: Mapping[str, int]) -> dict[str, Meet]:
    """How words meet at each of this project's levels."""
    stem = Stemmer(lexicon).stem
    by_relatives = find_by_relatives(stem, counts)
    return {
        "exact": share_form(fold),
        "stem": share_form(lambda word: stem(fold(word))),
        "wide": lambda a, b: by_relatives(a, b) or has(variants, a, b) or has(variants, b, a),
    }


def make_baselines() -> dict[str, Meet]:
    """The other stemmers that are installed."""
    baselines: dict[str, Meet] = {"light10": share_form(stem_light10)}
    try:
        from Stemmer import Stemmer as Snowball
    except ImportError:
        print("snowball: not installed (pip install 'searchapp[bench]')")
    else:
        stem = Snowball("arabic").stemWord
        baselines["snowball"] = share_form(lambda word: str(stem(strip_marks(word))))
    return baselines


def measure(
    classes: Mapping[str, Pairs], apart: Pairs, lexicon: Lexicon, variants: Variants, counts: Mapping[str, int]
) -> dict[str, Any]:
    """All shares, as OUT keeps them. `counts` says in how many titles and bodies each stem stands."""
    levels = make_levels(lexicon, variants, counts)
    ours = {level: measure_level(classes, apart, meet) for level, meet in levels.items()}
    others = {name: measure_level(classes, apart, meet) for name, meet in make_baselines().items()}
    return {"ours": ours, **others}


def print_shares(results: Mapping[str, Any], classes: Mapping[str, Pairs], apart: Pairs) -> None:
    columns = {**{f"ours, {level}": shares for level, shares in results["ours"].items()}, **results}
    del columns["ours"]
    print(f"{'':16} {'pairs':>6}", *(f"{name:>12}" for name in columns))
    for name, pairs in classes.items():
        print(f"{name:16} {len(pairs):6}", *(_show(shares["pairs"][name]) for shares in columns.values()))
    print(f"{'apart':16} {len(apart):6}", *(_show(shares["apart"]) for shares in columns.values()))


def _show(share: float | None) -> str:
    return f"{'–' if share is None else format(share, '.3f'):>12}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure which words a stem brings together.")
    parser.add_argument("--pairs", type=Path, required=True, help="{class: [[a, b], …]}")
    parser.add_argument("--apart", type=Path, help="[[a, b], …]")
    parser.add_argument("--corpus", type=Path, required=True, help="what stems and spellings are learned from")
    parser.add_argument("--articles", type=int, metavar="N", help="learn from the first N articles")
    parser.add_argument("--base-only", action="store_true", help="learn nothing: the lexicon that ships")
    parser.add_argument("--json", type=Path, metavar="OUT", help="keep the shares")
    options = parser.parse_args()
    classes = json.loads(options.pairs.read_text("utf-8"))
    apart = json.loads(options.apart.read_text("utf-8")) if options.apart else []
    lexicon, variants, stems = load_base_lexicon(), Variants(), dict[str, int]()
    if not options.base_only:
        stream, forms, counts = read_stream(options.corpus, options.articles)
        lexicon, variants = learn_lexicon(forms, counts), learn_variants(stream, forms, counts)
        stems = count_stems(stream, forms, lexicon)
    results = measure(classes, apart, lexicon, variants, stems)
    print_shares(results, classes, apart)
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
