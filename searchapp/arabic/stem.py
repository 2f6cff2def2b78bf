"""The light stem of an exact form: proclitics and endings cut, until nothing is left to cut.

The base is light10, mended in three ways. Proclitics are cut in the order in which Arabic writes them, [وف] [بكل] ال,
each once at most, and none after the article; so بكوريا is found by كوريا, and الفلبين keeps its ف. Nothing is cut
from a word that owns the letters. And no cut leaves a function word, or fewer than three letters (two behind the
article), so that آليات does not become إلى.

Which words own letters is in lists, learned by `benchmarks/learn_own_letters.py` from the word counts of a news
archive: `own_initial` (وزير owns its و: the archive has الوزير, and nothing but a word stands after the article),
`attached` (بأبها does not own its ب, though باب does: أبها is the commoner reading) and `own_final` (لبنان owns its
ان: the archive has لبناني, and no ending follows a dual). `own_by_hand` adds names that the archive has not,
and words that counts do not tell.

X, الX, والX, للX, بX and وX have one stem, which is its own stem, where the lists know X, and where X begins with no
letter of a proclitic. An unlisted X that does (a new name) may lose it alone, and keeps it after the article.
"""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

from searchapp.arabic.stopwords import STOP_WORDS
from searchapp.arabic.wordlists import load_words


class Owners(NamedTuple):
    """The words that own letters: the first (listed without endings), the last (listed without proclitics); and
    the whole words that do not own the first, whatever they are without their endings.
    """

    initial: Set[str]
    final: Set[str]
    attached: Set[str]


BY_HAND = load_words("own_by_hand")
OWNERS = Owners(load_words("own_initial") | BY_HAND, load_words("own_final") | BY_HAND, load_words("attached"))

ARTICLE = "ال"
CONJUNCTIONS = "وف"
PREPOSITIONS = "بكل"
PRONOUNS = ("هما", "ها", "هم", "ه")
"""Longest first. One ه stands for teh marbuta too, which the fold made one with it."""
ENDINGS = ("ات", "ان", "ين", "ون", "ي")

LEAST_LEFT = 3
LEAST_AFTER_ARTICLE = 2
"""Fewest letters that a cut leaves. The article is a sure sign (الفن, فن), other letters are not."""


def is_function_word(word: str, own: Owners) -> bool:
    """Whether a word is a function word, alone or after و, ف, ب, ك or ل. Owners of that letter are not (فهم).

    >>> [is_function_word(word, OWNERS) for word in ("في", "ولا", "بهذا", "فهم", "بكوريا")]
    [True, True, True, False, False]
    """
    if word in STOP_WORDS:
        return True
    least = 1 if word[:1] in CONJUNCTIONS else LEAST_LEFT
    may_be = word[:1] in CONJUNCTIONS + PREPOSITIONS and len(word) > least and word[1:] in STOP_WORDS
    return may_be and not owns_initial(word, own)


def may_be_left(rest: str, own: Owners) -> bool:
    """Whether a cut may leave this: long enough, and no function word.

    >>> may_be_left("كوريا", OWNERS), may_be_left("الي", OWNERS), may_be_left("سن", OWNERS)
    (True, False, False)
    """
    return len(rest) >= LEAST_LEFT and not is_function_word(rest, own)


def may_follow_article(rest: str) -> bool:
    """Whether ال may come off in front of this. What looks like و and a function word is a noun there (الوالي).

    >>> may_follow_article("فن"), may_follow_article("والي"), may_follow_article("كل")
    (True, True, False)
    """
    return len(rest) >= LEAST_AFTER_ARTICLE and rest not in STOP_WORDS


def owns_initial(word: str, own: Owners) -> bool:
    """Whether the word's first letter (or its ال) is its own. Asked of the word without its endings too, so that
    one entry of the list speaks for وزير, وزيرها and وزيرين.

    >>> owns_initial("وزيرها", OWNERS), owns_initial("وكوريا", OWNERS), owns_initial("بابها", OWNERS)
    (True, False, False)
    """
    if word in own.attached:
        return False
    return word in own.initial or cut_all_endings(word, own) in own.initial


def cut_conjunction(word: str, own: Owners) -> str | None:
    """و and ف come off, in front of a function word too, however short.

    >>> cut_conjunction("وكوريا", OWNERS), cut_conjunction("وفي", OWNERS), cut_conjunction("وزير", OWNERS)
    ('كوريا', 'في', None)
    """
    if word[:1] not in CONJUNCTIONS or owns_initial(word, own):
        return None
    rest = word[1:]
    if rest in STOP_WORDS:
        return rest
    # One conjunction at most: what is left of ووهم is no و and هم.
    doubled = rest[:1] in CONJUNCTIONS and is_function_word(rest, own)
    return rest if len(rest) >= LEAST_LEFT and not doubled else None


def cut_preposition(word: str, own: Owners) -> str | None:
    """ب, ك and ل come off.

    >>> cut_preposition("بكوريا", OWNERS), cut_preposition("برنامج", OWNERS), cut_preposition("لقد", OWNERS)
    ('كوريا', None, None)
    """
    if word[:1] not in PREPOSITIONS or not may_be_left(word[1:], own) or owns_initial(word, own):
        return None
    return word[1:]


def cut_article(word: str, own: Owners) -> str | None:
    """ال comes off.

    >>> cut_article("الشماليه", OWNERS), cut_article("الماني", OWNERS)
    ('شماليه', None)
    """
    rest = word.removeprefix(ARTICLE)
    if rest == word or not may_follow_article(rest) or owns_initial(word, own):
        return None
    return rest


def cut_lam_article(word: str, own: Owners) -> str | None:
    """لل is ل before the article, whose alef is not written; where the word owns a ل, one ل is its own.
    لله is ل and الله.

    >>> cut_lam_article("للوزير", OWNERS), cut_lam_article("للجنه", OWNERS)
    ('وزير', 'لجنه')
    """
    if word == "لله":
        return "الله"
    if not word.startswith("لل") or not may_follow_article(word[2:]):
        return None
    owns_lam = word not in own.attached and owns_initial(word[1:], own)
    return word[1:] if owns_lam else word[2:]


def cut_all_proclitics(word: str, own: Owners) -> str:
    """The word without conjunction, preposition and article. Function words and owners keep their letters.

    >>> cut_all_proclitics("وبالمدينه", OWNERS), cut_all_proclitics("الفلبين", OWNERS)
    ('مدينه', 'فلبين')
    """
    word = cut_conjunction(word, own) or word
    if is_function_word(word, own):
        return word
    bare = cut_article(word, own) or cut_lam_article(word, own)
    if bare is not None:
        return bare
    rest = cut_preposition(word, own)
    return word if rest is None else cut_article(rest, own) or rest


def restore_teh_marbuta(rest: str, own: Owners) -> str:
    """What a pronoun leaves, with teh marbuta again where its ت was one. After ا it is the plural's, except in the
    listed words (حياه, وفاه), which keep their ه.

    >>> [restore_teh_marbuta(rest, OWNERS) for rest in ("مدينت", "بيت", "معلومات", "حيات")]
    ['مدينه', 'بيت', 'معلومات', 'حياه']
    """
    with_teh = rest[:-1] + "ه"
    hidden = rest.endswith("ت") and (with_teh in own.final if rest.endswith("ات") else rest not in own.final)
    return with_teh if hidden else rest


def cut_pronoun(word: str, own: Owners) -> str | None:
    """A pronoun comes off, and a ت before it is teh marbuta again. A final ه is cut whichever it is.

    >>> cut_pronoun("مدينتها", OWNERS), cut_pronoun("بيتها", OWNERS), cut_pronoun("مدينه", OWNERS)
    ('مدينه', 'بيت', 'مدين')
    """
    for pronoun in PRONOUNS:
        rest = word.removesuffix(pronoun)
        if rest != word and len(rest) >= LEAST_LEFT:
            rest = restore_teh_marbuta(rest, own)
            return rest if may_be_left(rest, own) else None
    return None


def cut_ending(word: str, own: Owners) -> str | None:
    """A plural, a dual, or the ي of relation comes off. Where ات leaves two letters, these had teh marbuta.

    >>> cut_ending("معلمات", OWNERS), cut_ending("كوري", OWNERS), cut_ending("جهات", OWNERS)
    ('معلم', 'كور', 'جهه')
    """
    for ending in ENDINGS:
        rest = word.removesuffix(ending)
        if rest != word:
            rest = rest + "ه" if ending == "ات" and len(rest) == LEAST_LEFT - 1 else rest
            return rest if may_be_left(rest, own) else None
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
        shorter = cut_pronoun(word, own) or cut_ending(word, own) or join_final_hamza(word)
        if shorter is None:
            break
        word = shorter
    return word


def stem(exact: str, own: Owners = OWNERS) -> str:
    """The stem of an exact form; "" for "". Words that are not Arabic, and function words, are their own stem.

    >>> stem("بكوريا"), stem("الشماليه"), stem("شماليه"), stem("وزاراتهم")
    ('كوريا', 'شمال', 'شمال', 'وزار')
    """
    if exact in STOP_WORDS:
        return exact
    word = cut_all_proclitics(exact, own)
    return word if is_function_word(word, own) else cut_all_endings(word, own)
