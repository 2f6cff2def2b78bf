"""The rules of `stemmer`, compiled: for all words of an archive at once.

Each function is that of the same name there, over words that `packing` made numbers; the reasons stand there.
`tests/arabic/test_stemming.py` holds the two to the same stems.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from searchapp.arabic.scanning.packed_kernel import (
    HALF_BITS,
    NONE,
    Word,
    begins,
    cut,
    drop,
    ends,
    find_row,
    put_before,
    put_behind,
)
from searchapp.arabic.scanning.packing import LETTER_BITS, pack_affix
from searchapp.arabic.stems import evidence, stemmer
from searchapp.arabic.stems.evidence import LEAST_LETTERS, SHARE
from searchapp.arabic.stems.evidence_kernel import (
    AL,
    ALEF,
    AN,
    AT,
    BEH,
    FEH,
    HEH,
    KAF,
    LAM,
    LL,
    SEEN,
    TEH,
    WA,
    WAW,
    WN,
    YEH,
    YN,
    Book,
    count,
    count_noun,
    has_article,
    has_relation,
    has_teh_marbuta,
    is_commoner,
    is_in,
    is_name,
    is_noun_behind,
    is_often_noun,
    is_plural,
    owns_initial,
    owns_nun,
    pack_row,
    restore_final,
    restore_verb,
)
from searchapp.arabic.stems.stemmer import BARE_SHARE, LEAST_AFTER_ARTICLE
from searchapp.compiling import compile_part

WHOLE, STOP, NEVER_CUT = 1, 2, 4
"""The bits of the sets that a word may be in."""
FOUND_WIDTH = 5
"""In a row: a word, its parent, and the parent's length, counted from 1."""

_U = np.uint64
_MASK = _U((1 << HALF_BITS) - 1)
_LETTER = _U((1 << LETTER_BITS) - 1)
_GOD, _FOR_GOD = map(pack_affix, ("الله", "لله"))
_VERB_INITIALS = pack_row(stemmer.VERB_INITIALS)
_PREPOSITIONS = pack_row(stemmer.PREPOSITIONS)
_PRONOUNS = pack_row(evidence.PRONOUNS)
_NUN_PRONOUNS = pack_row(stemmer.NUN_PRONOUNS)
_PRONOUN_TIMES = np.array([stemmer.RARE_PRONOUNS.get(each, 0) for each in evidence.PRONOUNS], np.int64)


@compile_part
def is_function_word(book: Book, rest: Word) -> bool:
    if is_in(book, rest, WHOLE):
        return True
    is_behind = (begins(rest, WAW) or begins(rest, FEH)) and is_in(book, drop(rest, 1), STOP)
    return is_behind and not is_often_noun(book, rest)


@compile_part
def is_left(book: Book, rest: Word, form: Word, by_letter: bool) -> bool:
    """As there. Where the parent of the rest is not known yet it is noted as wanted; what is said then is void."""
    least = max(SHARE * count(book, form), 1)
    if count(book, rest) >= least:
        return True
    found = book[1]
    row = find_row(found, FOUND_WIDTH, rest[0], rest[1], book[3])
    if found[row + 4] == _U(0):
        book[2][0], book[2][1], book[2][2] = rest[0], rest[1], _U(rest[2])
        return False
    parent = (found[row + 2], found[row + 3], np.int64(found[row + 4]) - 1)
    if parent[2] == 0 or count(book, parent) < least:
        return False
    shorter = drop(rest, 1)
    return not (by_letter and parent[0] == shorter[0] and parent[1] == shorter[1])


@compile_part
def is_noun_left(book: Book, rest: Word, form: Word) -> bool:
    return is_left(book, rest, form, False) or is_left(book, put_before(AL, rest), form, False)


@compile_part
def cut_proclitic(book: Book, form: Word) -> Word:
    """As there, but that all owned letters are asked for in one place: less is compiled."""
    proclitic = (form[0] & _LETTER) | (_U(1) << _U(HALF_BITS))
    rest = NONE
    if begins(form, AL):
        proclitic, rest = AL, leave_behind_article(book, form)
    elif begins(form, LL):
        return cut_lam_article(book, form)
    elif proclitic in (WAW, FEH):
        rest = leave_behind_conjunction(book, form)
    elif proclitic in (BEH, KAF, LAM):
        rest = leave_behind_preposition(book, form)
    elif proclitic == SEEN:
        rest = leave_behind_future(book, form)
    return rest if rest[2] > 0 and not owns_letters(book, form, proclitic, rest) else NONE


@compile_part
def owns_letters(book: Book, form: Word, proclitic: Any, rest: Word) -> Any:
    is_function_word = is_in(book, rest, WHOLE) or is_in(book, drop(rest, 1), STOP)
    return owns_initial(book, form, proclitic, rest, is_function_word)


@compile_part
def leave_behind_article(book: Book, form: Word) -> Word:
    rest = drop(form, 2)
    return NONE if rest[2] < LEAST_AFTER_ARTICLE or is_in(book, rest, WHOLE) else rest


@compile_part
def cut_lam_article(book: Book, form: Word) -> Word:
    if form[2] == 3 and begins(form, _FOR_GOD):
        return _GOD & _MASK, _U(0), 4
    if form[2] < LEAST_AFTER_ARTICLE + 2:
        return NONE
    with_lam, without = drop(form, 1), drop(form, 2)
    return with_lam if count_noun(book, with_lam) > count_noun(book, without) else without


@compile_part
def leave_behind_conjunction(book: Book, form: Word) -> Word:
    rest = drop(form, 1)
    left = is_in(book, rest, STOP) or (rest[2] >= LEAST_LETTERS and is_left(book, rest, form, False))
    return rest if left else NONE


@compile_part
def leave_behind_preposition(book: Book, form: Word) -> Word:
    rest = drop(form, 1)
    if rest[2] < LEAST_LETTERS:
        return NONE
    if is_in(book, rest, STOP):
        left = True
        for preposition in _PREPOSITIONS:
            left = left and not begins(rest, preposition)
    else:
        left = is_left(book, rest, form, True) and is_noun_behind(book, rest, form)
    return rest if left else NONE


@compile_part
def leave_behind_future(book: Book, form: Word) -> Word:
    rest = drop(form, 1)
    is_verb = False
    for initial in _VERB_INITIALS:
        is_verb = is_verb or begins(rest, initial)
    return rest if rest[2] >= LEAST_LETTERS and is_verb and is_commoner(book, rest, form, 1) else NONE


@compile_part
def cut_ending(book: Book, form: Word) -> Word:
    rest = cut_pronoun(book, form)
    if rest[2] == 0 and ends(form, AT):
        rest = cut_feminine_plural(book, form)
    if rest[2] == 0 and (ends(form, YN) or ends(form, WN) or ends(form, AN)):
        rest = cut_plural(book, form)
    return cut_bare_ending(book, form) if rest[2] == 0 else rest


@compile_part
def loses_article(book: Book, form: Word) -> bool:
    rest = leave_behind_article(book, form)
    return rest[2] > 0 and not owns_letters(book, form, AL, rest)


@compile_part
def cut_pronoun(book: Book, form: Word) -> Word:
    for place in range(len(_PRONOUNS)):
        pronoun, times = _PRONOUNS[place], _PRONOUN_TIMES[place]
        length = np.int64(pronoun >> _U(HALF_BITS))
        if form[2] - length < LEAST_LETTERS - 1 or not ends(form, pronoun):
            continue
        rest = restore_final(book, cut(form, length))
        if rest[2] < LEAST_LETTERS or is_function_word(book, rest):
            continue
        if pronoun in _NUN_PRONOUNS and is_commoner(book, cut(form, 1), rest, 1):
            continue
        if pronoun == HEH and not ends(cut(form, 1), ALEF):
            owns = has_teh_marbuta(book, form)
        else:
            owns = has_article(book, form) or (begins(rest, AL) and loses_article(book, rest))
        if owns:
            continue
        if times:
            left = is_commoner(book, rest, form, times)
        elif pronoun == HEH:
            left = is_noun_left(book, rest, form)
        else:
            left = is_left(book, rest, form, False)
        if left:
            return rest
    return NONE


@compile_part
def cut_feminine_plural(book: Book, form: Word) -> Word:
    rest = cut(form, 2)
    feminine = put_behind(rest, HEH)
    return check_plural(book, feminine if rest[2] < LEAST_LETTERS or count(book, feminine) > 0 else rest, form)


@compile_part
def cut_plural(book: Book, form: Word) -> Word:
    rest = cut(form, 2)
    if rest[2] < LEAST_LETTERS:
        return NONE
    if begins(form, YEH) and not ends(form, YN):
        return rest if is_commoner(book, rest, form, 1) else NONE
    if owns_nun(book, form) or not is_plural(book, form):
        return NONE
    return check_plural(book, restore_final(book, rest), form)


@compile_part
def check_plural(book: Book, rest: Word, form: Word) -> Word:
    left = rest[2] >= LEAST_LETTERS and not is_function_word(book, rest) and not has_relation(book, form)
    return rest if left and is_noun_left(book, rest, form) else NONE


@compile_part
def cut_bare_ending(book: Book, form: Word) -> Word:
    is_alef = ends(form, ALEF) and not ends(form, WA)
    if not (ends(form, ALEF) or ends(form, TEH)) or is_name(book, form):
        return NONE
    rest, share = cut(form, 2 if ends(form, WA) else 1), BARE_SHARE
    if not is_alef:
        rest, share = restore_verb(book, rest), SHARE
    if rest[2] < LEAST_LETTERS or is_function_word(book, rest):
        return NONE
    return rest if count(book, rest) >= max(share * count(book, form), 1) else NONE


@compile_part
def find_parent(book: Book, form: Word) -> Word:
    if form[2] < LEAST_LETTERS or is_in(book, form, NEVER_CUT):
        return NONE
    parent = cut_proclitic(book, form)
    return parent if parent[2] else cut_ending(book, form)
