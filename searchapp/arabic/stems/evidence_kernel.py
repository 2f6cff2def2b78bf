"""The questions of `evidence`, compiled: each function is that of the same name there, where the reasons stand."""

from __future__ import annotations

from typing import Any

import numpy as np

from searchapp.arabic.scanning.packed_kernel import (
    HALF_BITS,
    KNOWN_WIDTH,
    NONE,
    Array,
    Word,
    begins,
    cut,
    drop,
    ends,
    find_row,
    put_before,
    put_behind,
)
from searchapp.arabic.scanning.packing import pack_affix
from searchapp.arabic.stems import evidence, stemmer
from searchapp.arabic.stems.evidence import (
    FAMILY_SHARE,
    FAR_COMMONER,
    LEAST_LETTERS,
    LEAST_SEEN,
    NOUN_SHARE,
    PREPOSITION_SHARE,
    SHARE,
    VERB_SHARE,
)
from searchapp.compiling import compile_part

Book = tuple[Array, Array, Array, Any]
"""What is known of words, the parents that were found, a word whose parent is wanted first, and a seed."""

COUNT_SHIFT = np.uint64(3)
"""Below a word's count stand bits that say in which sets it is."""
_U = np.uint64


def pack_row(affixes: Any) -> Array:
    """Affixes in an array."""
    return np.array([pack_affix(affix) for affix in affixes], np.uint64)


ALEF, BEH, TEH, SEEN, FEH, KAF, LAM, HEH, WAW, YEH = map(pack_affix, "ابتسفكلهوي")
AL, LL, AT, WN, YN, AN, WA, YH = map(pack_affix, ("ال", "لل", "ات", "ون", "ين", "ان", "وا", "يه"))
_FAMILY = pack_row(evidence.FAMILY)
_BEFORE_RESTS = pack_row(evidence.BEFORE_RESTS)
_OTHER_GENDER = pack_row(evidence.OTHER_GENDER)
_AFTER_NOUNS = pack_row(evidence.AFTER_NOUNS)
_WITH_TEH = pack_row(evidence.WITH_TEH)
_OUTSIDE_WORDS, _OUTSIDE_LAM, _OUTSIDE_SEEN, _OUTSIDE_ARTICLE = (
    pack_row(evidence.OUTSIDE[proclitic]) for proclitic in ("و", "ل", "س", "ال")
)
_RIVAL_WAW, _RIVAL_LAM, _RIVAL_ARTICLE = (evidence.RIVAL_SHARES[proclitic] for proclitic in ("و", "ل", "ال"))
_PLURALS_YN, _PLURALS_WN, _PLURALS_AN = (pack_row(stemmer.PLURALS[ending]) for ending in ("ين", "ون", "ان"))


@compile_part
def look_up(book: Book, word: Word) -> Any:
    """The word's count with its bits; 0 for one that is not known."""
    return book[0][find_row(book[0], KNOWN_WIDTH, word[0], word[1], book[3]) + 2]


@compile_part
def count(book: Book, word: Word) -> Any:
    return np.int64(look_up(book, word) >> COUNT_SHIFT)


@compile_part
def is_in(book: Book, word: Word, kind: int) -> Any:
    """Whether the word is in a set."""
    return look_up(book, word) & _U(kind) != _U(0)


@compile_part
def count_before(book: Book, word: Word, affixes: Array) -> int:
    """How often the affixes stand before the word."""
    total = 0
    for affix in affixes:
        total += count(book, put_before(affix, word))
    return total


@compile_part
def count_behind(book: Book, word: Word, affixes: Array) -> int:
    """How often the affixes stand behind the word."""
    total = 0
    for affix in affixes:
        total += count(book, put_behind(word, affix))
    return total


@compile_part
def is_often(book: Book, seen: int, word: Word) -> bool:
    return seen >= LEAST_SEEN and seen > SHARE * count(book, word)


@compile_part
def is_commoner(book: Book, rest: Word, form: Word, times: int) -> Any:
    return count(book, rest) >= times * max(count(book, form), 1)


@compile_part
def is_noun_behind(book: Book, rest: Word, form: Word) -> Any:
    if begins(rest, AL):
        return True
    if begins(form, KAF):
        return is_commoner(book, rest, form, FAR_COMMONER)
    if is_commoner(book, rest, form, 1):
        return True
    for before in _BEFORE_RESTS:
        # The letter that was cut does not count; the articles are none.
        own = before >> _U(HALF_BITS) == _U(1) and begins(form, before)
        if not own and count(book, put_before(before, rest)) > 0:
            return True
    return False


@compile_part
def is_outside(book: Book, word: Word, proclitic: Any, rival: int) -> bool:
    before, share = _OUTSIDE_WORDS, 0.0
    if proclitic == AL:
        before, share = _OUTSIDE_ARTICLE, _RIVAL_ARTICLE
    elif proclitic == LAM:
        before, share = _OUTSIDE_LAM, _RIVAL_LAM
    elif proclitic == SEEN:
        before = _OUTSIDE_SEEN
    elif proclitic == WAW:
        share = _RIVAL_WAW
    outside = count_before(book, word, before)
    return is_often(book, outside, word) and outside > min(share * rival, count(book, word))


@compile_part
def owns_initial(book: Book, word: Word, proclitic: Any, rest: Word, is_function_word: bool) -> bool:
    seen = count(book, rest)
    if is_outside(book, word, proclitic, 0 if is_function_word else seen):
        return True
    if proclitic == AL:
        if count(book, put_before(YEH, drop(word, 1))) > seen:
            return True
        if seen:
            return False
    for ending in _FAMILY:
        length = np.int64(ending >> _U(HALF_BITS))
        if word[2] - length >= LEAST_LETTERS and ends(word, ending):
            base = restore_final(book, cut(word, length))
            if count(book, base) > seen and is_outside(book, base, proclitic, 0):
                return True
    return False


@compile_part
def restore_final(book: Book, rest: Word) -> Word:
    share = 1.0
    if ends(rest, TEH):
        restored = put_behind(cut(rest, 1), HEH)
        if not has_article(book, rest):
            share = VERB_SHARE
    elif ends(rest, ALEF):
        restored = put_behind(cut(rest, 1), YEH)
    else:
        return rest
    return restored if count(book, restored) > share * count(book, rest) else rest


@compile_part
def has_teh_marbuta(book: Book, word: Word) -> Any:
    rest = cut(word, 1)
    feminine = count_behind(book, rest, _WITH_TEH) + count(book, put_before(LL, word))
    other = max(count_behind(book, rest, _OTHER_GENDER), count(book, put_behind(rest, TEH)), LEAST_SEEN - 1)
    if feminine <= other or count_noun(book, word) < count_noun(book, rest):
        return False
    behind = count(book, put_before(BEH, word)) + count(book, put_before(LAM, word))
    return behind >= np.int64(PREPOSITION_SHARE * count_noun(book, word))


@compile_part
def count_noun(book: Book, word: Word) -> Any:
    return count(book, word) + count(book, put_before(AL, word))


@compile_part
def has_article(book: Book, word: Word) -> bool:
    return is_often(book, count(book, put_before(AL, word)), word)


@compile_part
def is_often_noun(book: Book, word: Word) -> Any:
    return count(book, put_before(AL, word)) > NOUN_SHARE * count(book, word)


@compile_part
def has_relation(book: Book, word: Word) -> bool:
    with_article = put_before(AL, word)
    seen = count(book, put_behind(word, YH)) + count(book, put_behind(with_article, YEH))
    return is_often(book, seen + count(book, put_behind(with_article, YH)), word)


@compile_part
def owns_nun(book: Book, word: Word) -> bool:
    return is_often(book, count_behind(book, word, _AFTER_NOUNS), word)


@compile_part
def is_plural(book: Book, form: Word) -> Any:
    rest, endings = cut(form, 2), _PLURALS_AN
    if ends(form, YN):
        endings = _PLURALS_YN
    elif ends(form, WN):
        endings = _PLURALS_WN
    has_other = count_behind(book, rest, endings) > FAMILY_SHARE * count(book, form)
    if ends(form, WN):
        return has_other
    article = has_article(book, form)
    commoner = is_commoner(book, restore_final(book, rest), form, FAR_COMMONER)
    return article or commoner if has_other else article and commoner and ends(form, YN)


@compile_part
def is_name(book: Book, word: Word) -> Any:
    seen = count(book, put_before(AL, word)) + count(book, put_before(BEH, word))
    return is_often(book, seen + count(book, put_before(LAM, word)), word)


@compile_part
def restore_verb(book: Book, rest: Word) -> Word:
    with_yeh = put_behind(rest, YEH)
    if count(book, with_yeh) > count(book, rest) and has_present(book, with_yeh):
        return with_yeh
    return rest if has_present(book, rest) or count(book, put_behind(rest, WA)) > 0 else NONE


@compile_part
def has_present(book: Book, verb: Word) -> Any:
    return count(book, put_before(YEH, drop(verb, 1) if begins(verb, ALEF) else verb)) > 0
