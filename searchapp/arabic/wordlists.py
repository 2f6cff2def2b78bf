"""The package's own word lists: one word a line under `data/`, lines that begin with # are comments."""

from __future__ import annotations

from importlib import resources


def read_list(name: str) -> str:
    """The text of a list as it stands in the package."""
    return resources.files(__package__).joinpath(f"data/{name}.txt").read_text("utf-8")


def load_words(name: str) -> frozenset[str]:
    """The words of a list.

    >>> "من" in load_words("stop_words")
    True
    """
    return frozenset(line for line in read_list(name).splitlines() if line and not line.startswith("#"))
