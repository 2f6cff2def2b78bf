"""The stems by which a generation was made."""

from __future__ import annotations

from pathlib import Path

from searchapp.arabic import Stemmer
from searchapp.engines.memos import StemMemo
from searchapp.engines.whoosh_engine.files.lexicon_file import open_lexicon
from searchapp.engines.whoosh_engine.searching.postings import Postings
from searchapp.fields import STEM


class Stems(StemMemo):
    """For a word of the index an array says its stem, for others the lexicon is asked."""

    def __init__(self, folder: Path, postings: Postings) -> None:
        super().__init__()
        self._postings = postings
        self._stemmer = Stemmer(open_lexicon(folder))

    def find(self, form: str) -> str:
        """See `StemMemo`."""
        encoded = form.encode("utf-8", "surrogatepass")
        for each in self._postings.segments:
            stem = each.segment.derive_term(STEM, encoded)
            if stem is not None:
                return stem.decode("utf-8", "surrogatepass")
        return self._stemmer.stem(form)
