"""What is wrong with a query, in both languages. The query package's own sentences are English."""

from __future__ import annotations

from collections.abc import Mapping

from searchapp.understood import Understood
from searchapp.web.languages import msgid, translate

FAULTS = {
    "unbalanced-quote": msgid("a quotation mark has no partner; add the other one, or remove it"),
    "unbalanced-parenthesis": msgid("a parenthesis has no partner; add the other one, or remove it"),
    "stray-operator": msgid("an operator has nothing to work on; put a word or phrase beside it, or remove it"),
    "empty-group": msgid("parentheses hold no word; write words between them, or remove them"),
    "empty-phrase": msgid("quotation marks hold no word; write words between them, or remove them"),
    "empty-prefix": msgid("a star has no letters before it; write the beginning of a word before it"),
    "bad-distance": msgid("the number after ~ is out of bounds; write 1 or 2 after a word, 1 to 99 after quotes"),
    "short-fuzzy": msgid(
        "what stands before ~ is no word of four letters or more; write such a word, or leave it out"
    ),
    "field-without-value": msgid("a field name has nothing after its colon; write a word or phrase after it"),
}
"""The faults of a query by their codes: what is wrong, and the cure."""

REPAIR_NOTES = {
    "unbalanced-quote": msgid("A quotation mark was not closed; the phrase was taken to end with the query."),
    "unbalanced-parenthesis": msgid("A parenthesis without a partner was left out."),
    "stray-operator": msgid("An operator with nothing to work on was left out."),
    "empty-group": msgid("Empty parentheses were left out."),
    "empty-phrase": msgid("Empty quotation marks were left out."),
    "empty-prefix": msgid("A star without letters before it was left out."),
    "bad-distance": msgid("A ~ was left out: it takes 1 or 2 after a word, and 1 to 99 after quotation marks."),
    "short-fuzzy": msgid("A ~ was left out: it works after a word of four letters or more."),
    "field-without-value": msgid("A field name without a value was taken for a word."),
    "unknown-field": msgid("There is no field of this name, so the name before the colon was taken for a word."),
    "field-before-space": msgid(
        "The name before the colon and the space was taken for a word; without the space it names a field."
    ),
}
"""What a reader is told of a repaired query, by the codes in `Understood.ignored`."""

_FAULT_MESSAGE = msgid("The query cannot be read: at character %(place)s, %(fault)s.")
_MESSAGES = {
    "bad-date": msgid(
        "“%(value)s” is not a date, or a range, that exists. Write a date as 2023, 2023-09, 2023-09-05 or "
        "5 September 2023; a range ends after it begins."
    ),
    "query-too-long": msgid("The query has %(count)s characters; the most is %(limit)s. Shorten it."),
    "word-too-long": msgid("A word of the query has %(count)s characters; the most is %(limit)s. Shorten it."),
    "too-many-clauses": msgid("The query has %(count)s words and numbers; the most is %(limit)s. Leave some out."),
    "query-too-deep": msgid("The query nests parentheses %(count)s deep; the most is %(limit)s. Take some away."),
    "too-many-expansions": msgid(
        "“%(pattern)s” stands for more than %(limit)s words of the archive. Type more of its letters."
    ),
}


def explain_fault(code: str, values: Mapping[str, object], lang: str) -> str | None:
    """What is wrong with this very query and the cure, by an error's code and values; None where they do not say.

    >>> explain_fault("query-too-long", {"count": 1400, "limit": 1000}, "en")
    'The query has 1400 characters; the most is 1000. Shorten it.'
    >>> explain_fault("query-too-long", {}, "en") is None
    True
    """
    if code == "query-syntax" and values.get("fault") in FAULTS:
        fault = translate(lang, FAULTS[str(values["fault"])])
        return translate(lang, _FAULT_MESSAGE, place=int(str(values["position"])) + 1, fault=fault)
    try:
        return translate(lang, _MESSAGES[code]) % values
    except KeyError:
        return None


def list_repair_notes(understood: Understood, lang: str) -> list[str]:
    """What of a query was repaired, a sentence each; [] for nothing."""
    return [translate(lang, REPAIR_NOTES[code]) for code in understood.ignored if code in REPAIR_NOTES]
