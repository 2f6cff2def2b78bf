"""Arabic text to terms. Pure functions of text: no engine, no web, no file but the package's own word lists."""

from searchapp.arabic.analyzer import FINGERPRINT, Token, analyze, index_terms
from searchapp.arabic.normalize import fold, strip_marks
from searchapp.arabic.stem import stem
from searchapp.arabic.stopwords import is_stop_word
from searchapp.arabic.tokenize import find_words

__all__ = [
    "FINGERPRINT",
    "Token",
    "analyze",
    "find_words",
    "fold",
    "index_terms",
    "is_stop_word",
    "stem",
    "strip_marks",
]
