"""The stems by which a generation was made."""

from __future__ import annotations

from pathlib import Path

from searchapp.arabic import Stemmer
from searchapp.engines.whoosh_engine.lexicon_file import open_lexicon
from searchapp.engines.whoosh_engine.postings import Postings
from searchapp.fields import STEM

MEMO_FORMS = 200_000
"""A memo that has grown to this is emptied."""


class Stems(dict[str, str]):
    """Exact form → stem, each looked up once: for a word of the index an array says it, for others the lexicon is
    asked. Threads may share one.
    """

    def __init__(self, folder: Path, postings: Postings) -> None:
        super().__init__()
        self._postings = postings
        self._stemmer = Stemmer(open_lexicon(folder))

    def __missing__(self, form: str) -> str:
        stem = self._find(form)
        if len(self) >= MEMO_FORMS:
            self.clear()
        self[form] = stem
        return stem

    def _find(self, form: str) -> str:
        encoded = form.encode("utf-8", "surrogatepass")
        for each in self._postings.segments:
            stem = each.segment.derive_term(STEM, encoded)
            if stem is not None:
                return stem.decode("utf-8", "surrogatepass")
        return self._stemmer.stem(form)
