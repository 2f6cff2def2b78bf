"""The questions that the stem asks a lexicon: is this a word, and whose letters are these?

A letter belongs to the word when other affixes are seen outside it, in places where none can stand before (or after)
a true affix: nothing but a word follows the article, so الوزير shows that وزير owns its و; no relation follows
a dual, so لبنانية shows that لبنان owns its ان. What is seen once, or in less than a thirtieth of the cases, is
a slip of the pen.
"""

from __future__ import annotations

from searchapp.arabic.stems.lexicon import Lexicon

SHARE = 0.03
"""What is seen more rarely, beside what it speaks of, is a slip."""
LEAST_SEEN = 2
FAR_COMMONER = 4
"""So many times as common. Counts are powers of two: what looks twice as common may be hardly commoner."""
FAMILY_SHARE = 0.1
"""Plurals and duals of one word differ less: عمان stays whole though there is a slip عمين."""
VERB_SHARE = 0.1
"""قدمت is commoner than قدمه, and قدمته is a form of both."""
NOUN_SHARE = 0.2
"""The article stands before nouns more often than that, and in front of و and ف only by chance (الوفي)."""
PREPOSITION_SHARE = 0.001
"""Nouns stand behind ب and ل more often."""
RIVAL_SHARES = {"و": 0.06, "ل": 0.06, "ال": 0.15}
"""Beside a word that is so much commoner without these letters, what stands outside them is another word's, or a
name's (نجاح, and بونجاح; غاز, and الألغاز)."""
LEAST_LETTERS = 3
"""Fewest letters that a cut leaves."""

BEFORE_NOUNS = ("ال", "بال", "لل", "ب", "ل", "ك")
BEFORE_WORDS = (*BEFORE_NOUNS, "ي", "ت")
"""Also the first letters of verbs: يوافق."""
BEFORE_RESTS = ("ال", "لل", "ب", "ل")
OUTSIDE = {
    "و": BEFORE_WORDS,
    "ف": BEFORE_WORDS,
    "ب": BEFORE_WORDS,
    "ك": BEFORE_WORDS,
    "ل": ("ال", "بال", "ب", "ك", "ي", "ت"),
    "س": BEFORE_NOUNS,
    "ال": ("ال", "لل", "ل"),
}
"""For each proclitic, what cannot stand before it and can stand before a word that begins with the same letters.
لل before جنه looks like ل before لجنه, so for ل neither counts."""

PRONOUNS = ("هما", "هم", "هن", "ها", "كم", "نا", "ني", "ك", "ه")
"""Longest first."""
FAMILY = (*PRONOUNS[:-2], "وا", "ات", "ين", "ون", "ان", "ه", "ا", "ت", "ك")
OTHER_GENDER = ("هم", "ها", "نا", "ين", "ون")
AFTER_NOUNS = ("ه", "ها", "هم", "نا")
WITH_TEH = ("ته", "تها", "تهم", "تهما", "تنا")


def _group_by_last_letter(endings: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    last = {ending[-1] for ending in endings}
    return {letter: tuple(ending for ending in endings if ending[-1] == letter) for letter in last}


PRONOUNS_BY_LETTER = _group_by_last_letter(PRONOUNS)
_FAMILY_BY_LETTER = _group_by_last_letter(FAMILY)


class Evidence:
    """A lexicon that answers. Every answer is about exact forms; one that the lexicon lacks counts 0."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._counts = lexicon.counts

    def count(self, form: str) -> int:
        """How often the form was seen."""
        return self._counts.get(form, 0)

    def is_commoner(self, rest: str, form: str, times: int = 1) -> bool:
        """Whether the archive has what a cut leaves, and at least so many times as often as the form."""
        return self.count(rest) >= times * max(self.count(form), 1)

    def is_noun_behind(self, rest: str, form: str) -> bool:
        """Whether what a preposition leaves is a noun: commoner than the form, behind the article, or able to stand
        behind another proclitic (بلندن, for there is لندن behind ل too; and not بلير, though لير is seen). ك is so
        rare, and names that begin with it so many (كيري), that what it leaves has to be far commoner.
        """
        if rest.startswith("ال"):
            return True
        if form[0] == "ك":
            return self.is_commoner(rest, form, FAR_COMMONER)
        others = (before for before in BEFORE_RESTS if before != form[0])
        return self.is_commoner(rest, form) or any(self.count(before + rest) for before in others)

    def count_outside(self, word: str, proclitic: str) -> int:
        """How often what cannot stand before the proclitic stands before the word."""
        count = self._counts.get
        return sum([count(before + word, 0) for before in OUTSIDE[proclitic]])

    def is_outside(self, word: str, proclitic: str, rival: int = 0) -> bool:
        """Whether what cannot stand before the proclitic does so: then the word's first letters are its own. `rival`
        is how often the word without them was seen, where that counts.
        """
        outside = self.count_outside(word, proclitic)
        by_chance = min(RIVAL_SHARES.get(proclitic, 0) * rival, self.count(word))
        return self._is_often(outside, word) and outside > by_chance

    def owns_initial(self, word: str, proclitic: str, rest: str, *, is_function_word: bool = False) -> bool:
        """Whether the word's first letters are its own: they stand inside other affixes, and not by chance beside a
        rest that is far commoner and no function word; or they do so in the word without an ending, and that word is
        commoner than `rest` (بيتهم: بيت owns its ب, and يتهم is rarer). A verb owns ال where its present is the
        commoner (ألقى, يلقي).
        """
        seen = self._counts.get(rest, 0)
        if self.is_outside(word, proclitic, 0 if is_function_word else seen):
            return True
        if proclitic == "ال":
            if self.count("ي" + word[1:]) > seen:
                return True
            if seen:
                # The article is a sure sign, so here a family speaks only where there is no other word.
                return False
        for ending in _FAMILY_BY_LETTER.get(word[-1], ()):
            if word.endswith(ending) and len(word) - len(ending) >= LEAST_LETTERS:
                base = self.restore_final(word[: -len(ending)])
                if self._counts.get(base, 0) > seen and self.is_outside(base, proclitic):
                    return True
        return False

    def restore_final(self, rest: str) -> str:
        """What an ending leaves, with the letter that the ending changed: ت was teh marbuta (مدينتهم, and قدمته is
        قدمه with ت as well), unless the article shows that it is the word's own (البيت); ا was ي (مستواه), where the
        archive has the word with it more often.
        """
        share = 1.0
        if rest[-1] == "ت":
            restored = rest[:-1] + "ه"
            share = 1.0 if self.has_article(rest) else VERB_SHARE
        elif rest[-1] == "ا":
            restored = rest[:-1] + "ي"
        else:
            return rest
        return restored if self.count(restored) > share * self.count(rest) else rest

    def has_teh_marbuta(self, word: str) -> bool:
        """Whether a final ه is a teh marbuta that makes another word (جامعه, beside جامع): the word is the commoner
        one, ت stands for the ه before pronouns, or لل before all, more often than pronouns and plurals follow the
        rest, and prepositions stand before it. For adjectives they do not (كبيره, عربيه).
        """
        count, rest = self._counts.get, word[:-1]
        feminine = sum([count(rest + ending, 0) for ending in WITH_TEH]) + count("لل" + word, 0)
        other = max(sum([count(rest + ending, 0) for ending in OTHER_GENDER]), count(rest + "ت", 0), LEAST_SEEN - 1)
        if feminine <= other or self._count_noun(word) < self._count_noun(rest):
            return False
        return count("ب" + word, 0) + count("ل" + word, 0) >= int(PREPOSITION_SHARE * self._count_noun(word))

    def _count_noun(self, word: str) -> int:
        return self.count(word) + self.count("ال" + word)

    def has_article(self, word: str) -> bool:
        """Whether the article stands before the word, as it cannot before a noun with a pronoun."""
        return self._is_often(self.count("ال" + word), word)

    def is_often_noun(self, word: str) -> bool:
        """Whether the article stands before the word so often that it is no chance."""
        return self.count("ال" + word) > NOUN_SHARE * self.count(word)

    def has_relation(self, word: str) -> bool:
        """Whether a relation is made of the word: لبنانية, اللبناني. None is made of plurals and duals."""
        count = self._counts.get
        seen = count(word + "يه", 0) + count("ال" + word + "ي", 0) + count("ال" + word + "يه", 0)
        return self._is_often(seen, word)

    def owns_nun(self, word: str) -> bool:
        """Whether a pronoun follows the ن of a word: plurals and duals lose theirs before one (بنيان, بنيانهم)."""
        return self._is_often(sum([self.count(word + pronoun) for pronoun in AFTER_NOUNS]), word)

    def is_plural(self, form: str, endings: tuple[str, ...]) -> bool:
        """Whether ين, ون or ان are the ending of a plural or a dual: the word takes one of the other endings too,
        often enough. Names do so by chance (شيرين, شيران), so for ين and ان the article stands before the word as
        well, or what is left is far commoner. For ين these two are enough together (مدينتين).
        """
        rest = form[:-2]
        has_other = sum([self.count(rest + ending) for ending in endings]) > FAMILY_SHARE * self.count(form)
        if form.endswith("ون"):
            return has_other
        signs = self.has_article(form) + self.is_commoner(self.restore_final(rest), form, FAR_COMMONER)
        return signs >= 1 if has_other else signs == 2 and form.endswith("ين")

    def is_name(self, word: str) -> bool:
        """Whether the article, ب or ل stand before the word, as they cannot before accusatives and past verbs."""
        return self._is_often(self.count("ال" + word) + self.count("ب" + word) + self.count("ل" + word), word)

    def restore_verb(self, rest: str) -> str:
        """The verb that ت and وا leave, with the ي that it lost before them (تولت, تولي) where the archive has that
        more often, and its present (يتولي); "" for no verb, of which neither the present nor وا is seen.
        """
        if self.count(rest + "ي") > self.count(rest) and self._has_present(rest + "ي"):
            return rest + "ي"
        return rest if self._has_present(rest) or self.count(rest + "وا") else ""

    def _has_present(self, verb: str) -> bool:
        return self.count("ي" + verb.removeprefix("ا")) > 0

    def _is_often(self, seen: int, word: str) -> bool:
        return seen >= LEAST_SEEN and seen > SHARE * self._counts.get(word, 0)
