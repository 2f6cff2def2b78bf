"""Exact forms → the other forms, once for each different word of what is written, when all of it is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from searchapp import arabic
from searchapp.fields import STEM

_RULES: Mapping[str, Callable[[str], str]] = {STEM: arabic.stem}
"""The forms that are derived; a form is a function of the exact form alone."""


class Derive(Protocol):
    """What gives the forms of words."""

    def __call__(self, words: Sequence[str], counts: NDArray[np.int64]) -> Mapping[str, list[str]]:
        """For each derived form, that of each word. `words` are all exact forms, sorted, `counts` how often each
        stands in the documents.
        """


def derive_forms(words: Sequence[str]) -> dict[str, list[str]]:
    """For each derived form, that of each exact form."""
    return {form: list(map(rule, words)) for form, rule in _RULES.items()}
