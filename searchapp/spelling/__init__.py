"""What may have been meant by words that an archive does not hold. Knows words and counts; no engine, no web."""

from searchapp.spelling.proposals import Change, Proposals
from searchapp.spelling.speller import Guess, Speller

__all__ = ["Change", "Guess", "Proposals", "Speller"]
