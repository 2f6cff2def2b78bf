"""Whether the arrays of a segment fit together, as `builder` promises them: bounds, order and counts."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

from searchapp.arabic import SIGN, bare_form
from searchapp.engines.whoosh_engine.files.records import PLACED, read_document, read_pieces
from searchapp.engines.whoosh_engine.files.segment import InvertedField, Segment
from searchapp.engines.whoosh_engine.files.segment_file import Array, Blobs
from searchapp.engines.whoosh_engine.files.skeletons import is_sound
from searchapp.fields import DERIVED_FORMS, EXACT, FORMS, LISTED_FORMS, TEXT_FIELDS, VOCALIZED, day_number

_RANGE_WORDS = 4_000_000
"""Words of posting lists that are looked at together, which bounds the memory."""


def find_faults(segment: Segment) -> Iterator[str]:
    """One line for each fault; nothing for a sound segment. Never raises over what the arrays hold."""
    for look in (_check_blobs, _check_columns, _check_terms, _check_documents, _check_postings):
        try:
            yield from look(segment)
        except (LookupError, ValueError, ArithmeticError, msgspec.MsgspecError, zstandard.ZstdError) as error:
            yield f"its arrays do not fit together ({type(error).__name__}: {error})"
            return


def _check_blobs(segment: Segment) -> Iterator[str]:
    for name in (
        "stored",
        "id",
        "source.values",
        "tag.values",
        *(f"terms.{form}" for form in LISTED_FORMS),
    ):
        ends = segment.file.array(f"{name}.ends")
        size = len(segment.file.array(f"{name}.bytes"))
        if _falls(ends) or (int(ends[-1]) if len(ends) else 0) != size:
            yield f"the ends of {name} do not divide its bytes"


def _check_columns(segment: Segment) -> Iterator[str]:
    file = segment.file
    columns = ("stored.ends", "id.ends", "id.order", "day", "source", "tag.ends")
    lengths = {name: len(file.array(name)) for name in columns}
    lengths |= {f"{field.name}.lengths": len(segment.lengths(field.name)) for field in TEXT_FIELDS}
    for name, length in lengths.items():
        if length != segment.documents:
            yield f"{name} has {length} entries for {segment.documents} articles"
    for name, values in (("source", segment.sources), ("tag", segment.tags)):
        if len(set(values)) < len(values):
            yield f"{name} lists a value twice"
        if np.any(file.array(name) >= len(values)):
            yield f"{name} has an ordinal beyond its {len(values)} values"
    ends = file.array("tag.ends")
    if _falls(ends) or (int(ends[-1]) if len(ends) else 0) != len(file.array("tag")):
        yield "tag.ends does not divide the tags"


def _check_terms(segment: Segment) -> Iterator[str]:
    for form in LISTED_FORMS:
        if not _rises(segment.terms[form]):
            yield f"terms.{form} is not sorted"
        if form in DERIVED_FORMS:
            derived = segment.derived(form)
            if len(derived) != len(segment.terms[EXACT]) or np.any(derived >= len(segment.terms[form])):
                yield f"derived.{form} does not name a term for each exact form"
    if not is_sound(segment):
        yield "skeletons do not name every stem's"
    exact = {term.decode("utf-8", "surrogatepass") for term in segment.terms[EXACT]}
    shown = [term.decode("utf-8", "surrogatepass") for term in segment.terms[VOCALIZED]]
    if not all(SIGN in term and bare_form(term) in exact for term in shown):
        yield f"terms.{VOCALIZED} has vowels of another word"
    order = segment.file.array("id.order")
    if not np.array_equal(np.sort(order), np.arange(segment.documents)):
        yield "id.order does not list every article once"
    else:
        ids = [segment.ids[number] for number in order.tolist()]
        if ids != sorted(ids):
            yield "id.order is not sorted by id"


def _check_documents(segment: Segment) -> Iterator[str]:
    days = segment.file.array("day")
    words = [segment.lengths(name) for name in PLACED]
    for number, identity in enumerate(segment.ids):
        record = segment.read_record(number)
        document = read_document(record)
        if document.id.encode("utf-8", "surrogatepass") != identity:
            yield f"article {number} is stored under another id"
        date = document.date
        if int(days[number]) != (day_number(date.year, date.month, date.day) if date else 0):
            yield f"article {number} has another date in its column"
        for place, text in enumerate((document.title, document.body)):
            pieces = read_pieces(record, place)
            told = np.count_nonzero(pieces[1::2]), pieces.sum()
            if len(pieces) and told != (words[place][number], len(text)):
                yield f"article {number} has places of another {PLACED[place]}"


def _check_postings(segment: Segment) -> Iterator[str]:
    for field in TEXT_FIELDS:
        for form in LISTED_FORMS:
            name = f"{field.name}.{form}"
            lists = segment.field(field.name, form)
            faults = list(_check_lists(lists, len(segment.terms[form])))
            lengths = np.zeros(segment.documents, np.int64)
            if not faults:
                for bounds in _split_lists(lists):
                    faults += _check_range(lists, bounds, lengths)
            known = segment.lengths(field.name)
            if not faults and not (np.array_equal(lengths, known) if form in FORMS else np.all(lengths <= known)):
                faults.append("frequencies do not add up to the articles' lengths")
            yield from (f"{name}: {fault}" for fault in dict.fromkeys(faults))


def _check_lists(lists: InvertedField, terms: int) -> Iterator[str]:
    count = len(lists.ordinals)
    if _falls(lists.ordinals, strictly=True) or np.any(lists.ordinals >= terms):
        yield "ordinals are no rising numbers of terms"
    for bounds, values in ((lists.starts, lists.documents), (lists.position_starts, lists.positions)):
        sound = len(bounds) == count + 1 and int(bounds[0]) == 0 and int(bounds[-1]) == len(values)
        if not sound or _falls(bounds, strictly=True):
            yield "starts do not divide the postings into lists"
    if len(lists.documents) != len(lists.frequencies):
        yield "documents and frequencies are not of one length"


def _split_lists(lists: InvertedField) -> Iterator[slice]:
    """Ranges of lists with few enough words; at least one list each."""
    starts = lists.position_starts
    first, count = 0, len(lists.ordinals)
    while first < count:
        beyond = int(starts[first]) + _RANGE_WORDS
        end = max(first + 1, int(np.searchsorted(starts, beyond, side="right")) - 1)
        yield slice(first, min(end, count))
        first = end


def _check_range(lists: InvertedField, bounds: slice, lengths: NDArray[np.int64]) -> Iterator[str]:
    """Check some lists, and add their frequencies to the lengths of the documents."""
    starts = lists.starts[bounds.start : bounds.stop + 1].astype(np.int64)
    words = lists.position_starts[bounds.start : bounds.stop + 1].astype(np.int64)
    documents = lists.documents[starts[0] : starts[-1]].astype(np.int64)
    frequencies = lists.frequencies[starts[0] : starts[-1]].astype(np.int64)
    positions = lists.positions[words[0] : words[-1]].astype(np.int64)
    if np.any(documents >= len(lengths)):
        yield "a posting names an article that is not there"
        return
    if _falls_inside(documents, starts[1:-1] - starts[0]):
        yield "documents do not rise inside a list"
    if not frequencies.all():
        yield "a frequency is 0"
    ends = np.cumsum(frequencies)
    if not np.array_equal(ends[starts[1:] - starts[0] - 1], words[1:] - words[0]):
        yield "frequencies do not add up to the positions"
    elif _falls_inside(positions, ends[:-1]):
        yield "positions do not rise inside an article"
    lengths += np.bincount(documents, frequencies, len(lengths)).astype(np.int64)


def _falls(values: Array, *, strictly: bool = False) -> bool:
    """Whether a value is less than the one before it (or, strictly, not greater)."""
    before, after = values[:-1], values[1:]
    return bool(np.any(after <= before) if strictly else np.any(after < before))


def _falls_inside(values: NDArray[np.int64], firsts: NDArray[np.int64]) -> bool:
    """Whether a value is not greater than the one before it, except at the places where a new row begins."""
    rises = np.ones(len(values), np.bool_)
    rises[1:] = values[1:] > values[:-1]
    rises[firsts] = True
    return not rises.all()


def _rises(values: Blobs) -> bool:
    """Whether every string is greater than the one before it."""
    last = None
    for value in values:
        if last is not None and value <= last:
            return False
        last = value
    return True
