"""Forms are counted the same by NumPy and by the kernel."""

from __future__ import annotations

from collections import Counter
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engines.opensearch_engine.counting import Texts, make_counter

FORMS = 9
TEXT = st.lists(st.integers(0, FORMS - 1), max_size=6)
ARTICLES = st.lists(st.tuples(st.lists(TEXT, max_size=3), st.lists(TEXT, max_size=3)), max_size=5)
"""For each article its texts that complete, then its others."""
compiled = pytest.param(True, marks=pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed"))


@pytest.mark.parametrize("is_compiled", [False, compiled])
@given(batches=st.lists(st.tuples(ARTICLES, st.sampled_from([1, -1])), max_size=4))
def test_uses_and_articles_are_counted(is_compiled: bool, batches: list) -> None:
    counter = make_counter(compiled=is_compiled)
    uses, articles, elsewhere = Counter(), Counter(), Counter()  # type: ignore[var-annotated]
    for batch, sign in batches:
        texts = [
            (owner, completed, text)
            for owner, article in enumerate(batch)
            for completed, some in ((True, article[0]), (False, article[1]))
            for text in some
        ]
        counter.count(
            Texts(
                np.array([owner for owner, _, _ in texts], np.int64),
                np.array([completed for _, completed, _ in texts], np.bool_),
                np.array([len(text) for _, _, text in texts], np.int64),
            ),
            np.array([form for _, _, text in texts for form in text], np.int64),
            sign,
        )
        for complete, others in batch:
            held = {form for text in complete for form in text}
            for form in [form for text in (*complete, *others) for form in text]:
                uses[form] += sign
            for form in held:
                articles[form] += sign
            for form in {form for text in others for form in text} - held:
                elsewhere[form] += sign
    for found, expected in zip(counter.finish(), (uses, articles, elsewhere), strict=True):
        padded = np.pad(found, (0, max(FORMS - len(found), 0)))
        assert padded[:FORMS].tolist() == [expected[form] for form in range(FORMS)]
    assert not any(each.any() for each in counter.finish())
