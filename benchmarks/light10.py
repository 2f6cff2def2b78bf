"""Lucene's Arabic analysis, written from its published rules: what Elasticsearch, OpenSearch and Solr users get.

`ArabicNormalizationFilter` folds alef, yeh and teh marbuta and drops marks; `ArabicStemFilter` (light10) takes off
one prefix, then each suffix once, in their order. Stop words stay: they are another filter's matter.
"""

from __future__ import annotations

from searchapp.arabic import find_words

PREFIXES = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")
LEAST_LEFT = 2
LEAST_LEFT_AFTER_WAW = 3

_NORMAL = str.maketrans(
    {**dict.fromkeys("آأإ", "ا"), "ى": "ي", "ة": "ه", "ـ": None, **dict.fromkeys(map(chr, range(0x064B, 0x0653)))}
)


def stem_light10(word: str) -> str:
    """The stem of one word as it is written.

    >>> stem_light10("والمدينة"), stem_light10("لبنان"), stem_light10("بكوريا")
    ('مدين', 'لبن', 'بكوريا')
    """
    word = word.lower().translate(_NORMAL)
    for prefix in PREFIXES:
        least = LEAST_LEFT_AFTER_WAW if prefix == "و" else LEAST_LEFT
        if word.startswith(prefix) and len(word) >= len(prefix) + least:
            word = word[len(prefix) :]
            break
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + LEAST_LEFT:
            word = word[: -len(suffix)]
    return word


def split_light10(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return list(filter(None, map(stem_light10, find_words(text))))
