"""What every view needs of its app and its request: the service, the settings, the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app, request

from searchapp.search import SearchService
from searchapp.settings import Settings
from searchapp.web.answers import API_LANG
from searchapp.web.languages import LANGS

_KEY = "searchapp"
_MACHINE_PATHS = ("/api/", "/healthz", "/readyz")


@dataclass(frozen=True, slots=True)
class State:
    """Kept in the app's extensions under one key."""

    settings: Settings
    service: SearchService


def keep_state(extensions: dict[str, object], state: State) -> None:
    """Put the state where `get_state` finds it."""
    extensions[_KEY] = state


def get_state() -> State:
    """The state of the app that answers the present request."""
    return cast(State, current_app.extensions[_KEY])


def is_for_machines() -> bool:
    """Whether the present address belongs to the API, where errors are problem documents."""
    return is_machine_path(request.path)


def is_machine_path(path: str) -> bool:
    """Whether a path belongs to the API.

    >>> is_machine_path("/api/v1/search"), is_machine_path("/search")
    (True, False)
    """
    return path == "/api" or path.startswith(_MACHINE_PATHS)


def choose_lang() -> str:
    """The language of the present request. Never raises, because error pages need it too."""
    asked = request.args.get("lang")
    return asked if asked in LANGS else default_lang()


def default_lang() -> str:
    """The language where the address names none."""
    return API_LANG if is_for_machines() else get_state().settings.lang
