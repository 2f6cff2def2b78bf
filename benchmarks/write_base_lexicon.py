"""Write the lexicon that ships, from the word counts of an archive: searchapp/arabic/data/base.lexicon.

    python -m benchmarks.write_base_lexicon ../shared/data/saudinewsnet.jsonl.gz

Counts are facts: no text of the archive is kept, and no form that stands in it less than six times.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from benchmarks.corpus import read_documents
from searchapp.arabic import find_words, fold
from searchapp.arabic.stems.evidence import LEAST_SEEN, Evidence
from searchapp.arabic.stems.lexicon import Lexicon, is_countable
from searchapp.arabic.stems.stemmer import CONJUNCTIONS, Stemmer
from searchapp.model import Document

TARGET = Path(__file__).parents[1] / "searchapp" / "arabic" / "data" / "base.lexicon"
LEAST_COUNT = 6
"""Makes a file of about 100 KB."""


def count_words(documents: Iterable[Document]) -> Counter[str]:
    """The words of titles and bodies, as they are written."""
    counts: Counter[str] = Counter()
    for document in documents:
        counts.update(find_words(f"{document.title}\n{document.body}"))
    return counts


def count_forms(path: Path) -> Counter[str]:
    """The exact forms of an archive."""
    forms: Counter[str] = Counter()
    for word, count in count_words(read_documents(path)).items():
        forms[fold(word)] += count
    return forms


def drop_conjunctions(lexicon: Lexicon) -> Lexicon:
    """The lexicon without the forms that lose a conjunction whether they are counted or not (وقال): hardly a question
    asks for them, and a small lexicon has better use for the room.
    """
    stemmer, evidence = Stemmer(lexicon), Evidence(lexicon)

    def is_kept(form: str) -> bool:
        loses = form[0] in CONJUNCTIONS and stemmer.find_parent(form) == form[1:]
        return not loses or evidence.count_outside(form, form[0]) >= LEAST_SEEN

    return Lexicon({form: count for form, count in lexicon.counts.items() if is_kept(form)})


def make_base_lexicon(counts: Counter[str], least: int = LEAST_COUNT) -> Lexicon:
    """The forms that are common enough, without those that tell the stem nothing."""
    asked = drop_conjunctions(Lexicon(counts)).counts
    return Lexicon({form: counts[form] for form in asked if counts[form] >= least})


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the lexicon that ships.")
    parser.add_argument("archive", type=Path)
    counts = count_forms(parser.parse_args().archive)
    lexicon = make_base_lexicon(counts)
    packed = lexicon.pack()
    TARGET.write_bytes(packed)
    print(f"{len(lexicon.counts):,} of {sum(map(is_countable, counts)):,} forms, {len(packed):,} bytes")


if __name__ == "__main__":
    main()
