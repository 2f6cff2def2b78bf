"""Arabic text to terms. Pure functions of text: no engine, no web, no file but the package's own word lists."""

from searchapp.arabic.analyzer import FINGERPRINT, Token, analyze, find_forms, index_terms
from searchapp.arabic.months import (
    MONTHS,
    find_full_name,
    fold_text,
    list_ordinary_months,
    list_other_names,
    match_month,
    number_months,
)
from searchapp.arabic.normalize import fold, strip_marks
from searchapp.arabic.patterns import (
    FUZZY_PREFIX_CHARS,
    find_near_places,
    read_beginning,
    read_phrases,
    select_like,
    select_near,
)
from searchapp.arabic.sieve import Sieve
from searchapp.arabic.stems.learning import learn_lexicon
from searchapp.arabic.stems.lexicon import Lexicon, load_base_lexicon, unpack_lexicon
from searchapp.arabic.stems.skeleton import find_skeleton
from searchapp.arabic.stems.stemmer import Stem, Stemmer, stem
from searchapp.arabic.stopwords import is_homograph, is_stop_word
from searchapp.arabic.tokenize import cut_words, find_spans, find_words, split_words
from searchapp.arabic.variants.known import Variants
from searchapp.arabic.vocalized import AGAINST, SIGN, bare_form, contradicts, find_places, vocalize

__all__ = [
    "AGAINST",
    "FINGERPRINT",
    "FUZZY_PREFIX_CHARS",
    "MONTHS",
    "SIGN",
    "Lexicon",
    "Sieve",
    "Stem",
    "Stemmer",
    "Token",
    "Variants",
    "analyze",
    "bare_form",
    "contradicts",
    "cut_words",
    "find_forms",
    "find_full_name",
    "find_near_places",
    "find_places",
    "find_skeleton",
    "find_spans",
    "find_words",
    "fold",
    "fold_text",
    "index_terms",
    "is_homograph",
    "is_stop_word",
    "learn_lexicon",
    "list_ordinary_months",
    "list_other_names",
    "load_base_lexicon",
    "match_month",
    "number_months",
    "read_beginning",
    "read_phrases",
    "select_like",
    "select_near",
    "split_words",
    "stem",
    "strip_marks",
    "unpack_lexicon",
    "vocalize",
]
