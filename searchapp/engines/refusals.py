"""What engines refuse, each in one sentence, whichever engine it is."""

from __future__ import annotations

from searchapp import arabic
from searchapp.errors import DeadlineError, IndexMismatchError


def check_match(found_format: int, known_format: int, analyzer: str) -> None:
    """Raise IndexMismatchError unless an index has the format that the engine knows and was made by the analyzer that
    this program has.
    """
    if found_format != known_format:
        raise IndexMismatchError(
            f"The index has format {found_format} and this version reads {known_format}. Run `searchapp reindex`."
        )
    if analyzer != arabic.FINGERPRINT:
        raise IndexMismatchError(
            "The index was made by another version of the Arabic analyzer, so its words would not match. "
            "Run `searchapp reindex`."
        )


def refuse_late() -> DeadlineError:
    """The error of a search whose deadline has passed."""
    return DeadlineError("The search took too long. Use fewer or rarer words, or a longer prefix.")
