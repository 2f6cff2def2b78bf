"""Texts of ready terms are the same by strings and by the kernel."""

from __future__ import annotations

from importlib.util import find_spec

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engines.opensearch_engine.joining import make_joiner
from searchapp.engines.opensearch_engine.latin import write_latin

TERMS = st.lists(st.text('ابcC"\\\u0007\u001cé😀f', min_size=1, max_size=5), max_size=8)
compiled = pytest.param(True, marks=pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed"))


@pytest.mark.parametrize("is_compiled", [False, compiled])
@given(data=st.data(), batches=st.lists(TERMS, min_size=1, max_size=3))
def test_each_text_is_its_terms_with_spaces_between(is_compiled: bool, data: st.DataObject, batches: list) -> None:
    joiner = make_joiner(compiled=is_compiled)
    joiner.extend([""])
    terms = [""]
    for fresh in batches:
        joiner.extend(fresh)
        terms += fresh
        texts = data.draw(st.lists(st.lists(st.integers(0, len(terms) - 1), max_size=6), max_size=4))
        numbers = np.array([number for text in texts for number in text], np.uint32)
        found = joiner.join(numbers, np.array([len(text) for text in texts], np.int64))
        expected = [" ".join(write_latin(terms[number]) for number in text) for text in texts]
        assert [msgspec.json.decode(each) for each in found] == expected


@given(st.text(), st.text())
def test_each_term_has_a_writing_of_its_own(one: str, other: str) -> None:
    assert write_latin(write_latin(one)) == one
    assert (write_latin(one) == write_latin(other)) == (one == other)
