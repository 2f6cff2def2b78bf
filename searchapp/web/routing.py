"""Routes of the API: one declaration beside each view makes the address and its description."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec
from flask import Blueprint, Response, request

from searchapp.settings import Settings
from searchapp.web.addresses import read_args
from searchapp.web.answers import encode_json
from searchapp.web.params import ParamList, Values, read_params
from searchapp.web.state import get_state

ListParams: TypeAlias = Callable[[Settings], ParamList]
View: TypeAlias = Callable[..., msgspec.Struct]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. `problems` are the statuses that it is known to fail with; `path_param` stands in the path."""

    path: str
    name: str
    summary: str
    answer: type[msgspec.Struct]
    list_params: ListParams | None
    problems: tuple[str, ...]
    path_param: str | None


class Routes:
    """The operations of a blueprint, in the order of their declaration."""

    def __init__(self, blueprint: Blueprint) -> None:
        self._blueprint = blueprint
        self.all: list[Route] = []

    def get(
        self,
        rule: str,
        name: str,
        answer: type[msgspec.Struct],
        list_params: ListParams | None = None,
        problems: tuple[str, ...] = ("400", "503"),
    ) -> Callable[[View], View]:
        """Declare a view: it takes the values of its parameters, then what its path holds, and gives an answer.

        The first line of its docstring is the summary. `list_params` None: it takes no values, and whatever
        stands in the query string is passed over.
        """

        def declare(view: View) -> View:
            found = re.search(r"<\w+:(\w+)>", rule)
            path = rule if found is None else rule.replace(found[0], "{id}")
            summary = (inspect.getdoc(view) or "").partition("\n")[0]
            self.all.append(Route(path, name, summary, answer, list_params, problems, found and "id"))

            def respond(**held: Any) -> Response:
                given = () if list_params is None else (_read(list_params),)
                return Response(encode_json(view(*given, **held)), content_type="application/json")

            self._blueprint.add_url_rule(rule, view.__name__, respond, methods=["GET"])
            return view

        return declare


def _read(list_params: ListParams) -> Values:
    return read_params(read_args(request.environ), list_params(get_state().settings), forgiving=False)
