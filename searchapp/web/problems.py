"""What can go wrong with a request, as a table: code → status, title and cure, in both languages."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from werkzeug.exceptions import HTTPException

from searchapp.errors import SearchappError
from searchapp.settings import Settings
from searchapp.web.faults import explain_fault
from searchapp.web.languages import msgid, translate

RETRY_AFTER_S = 5
"""When to try again after a 503, in seconds."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem. `title` and `cure` are message ids; `cure` may name settings."""

    status: int
    title: str
    cure: str


KINDS: dict[str, Kind] = {
    "bad-request": Kind(
        400,
        msgid("The request cannot be answered"),
        msgid("Its first line or one of its headers does not follow HTTP."),
    ),
    "bad-encoding": Kind(
        400,
        msgid("The address is not in UTF-8"),
        msgid("Write the letters of an address in UTF-8, as they are or percent-encoded; no other encoding is read."),
    ),
    "bad-parameter": Kind(
        400, msgid("A parameter is wrong"), msgid("A parameter is unknown, is given too often or has a wrong value.")
    ),
    "bad-date": Kind(
        400,
        msgid("A date is wrong"),
        msgid("Write a date as 2023, 2023-09, 2023-09-05 or 5 September 2023; a range ends after it begins."),
    ),
    "query-too-long": Kind(
        400,
        msgid("The query is too long"),
        msgid("A query has at most %(max_query_chars)s characters. Shorten it and search again."),
    ),
    "word-too-long": Kind(
        400,
        msgid("A word of the query is too long"),
        msgid("A word has at most %(max_word_chars)s characters. Shorten it and search again."),
    ),
    "too-many-clauses": Kind(
        400,
        msgid("The query has too many words"),
        msgid("A query has at most %(max_clauses)s words and numbers. Leave some out."),
    ),
    "query-too-deep": Kind(
        400,
        msgid("The query is nested too deep"),
        msgid("Parentheses may stand in one another at most %(max_query_depth)s deep. Take some away."),
    ),
    "too-many-expansions": Kind(
        400,
        msgid("Part of the query stands for too many words"),
        msgid("It stands for more than %(max_expansions)s words. Type more of its letters."),
    ),
    "query-syntax": Kind(
        400,
        msgid("The query breaks the rules of the query language"),
        msgid("Check its quotes, parentheses and operators, or leave out strict=1."),
    ),
    "not-found": Kind(
        404,
        msgid("Not found"),
        msgid("There is no article or page at this address. It may have gone with a new index."),
    ),
    "method-not-allowed": Kind(
        405, msgid("This method does not work here"), msgid("This address can only be read, with GET or HEAD.")
    ),
    "payload-too-large": Kind(
        413,
        msgid("The request is too large"),
        msgid("A request's body has at most %(max_request_bytes)s bytes."),
    ),
    # A 400 like the other bounds of a query: beyond one of them the longer query would be refused too.
    "uri-too-long": Kind(400, msgid("The address is too long"), msgid("Shorten the query or choose fewer filters.")),
    "headers-too-large": Kind(
        400,
        msgid("The headers of the request are too large"),
        msgid("Send fewer or shorter headers; in a browser, clear the cookies of this site."),
    ),
    "head-too-slow": Kind(
        408,
        msgid("The request came too slowly"),
        msgid("Its first line and its headers did not come whole in time. Send it again."),
    ),
    "internal": Kind(
        500,
        msgid("Something went wrong here"),
        msgid("The fault is ours and has been written down. Try again, or try another search."),
    ),
    "unavailable": Kind(503, msgid("The search is not available now"), msgid("Try again in a moment.")),
    "deadline": Kind(
        503,
        msgid("The search took too long"),
        msgid("It was stopped after %(deadline_ms)s milliseconds. Try fewer words or longer ones."),
    ),
    "no-index": Kind(
        503,
        msgid("The archive is not ready yet"),
        msgid(
            "There is no index, or it is being built. Try again soon; whoever runs this service can build it "
            "with: searchapp reindex PATH"
        ),
    ),
    "index-mismatch": Kind(
        503,
        msgid("The index is of another version"),
        msgid("Whoever runs this service has to build it anew with: searchapp reindex PATH"),
    ),
    "damaged-index": Kind(
        503,
        msgid("The index is damaged"),
        msgid("Whoever runs this service has to build it anew with: searchapp reindex PATH"),
    ),
    "unreadable-index": Kind(
        503,
        msgid("The index cannot be read now"),
        msgid("Try again in a moment. Whoever runs this service finds the reason with: searchapp check"),
    ),
}

_HTTP_CODES = {404: "not-found", 405: "method-not-allowed", 413: "payload-too-large", 414: "uri-too-long"}


@dataclass(frozen=True, slots=True)
class Failure:
    """A problem of one request, in the request's language."""

    code: str
    status: int
    title: str
    detail: str


def explain_cure(code: str, lang: str, settings: Settings) -> str:
    """The cure of a kind, with the settings that it names filled in."""
    return translate(lang, KINDS[code].cure, **dataclasses.asdict(settings))


def describe_error(error: Exception, lang: str, settings: Settings) -> Failure:
    """What to tell a client. Nothing of an error that is not the client's own leaves the service."""
    code = _find_code(error)
    detail = explain_cure(code, lang, settings)
    if isinstance(error, SearchappError) and KINDS[code].status == 400:
        message = error.values.get("msgid")
        if isinstance(message, str):
            detail = translate(lang, message, **error.values)
        elif lang == "en":
            detail = error.message
        elif fault := explain_fault(code, error.values, lang):
            detail = fault
    return Failure(code, KINDS[code].status, translate(lang, KINDS[code].title), detail)


def _find_code(error: Exception) -> str:
    if isinstance(error, SearchappError):
        if error.code in KINDS:
            return error.code
        return {400: "bad-request", 404: "not-found", 503: "unavailable"}.get(error.status, "internal")
    if isinstance(error, HTTPException) and error.code is not None and 400 <= error.code < 500:
        return _HTTP_CODES.get(error.code, "bad-request")
    return "internal"
