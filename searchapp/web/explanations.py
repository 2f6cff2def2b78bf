"""Why an article is found, as its page names forms and fields. The template has the rest."""

from __future__ import annotations

from itertools import accumulate, pairwise

from searchapp.model import Explanation
from searchapp.web.languages import WEIGHT_DECIMALS, msgid, translate

_FORMS = {
    "exact": msgid("As written"),
    "stem": msgid("The word and its forms"),
    "phrase": msgid("The phrase, word for word"),
    "month": msgid("The month, written otherwise"),
    "day": msgid("The whole date"),
    "skeleton": msgid("A related word"),
    "variant": msgid("Another spelling"),
    "prefix": msgid("Words that begin so"),
    "wildcard": msgid("Words of this pattern"),
    "fuzzy": msgid("Words some letters away"),
}
_FIELDS = {
    "title": msgid("In the title"),
    "body": msgid("In the text"),
    "captions": msgid("In photo captions"),
    "tags": msgid("In the tags"),
    "source": msgid("In the source's name"),
    "author": msgid("In the author's name"),
}


def name_form(form: str, lang: str) -> str:
    """By what a word matched, in a few words."""
    return translate(lang, _FORMS[form])


def name_place(field: str, lang: str) -> str:
    """In which field a word stands, in a few words."""
    return translate(lang, _FIELDS[field])


def round_weights(explanation: Explanation) -> list[float]:
    """What stands in the column of weights: each part's, then what nearness adds where it adds anything.

    They are rounded so that those shown sum to the score that is shown: a reader may add them up.
    """
    weights = [part.weight for part in explanation.parts]
    if explanation.nearness:
        weights.append(explanation.nearness)
    ends = [0.0, *accumulate(weights)]
    ends[-1] = explanation.score
    return [round(end, WEIGHT_DECIMALS) - round(before, WEIGHT_DECIMALS) for before, end in pairwise(ends)]
