"""The stem that asks the archive: an affix comes off only where what it leaves is a word of the archive, and where
the letters are not the word's own.

A form has at most one parent, the form with one affix less: first proclitics, one at a time, then endings. The stem
is the last in the line of parents, so it is its own stem. Function words are never cut, and no ending leaves one.
`evidence` says how the archive is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeAlias

from searchapp.arabic.stems.evidence import FAR_COMMONER, LEAST_LETTERS, PRONOUNS, PRONOUNS_BY_LETTER, SHARE, Evidence
from searchapp.arabic.stems.lexicon import Lexicon, load_base_lexicon
from searchapp.arabic.stopwords import STOP_WORDS
from searchapp.arabic.wordlists import load_words

MEMO_FORMS = 400_000
"""A memo that has grown to this is emptied."""
WHOLE = STOP_WORDS | {"الله"}
"""Never cut. Nor is an article or an ending cut that leaves one of these."""
NEVER_CUT = (
    WHOLE
    | load_words("names")
    | load_words("nouns")
    | {
        word + pronoun
        for word in STOP_WORDS
        if len(word) >= LEAST_LETTERS and word[-1] != "ا"
        for pronoun in PRONOUNS
    }
)
"""Also names and nouns that look as if they had an affix (درعا, beside درع; رياضة, beside الرياض), and function words
with a pronoun (بعده, which is no ب and عدة)."""
LEAST_AFTER_ARTICLE = 2
"""Fewest letters behind ال and لل: the article is a sure sign (الفن, فن), other letters are not."""
CONJUNCTIONS = "وف"
PREPOSITIONS = "بكل"
VERB_INITIALS = "يتن"
RARE_PRONOUNS = {"نا": 1, **dict.fromkeys(("هن", "كم", "ني", "ك"), FAR_COMMONER)}
"""News hardly addresses anyone: these come off only where what they leave is so many times as common as the word."""
NUN_PRONOUNS = ("نا", "ني")
"""Their ن is the word's own where the word with it is as common as the one without (إنسانا, ليوني)."""
PLURALS = {"ين": ("ون", "ان", "ات"), "ون": ("ين",), "ان": ("ين",)}
"""For each ending, those of which one must be seen in its place."""
BARE_ENDINGS = ("وا", "ا", "ت")
BARE_SHARE = 0.5
"""The accusative is rarer than the word, or hardly commoner (كوبا, كوب)."""
_MAY_HAVE_AFFIX = re.compile("(?:[والفبكس][ء-غف-ي]+|[ء-غف-ي]+[هاكمنيت])")


class Stemmer:
    """Stems of exact forms by one lexicon. Threads may share one: the memo has one right entry for each form."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._evidence = Evidence(lexicon)
        self._parents: dict[str, str | None] = {}

    def stem(self, form: str) -> str:
        """The stem of an exact form; "" for "". What is not of Arabic letters alone is its own stem.

        >>> stemmer = Stemmer(Lexicon({"وزير": 90, "الوزير": 60, "كوريا": 50}))
        >>> [stemmer.stem(form) for form in ("للوزير", "ووزير", "وكوريا", "وكوالا")]
        ['وزير', 'وزير', 'كوريا', 'وكوالا']
        """
        if len(self._parents) > MEMO_FORMS:
            self._parents.clear()
        while (parent := self.find_parent(form)) is not None:
            form = parent
        return form

    def stem_forms(self, forms: Iterable[str]) -> list[str]:
        """The stems of many exact forms, one each, in their order."""
        return list(map(self.stem, forms))

    def find_parent(self, form: str) -> str | None:
        """The form with one affix less; None for a form that is its own stem."""
        try:
            return self._parents[form]
        except KeyError:
            parent = None
            if len(form) >= LEAST_LETTERS and _MAY_HAVE_AFFIX.fullmatch(form) and form not in NEVER_CUT:
                parent = self._cut_proclitic(form) or self._cut_ending(form)
            self._parents[form] = parent
            return parent

    def _is_left(self, rest: str, form: str, *, by_letter: bool = False) -> bool:
        """Whether a cut may leave this: a word of the archive, by itself or by its own parent, and not much rarer
        than the form. Behind ب, ك and ل no other letter comes off a rest that the archive lacks.
        """
        count = self._evidence.count
        least = max(SHARE * count(form), 1)
        if count(rest) >= least:
            return True
        parent = self.find_parent(rest)
        return parent is not None and count(parent) >= least and not (by_letter and parent == rest[1:])

    def _is_function_word(self, rest: str) -> bool:
        """Whether no ending may leave this: a function word, by itself or behind a conjunction (وفي, of وفيات), where
        that is not as likely a noun (فهم, of فهمها).
        """
        if rest in WHOLE:
            return True
        is_behind = rest[0] in CONJUNCTIONS and rest[1:] in STOP_WORDS
        return is_behind and not self._evidence.is_often_noun(rest)

    def _is_noun_left(self, rest: str, form: str) -> bool:
        """Whether an ending of nouns may leave this: a word as above, or one that stands behind the article alone
        (المنصرم, المنصرمة).
        """
        return self._is_left(rest, form) or self._is_left("ال" + rest, form)

    def _cut_proclitic(self, form: str) -> str | None:
        if form.startswith("ال"):
            return self._cut_article(form)
        if form.startswith("لل"):
            return self._cut_lam_article(form)
        first = form[0]
        if first in CONJUNCTIONS:
            return self._cut_conjunction(form)
        if first in PREPOSITIONS:
            return self._cut_preposition(form)
        return self._cut_future(form) if first == "س" else None

    def _cut_article(self, form: str) -> str | None:
        """ال comes off, whether the archive has the rest or not: الماني, where other affixes show it, keeps it."""
        rest = form[2:]
        if len(rest) < LEAST_AFTER_ARTICLE or rest in WHOLE:
            return None
        return None if self._owns_letters(form, "ال", rest) else rest

    def _cut_lam_article(self, form: str) -> str | None:
        """لل is ل before the article, whose alef is not written; where the word with a ل is commoner, one ل is its
        own (للجنه).
        """
        if form == "لله":
            return "الله"
        if len(form) < LEAST_AFTER_ARTICLE + 2:
            return None
        count, with_lam, without = self._evidence.count, form[1:], form[2:]
        owns = count(with_lam) + count("ال" + with_lam) > count(without) + count("ال" + without)
        return with_lam if owns else without

    def _cut_conjunction(self, form: str) -> str | None:
        """و and ف come off, in front of a function word too, however short."""
        rest = form[1:]
        is_left = rest in STOP_WORDS or (len(rest) >= LEAST_LETTERS and self._is_left(rest, form))
        return rest if is_left and not self._owns_letters(form, form[0], rest) else None

    def _cut_preposition(self, form: str) -> str | None:
        """ب, ك and ل come off; before a function word only where that has none itself (كلها is no ك and لها)."""
        rest, evidence = form[1:], self._evidence
        if len(rest) < LEAST_LETTERS:
            return None
        if rest in STOP_WORDS:
            is_left = rest[0] not in PREPOSITIONS
        else:
            is_left = self._is_left(rest, form, by_letter=True) and evidence.is_noun_behind(rest, form)
        return rest if is_left and not self._owns_letters(form, form[0], rest) else None

    def _cut_future(self, form: str) -> str | None:
        """س comes off a verb, which is the commoner without it (سيكون, and not سنجار)."""
        rest = form[1:]
        is_left = len(rest) >= LEAST_LETTERS and rest[0] in VERB_INITIALS and self._evidence.is_commoner(rest, form)
        return rest if is_left and not self._owns_letters(form, "س", rest) else None

    def _owns_letters(self, form: str, proclitic: str, rest: str) -> bool:
        # A function word, be it behind a letter (بأن), is so common that it would be far commoner than any word.
        is_function_word = rest in WHOLE or rest[1:] in STOP_WORDS
        return self._evidence.owns_initial(form, proclitic, rest, is_function_word=is_function_word)

    def _cut_ending(self, form: str) -> str | None:
        rest = self._cut_pronoun(form)
        if rest is None and form.endswith("ات"):
            rest = self._cut_feminine_plural(form)
        if rest is None and form[-2:] in PLURALS:
            rest = self._cut_plural(form)
        return self._cut_bare_ending(form) if rest is None else rest

    def _cut_pronoun(self, form: str) -> str | None:
        """A pronoun comes off, never behind the article. One ه stands for teh marbuta too, and comes off unless
        that makes another word; behind ا it is a pronoun (مستواه) or the word's own (قضاة).
        """
        evidence = self._evidence
        for pronoun in PRONOUNS_BY_LETTER.get(form[-1], ()):
            if not form.endswith(pronoun) or len(form) - len(pronoun) < LEAST_LETTERS - 1:
                continue
            rest = evidence.restore_final(form[: -len(pronoun)])
            if len(rest) < LEAST_LETTERS or self._is_function_word(rest):
                continue
            if pronoun in NUN_PRONOUNS and evidence.is_commoner(form[:-1], rest):
                continue
            if pronoun == "ه" and form[-2] != "ا":
                owns = evidence.has_teh_marbuta(form)
            else:
                owns = evidence.has_article(form) or (rest.startswith("ال") and self._cut_article(rest) is not None)
            times = RARE_PRONOUNS.get(pronoun)
            check = self._is_noun_left if pronoun == "ه" else self._is_left
            if not owns and (evidence.is_commoner(rest, form, times) if times else check(rest, form)):
                return rest
        return None

    def _cut_feminine_plural(self, form: str) -> str | None:
        """ات comes off: teh marbuta is restored where the archive has that word, and where two letters are left."""
        rest = form[:-2]
        if len(rest) < LEAST_LETTERS or self._evidence.count(rest + "ه"):
            rest += "ه"
        return self._check_plural(rest, form)

    def _cut_plural(self, form: str) -> str | None:
        """ين, ون and ان come off plurals and duals, and the last two off the present of verbs (يعملون)."""
        rest, evidence = form[:-2], self._evidence
        if len(rest) < LEAST_LETTERS:
            return None
        if form[0] == "ي" and form[-2] != "ي":
            return rest if evidence.is_commoner(rest, form) else None
        if evidence.owns_nun(form) or not evidence.is_plural(form, PLURALS[form[-2:]]):
            return None
        return self._check_plural(evidence.restore_final(rest), form)

    def _check_plural(self, rest: str, form: str) -> str | None:
        if len(rest) < LEAST_LETTERS or self._is_function_word(rest) or self._evidence.has_relation(form):
            return None
        return rest if self._is_noun_left(rest, form) else None

    def _cut_bare_ending(self, form: str) -> str | None:
        """The ا of the accusative comes off, where the word is about as common without it, and the وا and ت of verbs;
        none where the article or a preposition stands before the word (ليبيا, بيروت).
        """
        evidence = self._evidence
        ending = next(filter(form.endswith, BARE_ENDINGS), None)
        if ending is None or evidence.is_name(form):
            return None
        rest, share = form[: -len(ending)], BARE_SHARE
        if ending != "ا":
            rest, share = evidence.restore_verb(rest), SHARE
        is_left = len(rest) >= LEAST_LETTERS and not self._is_function_word(rest)
        return rest if is_left and evidence.count(rest) >= max(share * evidence.count(form), 1) else None


Stem: TypeAlias = Callable[[str], str]
"""Exact form → stem."""


@cache
def _load_base_stemmer() -> Stemmer:
    return Stemmer(load_base_lexicon())


def stem(form: str) -> str:
    """The stem by the lexicon that ships, for where there is no index to ask.

    >>> stem("بكوريا"), stem("الشماليه")
    ('كوريا', 'شمالي')
    """
    return _load_base_stemmer().stem(form)
