"""How often a misspelt word's correction is right, beside SymSpell over the same words.

    python -m benchmarks.suggestions --corpus ../shared/data/saudinewsnet.jsonl.gz --misspelt misspelt.json

The list is `[[typed, meant, kind], …]`, as `benchmarks.misspellings` makes them. The archive is indexed, and each
`typed` is asked about in three ways. `ours` is what `Suggester.propose` guesses, whatever `typed` finds: this is what
SymSpell does, and what to compare with it. `offered` is what the API's search offers as did you mean. `symspellpy` is
SymSpell over the same words and counts, without counts of pairs.

A guess is right where its folded words are those of `meant`. `reached` counts it right also where it has the stem of
`meant`, and counts `typed` itself where it has: it finds the same articles, and a search offers nothing better. What
is typed as it is meant, and a sample of the archive's rare words, should be left alone: the share that is not is
`false_alarms`. So should rows of the kind `unseen`, words that the archive lacks though nothing is wrong with them:
the share for which something is offered is `questioned`. `ms` is the mean time of a misspelt word, for `offered` with
the whole search. Completions are timed as well.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.corpus import read_documents
from benchmarks.latency import SHARES, find_percentile
from benchmarks.misspellings import UNSEEN
from benchmarks.tables import render_table
from searchapp.arabic import index_terms
from searchapp.completing import complete
from searchapp.engines.base import Reader
from searchapp.engines.register import open_engine
from searchapp.model import SearchRequest
from searchapp.query import QueryLimits, parse_query
from searchapp.reindex import reindex
from searchapp.search import open_service
from searchapp.settings import Settings
from searchapp.suggesting import MOST_WORDS, Suggester

RARE_ARTICLES = 10
RARE_WORDS = 2000
SEED = 11
MOST_GUESSES = 3
SYMSPELL_DISTANCE = 2
COMPLETED_TITLES, COMPLETIONS = 300, 8
PREFIX_LETTERS = (1, 2, 3, 4)

Guesser = Callable[[str], Sequence[str]]
Read = Callable[[str], Sequence[str]]
"""A text's words, in the form in which they are compared."""
Rows = Sequence[Sequence[str]]
Figures = dict[str, object]


def make_own_guesser(reader: Reader) -> Guesser:
    """What the product guesses, whether or not a search would ask it."""
    suggester = Suggester()
    suggester.prepare(reader)
    limits = QueryLimits()
    return lambda typed: suggester.propose(reader, parse_query(typed, limits=limits, stem=reader.stem).understood)


def make_offering_guesser(settings: Settings) -> Guesser:
    """What a search through the API offers."""
    service = open_service(settings)
    service.prepare()
    return lambda typed: [
        each.q for each in service.search(SearchRequest(typed, per_page=1, highlight=False)).did_you_mean
    ]


def make_symspell_guesser(words: Sequence[tuple[str, int]]) -> Guesser:
    """SymSpell's words, split and joined where that fits better, and behind them the nearest to one word, the
    commonest first among equals.
    """
    from symspellpy import SymSpell, Verbosity

    peer = SymSpell(max_dictionary_edit_distance=SYMSPELL_DISTANCE)
    for word, count in words:
        peer.create_dictionary_entry(word, count)

    def guess(typed: str) -> list[str]:
        folded = index_terms(typed)
        # It alone splits a word. Of what it makes of one word, the best of `lookup` is the other choice.
        found = peer.lookup_compound(" ".join(folded), SYMSPELL_DISTANCE)
        if len(folded) == 1:
            found += peer.lookup(folded[0], Verbosity.ALL, SYMSPELL_DISTANCE)
        return list(dict.fromkeys(each.term for each in found))

    return guess


def judge(guess: Guesser, rows: Rows, rare: Sequence[str], stem: Callable[[str], str]) -> Figures:
    """The figures of one guesser."""
    misspelt = [row for row in rows if index_terms(row[0]) != index_terms(row[1])]
    unseen = [row[0] for row in rows if row[2] == UNSEEN]
    known = [row[0] for row in rows if row not in misspelt and row[2] != UNSEEN] + list(rare)
    started = time.perf_counter()
    answers = [guess(row[0]) for row in misspelt]
    spent = time.perf_counter() - started

    def read_stems(text: str) -> list[str]:
        return list(map(stem, index_terms(text)))

    ranks: dict[str, list[int]] = {}
    reached = []
    for (typed, meant, kind), guesses in zip(misspelt, answers, strict=True):
        ranks.setdefault(kind, []).append(find_rank(guesses, meant))
        reached.append(1 if read_stems(typed) == read_stems(meant) else find_rank(guesses, meant, read_stems))
    alarms = sum(index_terms(word) != index_terms(next(iter(guess(word)), word)) for word in known)
    top1, top3 = share_within([rank for found in ranks.values() for rank in found])
    return {
        "top1": top1,
        "top3": top3,
        "reached": share_within(reached),
        "kinds": {kind: share_within(found) for kind, found in ranks.items()},
        "false_alarms": round(alarms / max(len(known), 1), 4),
        "questioned": round(sum(bool(guess(word)) for word in unseen) / max(len(unseen), 1), 4),
        "ms": round(spent / max(len(misspelt), 1) * 1000, 3),
    }


def find_rank(guesses: Sequence[str], meant: str, read: Read = index_terms) -> int:
    """The place of the right guess, from 1; beyond all where none is."""
    wanted = read(meant)
    found = (rank for rank, guess in enumerate(guesses, 1) if read(guess) == wanted)
    return next(found, MOST_GUESSES + 1)


def share_within(ranks: Sequence[int]) -> list[float]:
    """The shares of ranks that are 1, and at most 3."""
    return [round(sum(rank <= most for rank in ranks) / max(len(ranks), 1), 4) for most in (1, MOST_GUESSES)]


def draw_rare_words(words: Sequence[tuple[str, int]]) -> list[str]:
    """Arabic words that few articles hold; the same at each run."""
    rare = [word for word, count in words if count <= RARE_ARTICLES and len(word) > 2 and "ء" <= word[0] <= "ي"]
    return random.Random(SEED).sample(rare, min(RARE_WORDS, len(rare)))


def measure(corpus: Path, rows: Rows, *, peer: bool) -> dict[str, Figures]:
    """Index the archive, and judge ours and SymSpell by the list."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index_dir=Path(folder))
        reindex(settings, [corpus])
        engine = open_engine(settings)
        engine.prepare()
        reader = engine.reader()
        words = reader.list_words(MOST_WORDS)
        rare = draw_rare_words(words)
        found = {
            "ours": judge(make_own_guesser(reader), rows, rare, reader.stem),
            "offered": judge(make_offering_guesser(settings), rows, rare, reader.stem),
        }
        titles = [document.title for document in read_documents(corpus) if document.title.split()]
        found["completions"] = time_completions(reader, titles)
        if peer:
            found["symspellpy"] = judge(make_symspell_guesser(words), rows, rare, reader.stem)
    return found


def time_completions(reader: Reader, titles: Sequence[str]) -> Figures:
    """How long completing the beginnings of words of titles takes, in ms, each asked once before: alone, and behind
    the words before.
    """
    draw = random.Random(SEED)
    times: dict[str, list[float]] = {"alone": [], "behind words": []}
    for title in draw.sample(list(titles), min(COMPLETED_TITLES, len(titles))):
        words = title.split()
        place = draw.randrange(len(words))
        beginning = words[place][: draw.choice(PREFIX_LETTERS)]
        for name, typed in (("alone", beginning), ("behind words", " ".join([*words[:place], beginning]))):
            complete(reader, typed, COMPLETIONS)
            started = time.perf_counter()
            complete(reader, typed, COMPLETIONS)
            times[name].append((time.perf_counter() - started) * 1000)
    return {
        f"{name} {share}": round(find_percentile(found, part), 3)
        for name, found in times.items()
        for share, part in SHARES.items()
    }


def render(found: dict[str, Figures]) -> str:
    """The figures as a table, a row for each kind."""
    names = [name for name in found if name != "completions"]
    keys = ("top1", "top3", "reached", "false_alarms", "questioned", "ms")
    rows = [[key, *(f"{found[name][key]}" for name in names)] for key in keys]
    kinds: dict[str, dict[str, list[float]]] = {name: found[name]["kinds"] for name in names}  # type: ignore[misc]
    for kind in kinds[names[0]]:
        rows.append([kind, *("{:.3f}, {:.3f}".format(*kinds[name][kind]) for name in names)])
    times = ", ".join(f"{name} {value}" for name, value in found["completions"].items())
    return render_table(["first, among three", *names], rows) + f"\n\ncompletions: {times}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Judge corrections by a list of misspelt words.")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--misspelt", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--no-peer", action="store_true", help="leave SymSpell out")
    options = parser.parse_args()
    rows = json.loads(options.misspelt.read_text(encoding="utf-8"))
    found = measure(options.corpus, rows, peer=not options.no_peer)
    print(render(found))
    if options.json:
        options.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
