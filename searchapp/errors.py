"""Every error that the program raises on purpose: one root, one sentence each, with the cure.

The classes say *whose* fault it is, because that decides the answer: a reader's request (400), a thing that
is not there (404), a service that cannot answer now (503), an operator's input or set-up (exit status 1 or 2).
`code` is a stable word for scripts; it ends the problem's `type` in the API.
"""

from __future__ import annotations


class SearchappError(Exception):
    """The root. `str(error)` is one English sentence that states the cause and the cure."""

    code = "error"
    status = 500

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        # What a translated message needs: the numbers and names that stand in it.
        self.values = values


class BadRequestError(SearchappError):
    """The request cannot be answered as it stands: a 400 with the reason."""

    code = "bad-request"
    status = 400


class QueryTooLongError(BadRequestError):
    """The query has more characters than `max_query_chars`."""

    code = "query-too-long"


class WordTooLongError(BadRequestError):
    """One word of the query has more characters than `max_word_chars`."""

    code = "word-too-long"


class TooManyClausesError(BadRequestError):
    """The query has more words and numbers than `max_clauses`; letters and digits together are one of each."""

    code = "too-many-clauses"


class QueryTooDeepError(BadRequestError):
    """Parentheses are nested deeper than `max_query_depth`."""

    code = "query-too-deep"


class TooManyExpansionsError(BadRequestError):
    """A prefix, wildcard or fuzzy word stands for more words of the archive than `max_expansions`."""

    code = "too-many-expansions"


class QuerySyntaxError(BadRequestError):
    """Strict mode only: the query does not follow the language (a search box repairs it instead)."""

    code = "query-syntax"


class BadDateError(BadRequestError):
    """A date in a request cannot be read, or a range ends before it begins."""

    code = "bad-date"


class BadParameterError(BadRequestError):
    """A request parameter is unknown, is given twice, or has a value outside its range."""

    code = "bad-parameter"


class BadEncodingError(BadRequestError):
    """The bytes of an address are not letters in UTF-8."""

    code = "bad-encoding"


class NotFoundError(SearchappError):
    """No article has this id, or no page this address."""

    code = "not-found"
    status = 404


class UnavailableError(SearchappError):
    """The service cannot answer now and may later: a 503."""

    code = "unavailable"
    status = 503


class DeadlineError(UnavailableError):
    """The search took longer than `deadline_ms`."""

    code = "deadline"


class NoIndexError(UnavailableError):
    """There is no index yet (or none that is whole): run `searchapp reindex`."""

    code = "no-index"


class IndexMismatchError(UnavailableError):
    """The index was made by another analyzer or format: run `searchapp reindex`."""

    code = "index-mismatch"


class DamagedIndexError(UnavailableError):
    """A file of the index is missing, truncated or changed; the message names it."""

    code = "damaged-index"


class UnreadableIndexError(DamagedIndexError):
    """The system does not let a file of the index be read: it may be whole, and readable in a moment."""

    code = "unreadable-index"


class IndexLockedError(SearchappError):
    """Another process is writing; the message names it."""

    code = "index-locked"


class CountMismatchError(SearchappError):
    """The finished index does not hold what was fed to it; it was not switched in."""

    code = "count-mismatch"


class IndexWriteError(SearchappError):
    """The index cannot be written (a full disk, a read-only folder); the message says what serves now."""

    code = "index-write"


class SettingError(SearchappError):
    """A setting has a value that cannot be used; the message names the variable."""

    code = "bad-setting"


class IngestError(SearchappError):
    """A file or a record cannot be read as an article; it is skipped and reported, the rest goes on."""

    code = "unreadable"
