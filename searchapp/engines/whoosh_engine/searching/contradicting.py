"""The list of a vocalized term: that of its exact form, without the places whose words contradict it."""

from __future__ import annotations

import numpy as np

from searchapp.arabic import SIGN, bare_form, contradicts
from searchapp.engines.whoosh_engine.files.segment import Segment
from searchapp.engines.whoosh_engine.files.segment_file import Array, take_ranges
from searchapp.engines.whoosh_engine.loops.arrays import Ints
from searchapp.fields import VOCALIZED

Lists = tuple[Array, Array, Array]
"""Documents, frequencies and positions of a list."""


def find_contradicting(segment: Segment, name: str, term: str) -> Ints:
    """Where a field has words that contradict a vocalized term: document and position as one number, rising."""
    field, terms = segment.field(name, VOCALIZED), segment.terms[VOCALIZED]
    rows: list[Ints] = [np.empty(0, np.intp)]
    for ordinal in segment.find_prefix(VOCALIZED, (bare_form(term) + SIGN).encode("utf-8", "surrogatepass")):
        if contradicts(term, terms[ordinal].decode("utf-8", "surrogatepass")):
            place = field.find_list(ordinal)
            if place is not None:
                where = field.slice_list(place)
                documents = np.repeat(field.documents[where], field.frequencies[where])
                rows.append(_join(documents, field.positions[field.slice_positions(place)]))
    return np.sort(np.concatenate(rows))


def leave_out(lists: Lists, places: Ints) -> Lists:
    """A list without some of its places, which are given as `find_contradicting` gives them. Its arrays keep their
    types, and like those of a file they cannot be written.
    """
    documents, frequencies, positions = lists
    concerned = np.flatnonzero(np.isin(documents, places >> 32))
    if not len(concerned):
        return lists
    ends = np.cumsum(frequencies, dtype=np.int64)
    starts = ends - frequencies
    rows, counts = take_ranges(np.arange(len(positions)), starts[concerned], ends[concerned])
    gone = np.isin(_join(np.repeat(documents[concerned], counts), positions[rows]), places)
    frequencies = frequencies.copy()
    np.subtract.at(frequencies, np.repeat(concerned, counts)[gone], frequencies.dtype.type(1))
    left = frequencies > 0
    kept = documents[left], frequencies[left], np.delete(positions, rows[gone])
    for values in kept:
        values.flags.writeable = False
    return kept


def _join(documents: Array, positions: Array) -> Ints:
    return (documents.astype(np.intp) << 32) + positions
