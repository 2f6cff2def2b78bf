"""Runs → one segment: their words are inverted, form by form, when all documents are in."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice, repeat
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp.arabic import SIGN
from searchapp.arabic.scanning.lines import Lines, count_lines, decode_lines, find_ends, select_lines, unite_lines
from searchapp.engines.base import COMPLETED
from searchapp.engines.whoosh_engine.building.aside import Aside
from searchapp.engines.whoosh_engine.building.inversion import (
    Inverter,
    Lists,
    Stretch,
    Survey,
    join_surveys,
    split_terms,
)
from searchapp.engines.whoosh_engine.building.lesson import join_words
from searchapp.engines.whoosh_engine.building.run import BuiltRun, Run
from searchapp.engines.whoosh_engine.files.documents import write_documents
from searchapp.engines.whoosh_engine.files.manifest import FileRecord, record_file
from searchapp.engines.whoosh_engine.files.segment_file import (
    SegmentFileWriter,
    posting_type,
    shrink,
    smallest_type,
    write_words,
)
from searchapp.engines.whoosh_engine.files.skeletons import write_skeletons
from searchapp.fields import DERIVED_FORMS, EXACT, STEM, TEXT_FIELDS, VOCALIZED

Numbers = NDArray[np.int64]
Table = NDArray[np.uint32]
Flags = NDArray[np.bool_]


class Assembled(msgspec.Struct, frozen=True):
    """A segment that was made: how many documents it has, and its file, which is on disk for good."""

    documents: int
    record: FileRecord


class _Batch(NamedTuple):
    """Documents of a run that came together: `run` is its place, `numbers` the documents' new ones, -1: deleted."""

    run: int
    first: int
    end: int
    numbers: Numbers


class _Form(NamedTuple):
    """A form's sorted terms and their number, for each run the ordinal of each of its words by number, and that of
    each term of the form from which it was made. A word without a term has an ordinal beyond all of them.
    """

    terms: Lines
    size: int
    tables: list[Table]
    ordinals: Table


def assemble_segment(
    built: Sequence[BuiltRun],
    folder: Path,
    path: Path,
    inverter: Inverter,
    threads: int,
    aside: Aside,
) -> Assembled:
    """Write the documents of runs in a folder as one segment file, in the order in which their batches were made. No
    more is held in memory than the vocabulary and, for each thread, a range of its lists.
    """
    runs = [Run(folder / each.name) for each in built]
    batches = list(_order_batches(runs, built))
    total = sum(int((batch.numbers >= 0).sum()) for batch in batches)
    writer = SegmentFileWriter(path, total)
    with writer.closed_on_error():

        def finish() -> FileRecord:
            writer.close()
            return record_file(path)

        record = _Assembler(writer, runs, batches, inverter, threads).write(aside, finish)
    return Assembled(total, record)


def _order_batches(runs: Sequence[Run], built: Sequence[BuiltRun]) -> Iterator[_Batch]:
    """The batches of all runs in the order of their numbers; documents are numbered on without the deleted ones."""
    rows = []
    for place, (run, each) in enumerate(zip(runs, built, strict=True)):
        ends = [first for _, first in each.batches[1:]] + [run.documents]
        rows += [(number, place, first, end) for (number, first), end in zip(each.batches, ends, strict=True)]
    deleted = [frozenset(each.deleted) for each in built]
    known = 0
    for _, place, first, end in sorted(rows):
        live = np.array([number not in deleted[place] for number in range(first, end)], np.bool_)
        numbers = np.where(live, known + np.cumsum(live) - 1, -1)
        known += int(live.sum())
        yield _Batch(place, first, end, numbers)


def _list_order(runs: Sequence[Run], batches: Sequence[_Batch]) -> Numbers:
    """The live documents in their new order, as they are counted over all runs."""
    firsts = np.cumsum([0, *(run.documents for run in runs)])
    parts = [firsts[each.run] + each.first + np.flatnonzero(each.numbers >= 0) for each in batches]
    return np.concatenate(parts)


class _Assembler:
    """Writes what is stored of documents, and the terms and the lists of all forms and fields."""

    def __init__(
        self,
        writer: SegmentFileWriter,
        runs: Sequence[Run],
        batches: Sequence[_Batch],
        inverter: Inverter,
        threads: int,
    ) -> None:
        last = max(int(batch.numbers.max(initial=0)) for batch in batches)
        self._kind = posting_type(last)
        self._writer = writer
        self._runs = runs
        self._batches = batches
        self._inverter = inverter
        self._threads = threads
        self._rows = {field.name: [_Rows(run, field.name) for run in runs] for field in TEXT_FIELDS}
        self._positions: dict[str, int] = {}
        """The last position in each field."""
        self._waiting: deque[tuple[str, int, int, Future[Lists]]] = deque()

    def write(self, aside: Aside, finish: Callable[[], FileRecord]) -> FileRecord:
        """Write everything, and `finish` the file, while what is done aside may go on."""
        words = _unite_terms(self._runs, self._inverter.compiled)
        shown = _find_shown(words.terms)
        exact = _take_off_vowels(words, shown)
        with ThreadPoolExecutor(self._threads) as pool:
            surveys = self._survey(exact, pool)
        counts = np.sum([survey.words for survey in surveys.values()], axis=0)
        whole = sum(int(surveys[name].words.sum()) for name in COMPLETED)
        tasks = (
            aside.derive(exact.terms, counts),
            aside.learn(lambda: self._read_words(exact), exact.terms, counts, whole),
        )
        with ThreadPoolExecutor(len(tasks)) as beside, ThreadPoolExecutor(self._threads) as pool:
            deriving, learning = beside.submit(tasks[0]), beside.submit(tasks[1])
            write_documents(self._writer, self._runs, _list_order(self._runs, self._batches))
            for name in self._rows:
                self._write_lengths(name)
            self._write_form(EXACT, exact, surveys, pool)
            derived = {name: _make_form(exact, each.terms, each.ordinals) for name, each in deriving.result().items()}
            for name, form in (*derived.items(), (VOCALIZED, _select_vocalized(words, shown))):
                self._write_form(name, form, self._survey(form, pool), pool)
            while self._waiting:
                self._fill()
            record = finish()
            learning.result()
        return record

    def _read_words(self, exact: _Form) -> NDArray[np.int32]:
        """The words of titles and bodies in a row."""
        fields = [self._stretch(name, exact) for name in COMPLETED]
        stretches = (stretch for batch in zip(*fields, strict=True) for stretch in batch)
        return join_words(stretches, compiled=self._inverter.compiled)

    def _write_form(self, kind: str, form: _Form, surveys: Mapping[str, Survey], pool: ThreadPoolExecutor) -> None:
        """Write the terms of a form and begin its lists. The exact form comes first."""
        write_words(self._writer, f"terms.{kind}", form.terms)
        if kind in DERIVED_FORMS:
            self._writer.write(f"derived.{kind}", form.ordinals)
        if kind == STEM:
            write_skeletons(self._writer, decode_lines(form.terms))
        for name, survey in surveys.items():
            # All forms have the same positions, though the last ones may be of words that a form leaves out.
            self._positions.setdefault(name, survey.position)
            survey = survey._replace(position=self._positions[name])
            self._write_lists(f"{name}.{kind}", self._stretch(name, form), survey, pool)

    def _survey(self, form: _Form, pool: ThreadPoolExecutor) -> dict[str, Survey]:
        return {name: self._survey_field(self._stretch(name, form), form.size, pool) for name in self._rows}

    def _survey_field(self, stretches: Sequence[Stretch], terms: int, pool: ThreadPoolExecutor) -> Survey:
        step = -(-len(stretches) // self._threads)
        parts = [stretches[first : first + step] for first in range(0, len(stretches), step)]
        return join_surveys(list(pool.map(self._inverter.survey, parts, repeat(terms))))

    def _stretch(self, name: str, form: _Form) -> list[Stretch]:
        """The words of a field, batch by batch, with the form's tables."""
        return [
            self._rows[name][batch.run].cut(batch.first, batch.end, batch.numbers, form.tables[batch.run])
            for batch in self._batches
        ]

    def _write_lengths(self, name: str) -> None:
        lengths = [
            self._runs[batch.run].lengths(name)[batch.first : batch.end][batch.numbers >= 0]
            for batch in self._batches
        ]
        self._writer.write(f"{name}.lengths", shrink(np.concatenate(lengths)))

    def _write_lists(self, name: str, stretches: Sequence[Stretch], survey: Survey, pool: ThreadPoolExecutor) -> None:
        """Write what is known of the lists, and have them made."""
        listed = np.flatnonzero(survey.postings)
        starts, word_starts = (np.append(0, np.cumsum(each)) for each in (survey.postings, survey.words))
        self._writer.write(f"{name}.ordinals", listed.astype(np.uint32))
        # A term without a list takes no room, so the starts of the others are also their ends.
        self._writer.write(f"{name}.starts", shrink(np.append(starts[listed], starts[-1])))
        self._writer.write(f"{name}.position_starts", shrink(np.append(word_starts[listed], word_starts[-1])))
        postings, words = int(starts[-1]), int(word_starts[-1])
        self._writer.reserve(f"{name}.documents", self._kind, postings)
        self._writer.reserve(f"{name}.frequencies", smallest_type(survey.frequency), postings)
        self._writer.reserve(f"{name}.positions", posting_type(survey.position), words)
        for first, end in split_terms(survey, self._inverter.range_words):
            lists = pool.submit(self._inverter.invert, stretches, survey, first, end)
            self._waiting.append((name, int(starts[first]), int(word_starts[first]), lists))
            if len(self._waiting) > self._threads:  # what is made and not written yet must not pile up
                self._fill()

    def _fill(self) -> None:
        name, posting, word, waiting = self._waiting.popleft()
        lists = waiting.result()
        self._writer.fill(f"{name}.documents", posting, lists.documents)
        self._writer.fill(f"{name}.frequencies", posting, lists.frequencies)
        self._writer.fill(f"{name}.positions", word, lists.positions)


class _Rows:
    """The words of one field of a run."""

    def __init__(self, run: Run, name: str) -> None:
        self._words = run.words(name)
        self._lengths = run.lengths(name)
        self._breaks = run.breaks(name)
        self._starts = np.append(0, np.cumsum(self._lengths, dtype=np.int64))

    def cut(self, first: int, end: int, numbers: Numbers, table: Table) -> Stretch:
        """The words of some documents."""
        start, stop = int(self._starts[first]), int(self._starts[end])
        breaks = self._breaks[slice(*self._breaks.searchsorted([start, stop]))] - start
        return Stretch(self._words[start:stop], self._lengths[first:end], breaks, numbers, table)


def _unite_terms(runs: Sequence[Run], compiled: bool) -> _Form:
    """The vocalized forms of all runs."""
    rows = [run.terms() for run in runs]
    terms, ordinals = unite_lines(list(chain.from_iterable(rows)), compiled=compiled)
    parts = iter(ordinals)
    # Numbers count from 1; 0 is never used.
    tables = [np.concatenate([np.zeros(1, np.uint32), *islice(parts, len(each))]) for each in rows]
    size = count_lines(terms)
    return _Form(terms, size, tables, np.arange(size, dtype=np.uint32))


def _find_shown(terms: Lines) -> Flags:
    """Which vocalized forms have vowels."""
    ends = find_ends(terms)
    shown = np.zeros(len(ends), np.bool_)
    shown[ends.searchsorted(np.flatnonzero(terms == ord(SIGN)))] = True
    return shown


def _take_off_vowels(words: _Form, shown: Flags) -> _Form:
    """The exact forms, from all vocalized ones, of which `shown` says which have vowels."""
    # Those of one exact form stand side by side, the bare one first.
    first = ~shown
    ends = find_ends(words.terms)
    text, bounds = words.terms.tobytes(), [-1, *ends.tolist()]
    sign = SIGN.encode()
    for place in np.flatnonzero(shown).tolist():
        before = text[bounds[place - 1] + 1 : bounds[place]] if place else b""
        first[place] = before.partition(sign)[0] != text[bounds[place] + 1 : bounds[place + 1]].partition(sign)[0]
    # A sign and what follows it up to the line's end is left out.
    turns = np.zeros(len(text), np.int8)
    turns[words.terms == ord(SIGN)] = 1
    turns[ends[shown]] = -1
    bare = np.cumsum(turns, dtype=np.int8) == 0
    terms = words.terms[bare & np.repeat(first, np.diff(ends, prepend=-1))]
    return _make_form(words, terms, (np.cumsum(first) - 1).astype(np.uint32))


def _select_vocalized(words: _Form, shown: Flags) -> _Form:
    """Those of all vocalized forms that show vowels."""
    own = np.where(shown, np.cumsum(shown) - 1, np.count_nonzero(shown)).astype(np.uint32)
    return _make_form(words, select_lines(words.terms, shown), own)


def _make_form(base: _Form, terms: Lines, own: Table) -> _Form:
    """A form from another one, for each of whose terms `own` is the new one's ordinal."""
    # One entry too many, for where there is no word at all.
    table = np.append(own, np.uint32(0))
    return _Form(terms, count_lines(terms), [table[each] for each in base.tables], own)
