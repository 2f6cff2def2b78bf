"""The one table of request parameters. Parsing, error messages and OpenAPI all read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NoReturn

from searchapp.arabic.letters import CODE_RANGES
from searchapp.errors import BadDateError, BadParameterError
from searchapp.search import MAX_DEPTH
from searchapp.settings import Settings
from searchapp.web.languages import LANGS, msgid, translate
from searchapp.web.links import DEFAULT_PER_PAGE
from searchapp.web.periods import read_facet_date, read_period

MAX_VALUES = 50
"""How often one parameter may be given."""
MAX_VALUE_CHARS = 2000
"""The longest value of a parameter. The query has its own, lower bound."""
MAX_SHOWN_CHARS = 40
"""How much of a wrong value a message repeats."""

_DATES = "2023, 2023-09, 2023-09-05, 05/09/2023 or 5 September 2023, by any Arabic or English name of the month"
_CONTROLS = re.compile(f"[{CODE_RANGES}]")
"""Nobody types them, but what is copied from elsewhere may hold some."""

_UNKNOWN_MESSAGE = msgid("There is no parameter %(name)s here; there are: %(known)s.")
_CHOICE_MESSAGE = msgid("The parameter %(name)s takes one of: %(choices)s.")

Kind = Literal["text", "choice", "number", "flag", "first_day", "last_day", "facet_date"]
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter. `many`: it may be given again, for alternatives. `most`: the bound of a number."""

    name: str
    kind: Kind
    help: str
    default: object = None
    many: bool = False
    choices: tuple[str, ...] = ()
    most: int | None = None
    example: object = None


class ParamList(tuple[Param, ...]):
    """The parameters that an address takes."""

    @cached_property
    def by_name(self) -> Mapping[str, Param]:
        """Each by its name."""
        return {param.name: param for param in self}

    @cached_property
    def defaults(self) -> Mapping[str, object]:
        """The value of each where it is not given."""
        return {param.name: () if param.many else param.default for param in self}


_FILTERS = (
    Param("source", "text", "A source to keep to; empty: unknown source. Repeat it for alternatives.", many=True),
    Param("tag", "text", "A tag to keep to. Repeat it for alternatives.", many=True),
    Param(
        "date",
        "facet_date",
        "A year (2023) or month (2023-09, September 2023) to keep to; empty: unknown. Repeat it for alternatives.",
        many=True,
        example="2023-09",
    ),
    Param("from", "first_day", f"First day: {_DATES}.", example="2023-01-01"),
    Param("to", "last_day", f"Last day, inclusive: {_DATES}.", example="2023-12-31"),
)
_WAYS = (
    Param("sort", "choice", "The order of the hits.", "relevance", choices=("relevance", "newest", "oldest")),
    Param("match", "choice", "Whether all words must be found, or any of them.", "all", choices=("all", "any")),
    Param(
        "level",
        "choice",
        "What a word finds: only itself, letters folded (exact), every word of its stem, or related words and other "
        "spellings too (wide). Quotes always mean exact.",
        "stem",
        choices=("exact", "stem", "wide"),
    ),
    Param("variants", "flag", "off: the level wide looks for no other spellings, and only names them.", True),
    Param("page", "number", f"The page, from 1; page times per_page is at most {MAX_DEPTH}.", 1, most=MAX_DEPTH),
)


@lru_cache(maxsize=8)
def list_search_params(settings: Settings) -> ParamList:
    """What the results page and the API's search both take; an article's page too, to lead back to its search."""
    query = f"The query, at most {settings.max_query_chars} characters. Empty: every article."
    return ParamList(
        (Param("q", "text", query, "", example="كوريا الشمالية"), *_FILTERS, *_WAYS, lang_param(settings.lang))
    )


@lru_cache(maxsize=8)
def list_api_search_params(settings: Settings) -> ParamList:
    """What the API's search takes."""
    per_page = min(DEFAULT_PER_PAGE, settings.max_per_page)
    params = (
        *list_search_params(settings)[:-1],
        Param("per_page", "number", "Hits of one page.", per_page, most=settings.max_per_page),
        Param("highlight", "flag", "0: no snippets are made, which is faster.", True),
        Param("explain", "flag", "1: each hit says why it is found, which costs more than the search.", False),
        Param("strict", "flag", "1: a query that breaks the language is an error; 0: it is repaired.", False),
        lang_param("en"),
    )
    return ParamList(params)


def list_suggest_params(_: Settings) -> ParamList:
    """What the API's suggestions take."""
    typed = Param("q", "text", "What was typed; its last word is completed.", "", example="كور")
    return ParamList([typed, lang_param("en")])


def lang_param(default: str) -> Param:
    """The language of labels and messages; each face has its own default."""
    return Param("lang", "choice", "The language of labels and messages.", default, choices=LANGS)


def read_params(args: Mapping[str, Sequence[str]], params: ParamList, *, forgiving: bool) -> Values:
    """Every parameter's value, read from the texts given for its name and checked; the default for those not given.

    Values lose the control characters that texts lose before they are indexed. Forgiving, as the web's forms need:
    unknown parameters are passed over, and an empty value of a single parameter means "not given". Raises
    BadParameterError or BadDateError, which name the parameter.
    """
    values = dict(params.defaults)
    for name, texts in args.items():
        param = params.by_name.get(name)
        if param is not None:
            values[name] = _read_param(param, texts, forgiving)
        elif not forgiving:
            _refuse(_UNKNOWN_MESSAGE, name=name[:100], known=", ".join(params.by_name))
    return values


def _read_param(param: Param, texts: Sequence[str], forgiving: bool) -> object:
    if len(texts) > 1 and not param.many:
        _refuse(msgid("The parameter %(name)s may be given only once."), name=param.name)
    if len(texts) > MAX_VALUES:
        _refuse(
            msgid("The parameter %(name)s may be given at most %(most)s times."),
            name=param.name,
            most=MAX_VALUES,
        )
    if any(len(text) > MAX_VALUE_CHARS for text in texts) and param.name != "q":
        _refuse(
            msgid("A value of the parameter %(name)s has at most %(most)s characters."),
            name=param.name,
            most=MAX_VALUE_CHARS,
        )
    read = _READERS[param.kind]
    texts = [text if text.isprintable() else _CONTROLS.sub("", text) for text in texts]
    if param.many:
        return tuple(dict.fromkeys(read(param, text) for text in texts))
    if forgiving and not texts[0].strip():
        return param.default
    return read(param, texts[0])


def _read_text(param: Param, text: str) -> str:
    return text


def _read_choice(param: Param, text: str) -> str:
    if text not in param.choices:
        _refuse(
            _CHOICE_MESSAGE,
            name=param.name,
            choices=", ".join(param.choices),
        )
    return text


def _read_number(param: Param, text: str) -> int:
    most = param.most or 0
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        _refuse(
            msgid("The parameter %(name)s takes a whole number from 1 to %(most)s."),
            name=param.name,
            most=most,
        )
    return int(text)


def _read_flag(param: Param, text: str) -> bool:
    if text not in _FLAGS:
        _refuse(_CHOICE_MESSAGE, name=param.name, choices=", ".join(_FLAGS))
    return _FLAGS[text]


def _read_day(param: Param, text: str) -> object:
    period = read_period(text)
    if period is None:
        _refuse_date(
            msgid(
                "The parameter %(name)s takes a date that exists (2023, 2023-09, 2023-09-05 or 5 September 2023), "
                "not “%(value)s”."
            ),
            name=param.name,
            value=_shorten(text),
        )
    return period[0] if param.kind == "first_day" else period[1]


def _read_facet_date(param: Param, text: str) -> str:
    value = read_facet_date(text)
    if value is None:
        _refuse_date(
            msgid(
                "The parameter %(name)s takes a year (2023), a month (2023-09 or September 2023) or an empty value, "
                "not “%(value)s”."
            ),
            name=param.name,
            value=_shorten(text),
        )
    return value


_FLAGS = {"1": True, "0": False, "true": True, "false": False, "on": True, "off": False}
_READERS: Mapping[Kind, Callable[[Param, str], object]] = {
    "text": _read_text,
    "choice": _read_choice,
    "number": _read_number,
    "flag": _read_flag,
    "first_day": _read_day,
    "last_day": _read_day,
    "facet_date": _read_facet_date,
}


def _shorten(text: str) -> str:
    return text if len(text) <= MAX_SHOWN_CHARS else text[:MAX_SHOWN_CHARS] + "…"


def _refuse(message: str, **values: object) -> NoReturn:
    raise BadParameterError(translate("en", message, **values), msgid=message, **values)


def _refuse_date(message: str, **values: object) -> NoReturn:
    raise BadDateError(translate("en", message, **values), msgid=message, **values)
