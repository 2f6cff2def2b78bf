"""The light stem of an exact form: proclitics and endings cut, one at a time, until nothing is left to cut.

The base is light10, mended in two ways. A single و ف ب ك ل before a word is cut as well, so that بكوريا is found
by كوريا; and nothing is cut from a word that owns the letters. Which words do is in two lists, learned by
`benchmarks/learn_own_letters.py` from the word counts of a news archive: `own_initial` (وزير owns its و: the
archive has الوزير and لوزير, and nothing but a word stands after those) and `own_final` (لبنان owns its ان: the
archive has لبناني, and no ending follows a dual).

Each rule gives a shorter form or None. What is cut from a word leaves a word, so X, الX, والX, للX, بX and وX
have the same stem by construction, and the stem of a stem is itself.
"""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

from searchapp.arabic.stopwords import STOP_WORDS
from searchapp.arabic.wordlists import load_words


class Owners(NamedTuple):
    """The words that own letters: the first (listed without endings), the last (listed without proclitics)."""

    initial: Set[str]
    final: Set[str]


OWNERS = Owners(load_words("own_initial"), load_words("own_final"))

ARTICLE = "ال"
CONJUNCTIONS = "وف"
PREPOSITIONS = "بكل"
PRONOUNS = ("هما", "ها", "هم", "ه")
"""Longest first. One ه stands for teh marbuta too, which the fold made one with it."""
ENDINGS = ("ات", "ان", "ين", "ون", "ي")

LEAST_AFTER_ARTICLE = 2
LEAST_AFTER_LETTER = 3
LEAST_BEFORE_HEH = 2
LEAST_BEFORE_ENDING = 3
"""Fewest letters that a cut leaves. The article and teh marbuta are sure signs, single letters are not."""


def cut_function_word(word: str) -> str | None:
    """و and ف come off in front of a function word, however short.

    >>> cut_function_word("وفي")
    'في'
    """
    return word[1:] if len(word) > 2 and word[0] in CONJUNCTIONS and word[1:] in STOP_WORDS else None


def cut_article(word: str) -> str | None:
    """ال comes off.

    >>> cut_article("الشماليه")
    'شماليه'
    """
    return word[2:] if word.startswith(ARTICLE) and len(word) >= 2 + LEAST_AFTER_ARTICLE else None


def cut_lam_article(word: str, own: Owners) -> str | None:
    """لل is ل before the article, whose alef is not written; where the word owns a ل, one ل is its own.
    لله is ل and الله.

    >>> cut_lam_article("للوزير", OWNERS), cut_lam_article("للجنه", OWNERS)
    ('وزير', 'لجنه')
    """
    if word == "لله":
        return "الله"
    if not word.startswith("لل") or len(word) < 2 + LEAST_AFTER_ARTICLE:
        return None
    return word[1:] if owns_initial(word[1:], own) else word[2:]


def cut_proclitic(word: str) -> str | None:
    """A single و ف ب ك ل comes off.

    >>> cut_proclitic("بكوريا"), cut_proclitic("بنك")
    ('كوريا', None)
    """
    return word[1:] if word[0] in CONJUNCTIONS + PREPOSITIONS and len(word) > LEAST_AFTER_LETTER else None


def owns_initial(word: str, own: Owners) -> bool:
    """Whether the word's first letter (or its ال) is its own. Asked of the word without its endings, so that
    one entry of the list speaks for وزير, وزيرها and وزيرين.

    >>> owns_initial("وزيرها", OWNERS), owns_initial("وكوريا", OWNERS)
    (True, False)
    """
    return word in own.initial or cut_all_endings(word, own) in own.initial


def hides_teh_marbuta(rest: str, own: Owners) -> bool:
    """Whether the ت that a pronoun leaves at the end was teh marbuta. After ا it is the plural's, except in the
    listed words (حياه, وفاه), which keep their ه.

    >>> [hides_teh_marbuta(rest, OWNERS) for rest in ("مدينت", "بيت", "معلومات", "حيات")]
    [True, False, False, True]
    """
    if not rest.endswith("ت") or len(rest) <= LEAST_BEFORE_HEH:
        return False
    if rest.endswith("ات"):
        return rest[:-1] + "ه" in own.final
    return rest not in own.final


def cut_pronoun(word: str, own: Owners) -> str | None:
    """A pronoun comes off, and a ت before it is teh marbuta again. A final ه is cut whichever it is.

    >>> cut_pronoun("مدينتها", OWNERS), cut_pronoun("بيتها", OWNERS), cut_pronoun("مدينه", OWNERS)
    ('مدينه', 'بيت', 'مدين')
    """
    for pronoun in PRONOUNS:
        rest = word.removesuffix(pronoun)
        least = LEAST_BEFORE_HEH if pronoun == "ه" else LEAST_BEFORE_ENDING
        if rest != word and len(rest) >= least:
            return rest[:-1] + "ه" if hides_teh_marbuta(rest, own) else rest
    return None


def cut_ending(word: str) -> str | None:
    """A plural, a dual, or the ي of relation comes off.

    >>> cut_ending("معلمات"), cut_ending("معلمون"), cut_ending("كوري")
    ('معلم', 'معلم', 'كور')
    """
    for ending in ENDINGS:
        if word.endswith(ending):
            least = LEAST_BEFORE_HEH if ending == "ات" else LEAST_BEFORE_ENDING
            return word[: -len(ending)] if len(word) - len(ending) >= least else None
    return None


def join_final_hamza(word: str) -> str | None:
    """Final يء is written ئ as well (شيء, شئ; شاطئ, شاطىء): both end in the bare hamza.

    >>> join_final_hamza("شيء")
    'شء'
    """
    return word[:-2] + "ء" if word.endswith("يء") and len(word) > 2 else None


def cut_all_endings(word: str, own: Owners) -> str:
    """The word without its endings. Words of `own` keep theirs.

    >>> cut_all_endings("معلماتهم", OWNERS)
    'معلم'
    """
    while word not in own.final:
        shorter = cut_pronoun(word, own) or cut_ending(word) or join_final_hamza(word)
        if shorter is None:
            break
        word = shorter
    return word


def _may_begin(word: str) -> bool:
    """Whether the word looks as if it began with a proclitic. Most words do not, and need no further question."""
    return len(word) > 1 and (word[0] in CONJUNCTIONS + PREPOSITIONS or word.startswith(ARTICLE))


def cut_all_proclitics(word: str, own: Owners) -> str:
    """The word without article, conjunctions and prepositions. Function words and owners keep their letters.

    >>> cut_all_proclitics("وبالمدينه", OWNERS)
    'مدينه'
    """
    while _may_begin(word) and word not in STOP_WORDS and not owns_initial(word, own):
        shorter = cut_function_word(word) or cut_article(word) or cut_lam_article(word, own) or cut_proclitic(word)
        if shorter is None:
            break
        word = shorter
    return word


def stem(exact: str) -> str:
    """The stem of an exact form; "" for "". Words that are not Arabic, and function words, are their own stem.

    >>> stem("بكوريا"), stem("الشماليه"), stem("شماليه"), stem("وزاراتهم")
    ('كوريا', 'شمال', 'شمال', 'وزار')
    """
    word = cut_all_proclitics(exact, OWNERS)
    return word if word in STOP_WORDS else cut_all_endings(word, OWNERS)
