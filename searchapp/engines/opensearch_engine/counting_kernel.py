"""`counting`, compiled: one pass over the words, which remembers for each form the last article that held it."""

from __future__ import annotations

from typing import Any

from numba import types
from numpy.typing import NDArray

from searchapp.compiling import compile_kernel, vector

Array = NDArray[Any]


@compile_kernel(
    vector("int64"),
    vector("int64"),
    vector("int64"),
    vector("boolean"),
    types.int64,
    vector("int64", written=True),
    vector("int64", written=True),
    vector("int64", written=True),
    vector("int64", written=True),
)
def count_forms(
    forms: Array,
    lengths: Array,
    owners: Array,
    completed: Array,
    sign: int,
    uses: Array,
    articles: Array,
    elsewhere: Array,
    seen: Array,
) -> None:
    """Count the words of texts, whose articles are numbered by `owners` as no text before was."""
    at = 0
    for text in range(len(lengths)):
        owner, completes = owners[text], completed[text]
        for word in range(at, at + lengths[text]):
            form = forms[word]
            uses[form] += sign
            if seen[form] != owner:
                seen[form] = owner
                if completes:
                    articles[form] += sign
                else:
                    elsewhere[form] += sign
        at += lengths[text]
