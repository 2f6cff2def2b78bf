"""Which words does the stem bring together, and which does it keep apart?

    python -m benchmarks.conflation --pairs PAIRS.json [--apart APART.json] --corpus D.jsonl.gz [--json OUT]
        [--articles N | --base-only]

PAIRS is `{class: [[a, b], …]}` of raw words that should meet, APART `[[a, b], …]` of words that should not. The
lexicon is learned from the corpus, over the base that ships: from all of it, from its first N articles, or from none.
Prints, for each class and for APART, the share of pairs that meet: at this project's levels, of which `wide` takes
the skeleton and other spellings (learned from the same articles, and listed), and beside them by light10 (Lucene's
analysis) and Snowball's stemmer, which have one form each. Words may have spaces.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.light10 import stem_light10
from benchmarks.variants import has, read_stream
from searchapp.arabic import fold, strip_marks
from searchapp.arabic.learning import learn_lexicon
from searchapp.arabic.lexicon import Lexicon, load_base_lexicon
from searchapp.arabic.skeleton import find_skeleton
from searchapp.arabic.stemmer import Stemmer
from searchapp.arabic.variant_learning import learn_variants
from searchapp.arabic.variants import Variants

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


def make_levels(lexicon: Lexicon, variants: Variants) -> dict[str, Meet]:
    """How words meet at each of this project's levels."""
    stem = Stemmer(lexicon).stem
    by_skeleton = share_form(lambda word: find_skeleton(stem(fold(word))))
    return {
        "exact": share_form(fold),
        "stem": share_form(lambda word: stem(fold(word))),
        "wide": lambda a, b: by_skeleton(a, b) or has(variants, a, b) or has(variants, b, a),
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


def measure(classes: Mapping[str, Pairs], apart: Pairs, lexicon: Lexicon, variants: Variants) -> dict[str, Any]:
    """All shares, as OUT keeps them."""
    levels = make_levels(lexicon, variants)
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
    lexicon, variants = load_base_lexicon(), Variants()
    if not options.base_only:
        stream, forms, counts = read_stream(options.corpus, options.articles)
        lexicon, variants = learn_lexicon(forms, counts), learn_variants(stream, forms, counts)
    results = measure(classes, apart, lexicon, variants)
    print_shares(results, classes, apart)
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
