"""Which words does the stem bring together, and which does it keep apart?

    python -m benchmarks.conflation --pairs PAIRS.json [--apart APART.json] --corpus D.jsonl.gz [--json OUT]
        [--articles N | --base-only]

PAIRS is `{class: [[a, b], …]}` of raw words that should meet, APART `[[a, b], …]` of words that should not. The
lexicon is learned from the corpus, over the base that ships: from all of it, from its first N articles, or from none.
Prints, for each class and for APART, the share of pairs that meet: by this project's exact form, stem and skeleton
(wide), and beside them by light10 (Lucene's analysis) and Snowball's stemmer, which have one form each.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.light10 import stem_light10
from benchmarks.write_base_lexicon import count_forms
from searchapp.arabic import fold, strip_marks
from searchapp.arabic.learning import learn_lexicon
from searchapp.arabic.lexicon import Lexicon, load_base_lexicon
from searchapp.arabic.skeleton import find_skeleton
from searchapp.arabic.stemmer import Stemmer

Pairs = Sequence[Sequence[str]]
Form = Callable[[str], str]
"""From a word as it is written to what it is found by."""


def measure_share(pairs: Pairs, find_form: Form) -> float | None:
    """The share of pairs that have one form; None for no pairs."""
    return round(sum(find_form(a) == find_form(b) for a, b in pairs) / len(pairs), 4) if pairs else None


def measure_form(classes: Mapping[str, Pairs], apart: Pairs, find_form: Form) -> dict[str, Any]:
    """The shares for one form, as OUT keeps them."""
    shares = {name: measure_share(pairs, find_form) for name, pairs in classes.items()}
    return {"pairs": shares, "apart": measure_share(apart, find_form)}


def make_levels(lexicon: Lexicon) -> dict[str, Form]:
    """This project's form at each level."""
    stem = Stemmer(lexicon).stem
    return {
        "exact": fold,
        "stem": lambda word: stem(fold(word)),
        "wide": lambda word: find_skeleton(stem(fold(word))),
    }


def make_baselines() -> dict[str, Form]:
    """The other stemmers that are installed."""
    baselines: dict[str, Form] = {"light10": stem_light10}
    try:
        from Stemmer import Stemmer as Snowball
    except ImportError:
        print("snowball: not installed (pip install 'searchapp[bench]')")
    else:
        stem = Snowball("arabic").stemWord
        baselines["snowball"] = lambda word: str(stem(strip_marks(word)))
    return baselines


def measure(classes: Mapping[str, Pairs], apart: Pairs, lexicon: Lexicon) -> dict[str, Any]:
    """All shares, as OUT keeps them."""
    ours = {level: measure_form(classes, apart, find_form) for level, find_form in make_levels(lexicon).items()}
    others = {name: measure_form(classes, apart, find_form) for name, find_form in make_baselines().items()}
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
    parser.add_argument("--corpus", type=Path, required=True, help="what the lexicon is learned from")
    parser.add_argument("--articles", type=int, metavar="N", help="learn from the first N articles")
    parser.add_argument("--base-only", action="store_true", help="learn nothing: the lexicon that ships")
    parser.add_argument("--json", type=Path, metavar="OUT", help="keep the shares")
    options = parser.parse_args()
    classes = json.loads(options.pairs.read_text("utf-8"))
    apart = json.loads(options.apart.read_text("utf-8")) if options.apart else []
    lexicon = load_base_lexicon()
    if not options.base_only:
        counts = count_forms(options.corpus, options.articles)
        lexicon = learn_lexicon(counts, counts.values())
    results = measure(classes, apart, lexicon)
    print_shares(results, classes, apart)
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
