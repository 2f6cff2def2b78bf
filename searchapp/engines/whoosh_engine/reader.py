"""One generation, open for searching."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from searchapp.arabic import find_skeleton
from searchapp.engines.base import (
    COMPLETED,
    MOST_KIN,
    EngineQuery,
    EngineResult,
    ScoreParts,
    TermCount,
)
from searchapp.engines.memos import remember
from searchapp.engines.relatives import choose_kin, choose_relatives
from searchapp.engines.snippets import HitMarks
from searchapp.engines.whoosh_engine.files.manifest import Manifest, identify
from searchapp.engines.whoosh_engine.files.records import read_document
from searchapp.engines.whoosh_engine.files.variants_file import read_variants
from searchapp.engines.whoosh_engine.searching.columns import Columns
from searchapp.engines.whoosh_engine.searching.evaluate import Evaluation
from searchapp.engines.whoosh_engine.searching.explaining import explain_documents
from searchapp.engines.whoosh_engine.searching.facets import Selection, order_documents
from searchapp.engines.whoosh_engine.searching.leaves import Leaves
from searchapp.engines.whoosh_engine.searching.marks import HitMarker, StoredHit
from searchapp.engines.whoosh_engine.searching.postings import Postings
from searchapp.engines.whoosh_engine.searching.relatives import count_stems
from searchapp.engines.whoosh_engine.searching.scoring import Matches
from searchapp.engines.whoosh_engine.searching.second_look import SecondLook
from searchapp.engines.whoosh_engine.searching.stems import Stems
from searchapp.engines.whoosh_engine.searching.vocabulary import complete_prefix, list_words
from searchapp.engines.whoosh_engine.verification import Verification
from searchapp.fields import EXACT, TEXT_FIELDS
from searchapp.model import Document


class WhooshReader:
    """See `engines.base.Reader`. Open one with `opening.open_generation`."""

    def __init__(self, folder: Path, manifest: Manifest, postings: Postings) -> None:
        self.generation = folder.name
        self.edition = identify(manifest)
        self.fallback: str | None = None
        self.postings = postings
        self.columns = Columns(postings.segments, postings.size)
        self.documents = len(self.columns.live)
        self._leaves = Leaves(postings, self.columns)
        self._marker = HitMarker(postings)
        # No method of this class: marking asks for the stem of each word of a title.
        self.stem = Stems(folder, postings).__getitem__
        self.variants = read_variants(folder)
        self._relatives: dict[str, list[str]] = {}
        self._kin: dict[str, list[str]] = {}
        self._found_variants: dict[str, list[tuple[str, float]]] = {}
        self._verification = Verification(folder, manifest)

    def search(self, query: EngineQuery) -> EngineResult:
        """See the contract."""
        with self._verification:
            return self._search(query)

    def explain(self, query: EngineQuery, document_ids: Sequence[str]) -> tuple[ScoreParts | None, ...]:
        """See the contract."""
        with self._verification:
            return self._explain(query, document_ids)

    def verify(self) -> None:
        """Read every byte of the generation. Raises DamagedIndexError, which names the first damaged file."""
        self._verification.run()

    def get(self, document_id: str) -> Document | None:
        """See the contract."""
        with self._verification:
            document = self.postings.find_document(document_id)
            return None if document is None else self._read(document)

    def complete(self, prefix: str, limit: int) -> list[TermCount]:
        """See the contract."""
        with self._verification:
            return self._complete(prefix, limit)

    def list_relatives(self, stem: str) -> Sequence[str]:
        """See the contract."""
        with self._verification:
            return remember(self._relatives, stem, self._find_relatives)

    def list_kin(self, stem: str) -> Sequence[str]:
        """See the contract."""
        with self._verification:
            return remember(self._kin, stem, self._find_kin)

    def list_variants(self, form: str) -> Sequence[tuple[str, float]]:
        """See the contract."""
        with self._verification:
            return remember(self._found_variants, form, self._find_variants)

    def holds(self, form: str, deadline: float | None = None) -> bool:
        """See the contract."""
        with self._verification:
            return self._holds(form)

    def list_words(self, most: int) -> list[tuple[str, int]]:
        """See the contract."""
        with self._verification:
            return list_words(self.postings, COMPLETED, EXACT, most)

    def _search(self, query: EngineQuery) -> EngineResult:
        arrays = self.postings.arrays
        evaluation = self._start(query)
        selection, matches = self._match(evaluation, query)
        look = SecondLook(evaluation, matches, query)
        wanted = min(query.offset + query.limit, len(matches.documents))
        # Most pages show some of the best alone.
        seen = look.weigh_best() if wanted <= len(look.best) else look.add()
        order = order_documents(self.columns, seen, query.sort, wanted, arrays)[query.offset :]
        found = seen.documents[order].tolist()
        records = list(map(self.postings.read_record, found))
        stored = list(map(StoredHit, found, records, map(read_document, records)))
        marks = HitMarks() if query.rules is None else self._marker.mark(stored, query.rules, query.snippets)
        return EngineResult(
            total=len(matches.documents),
            hits=tuple(zip([hit.document for hit in stored], seen.scores[order].tolist(), strict=True)),
            facets=selection.count_facets(query.facet_limit),
            title_marks=marks.title_marks,
            body_marks=marks.body_marks,
            snippets=marks.snippets,
        )

    def _explain(self, query: EngineQuery, document_ids: Sequence[str]) -> tuple[ScoreParts | None, ...]:
        evaluation = self._start(query)
        _, matches = self._match(evaluation, query)
        return explain_documents(evaluation, matches, query, document_ids)

    def _start(self, query: EngineQuery) -> Evaluation:
        return Evaluation(self.postings, self.columns, self._leaves, query.max_expansions, query.deadline)

    def _match(self, evaluation: Evaluation, query: EngineQuery) -> tuple[Selection, Matches]:
        """What matches the tree and the filters. The scores lack what a second look adds."""
        matches = evaluation.evaluate(query.tree)
        selection = Selection(self.columns, matches.documents, query.filters, self.postings.arrays)
        kept = selection.hits()
        if len(kept) < len(matches.documents):
            matches = Matches(kept, matches.scores[matches.documents.searchsorted(kept)])
        return selection, matches

    def _find_relatives(self, stem: str) -> list[str]:
        return choose_relatives(stem, count_stems(self.postings, find_skeleton(stem)))

    def _find_kin(self, stem: str) -> list[str]:
        return choose_kin(stem, count_stems(self.postings, find_skeleton(stem), MOST_KIN + 1))

    def _find_variants(self, form: str) -> list[tuple[str, float]]:
        return self.variants.list_held(form, self._holds)

    def _holds(self, form: str) -> bool:
        return any(self.postings.find_term(field.name, EXACT, form) for field in TEXT_FIELDS if field.by_default)

    def _complete(self, prefix: str, limit: int) -> list[TermCount]:
        found = complete_prefix(self.postings, COMPLETED, EXACT, prefix, limit)
        return [TermCount(term, count, self._read(example).id) for term, count, example in found]

    def _read(self, document: int) -> Document:
        return self.postings.read_document(document)
