"""The list of a vocalized term, made of that of its exact form."""

from __future__ import annotations

import numpy as np

from searchapp.engines.whoosh_engine.searching.contradicting import Lists, leave_out


def make_lists() -> Lists:
    """A term of two documents: at 4 and 7 in document 1, at 0 in document 3; as a mapped file has it."""
    lists = np.array([1, 3], np.uint16), np.array([2, 1], np.uint8), np.array([4, 7, 0], np.uint32)
    for values in lists:
        values.flags.writeable = False
    return lists


def list_left(*gone: tuple[int, int]) -> list[list[int]]:
    places = np.array([(document << 32) + position for document, position in gone], np.intp)
    return [values.tolist() for values in leave_out(make_lists(), places)]


def test_places_go_and_with_its_last_place_a_document() -> None:
    assert list_left((1, 4)) == [[1, 3], [1, 1], [7, 0]]
    assert list_left((1, 4), (1, 7)) == [[3], [1], [0]]
    assert list_left((1, 4), (1, 7), (3, 0)) == [[], [], []]


def test_places_of_other_documents_take_nothing_away() -> None:
    assert list_left() == list_left((2, 4)) == [[1, 3], [2, 1], [4, 7, 0]]


def test_what_is_left_has_the_type_of_a_file_s_arrays() -> None:
    """Loops that were compiled for these would be compiled anew for arrays that may be written."""
    before = make_lists()
    for place in (2 << 32, (1 << 32) + 4):
        after = leave_out(before, np.array([place], np.intp))
        assert [(each.dtype, each.flags.writeable) for each in after] == [(each.dtype, False) for each in before]
