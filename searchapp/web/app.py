"""The application factory. Nothing happens at import; an index is not needed to start."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from flask_babel import Babel

import searchapp
from searchapp.errors import SearchappError
from searchapp.search import SearchService, open_service
from searchapp.settings import Settings, load_settings
from searchapp.web import api, docs, headers, pages
from searchapp.web.assets import register_assets
from searchapp.web.converters import IdConverter
from searchapp.web.failures import register_failures
from searchapp.web.languages import DIRECTIONS, TRANSLATIONS_DIR, format_day, format_number
from searchapp.web.marking import clean_value, isolate_dates
from searchapp.web.shortcut import register_shortcut
from searchapp.web.state import State, choose_lang, default_lang, get_state, keep_state
from searchapp.web.warming import warm_up


def create_app(settings: Settings | None = None, service: SearchService | None = None) -> Flask:
    """The WSGI application. Settings come from the environment and the service from them, unless given; an app of
    one that is given is not prepared.

    A missing index is no error here: the pages answer 503 until there is one. Raises SettingError.
    """
    settings = settings if settings is not None else load_settings()
    if service is not None:
        return _build_app(settings, service)
    app = _build_app(settings, open_service(settings))
    prepare_app(app)
    return app


def prepare_app(app: Flask, *, wait: bool = True) -> bool:
    """Load what the workers of a server are to share; call it in the process that they are forked from. An index that
    cannot be read now is no error. `wait` and what is returned are `Engine.prepare`'s.
    """
    with app.app_context():
        state = get_state()
    prepared = state.service.prepare(wait=wait)
    with contextlib.suppress(SearchappError):
        warm_up(app, _build_app(state.settings, state.service.open_twin()))
    return prepared


def _build_app(settings: Settings, service: SearchService) -> Flask:
    app = Flask("searchapp.web", template_folder=find_templates())
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS_DIR)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_request_bytes
    # Ids may hold "//"; a redirect that merges the slashes would lose the article.
    app.url_map.merge_slashes = False
    app.url_map.converters["id"] = IdConverter
    # Each expression of each template is cleaned, so none has to remember it.
    app.jinja_options = {"finalize": clean_value, "trim_blocks": True, "lstrip_blocks": True}
    state = State(settings, service)
    keep_state(app.extensions, state)
    Babel(app, locale_selector=choose_lang)
    app.context_processor(make_context)
    register_assets(app)
    register_failures(app)
    register_shortcut(app, state)
    headers.register_headers(app)
    for blueprint in (pages.blueprint, api.blueprint, docs.blueprint):
        app.register_blueprint(blueprint)
    return app


def find_templates() -> str:
    """The folder of templates: inside the package in a wheel, beside it in a checkout."""
    package = Path(searchapp.__file__).parent
    inside = package / "templates"
    return str(inside if inside.is_dir() else package.parent / "templates")


def make_context() -> dict[str, Any]:
    """What every template knows: the language, its direction, and addresses that keep the language."""
    lang = choose_lang()
    kept: dict[str, Any] = {} if lang == default_lang() else {"lang": lang}

    def page_url(endpoint: str, **values: Any) -> str:
        return url_for(endpoint, **kept, **values)

    return {
        "lang": lang,
        "direction": DIRECTIONS[lang],
        "kept_lang": kept.get("lang"),
        "page_url": page_url,
        "show_day": lambda day: format_day(day, lang),
        "show_number": lambda number: format_number(number, lang),
        "isolate_dates": isolate_dates,
        "max_query_chars": get_state().settings.max_query_chars,
        "switch": pages.find_language_switch(lang),
    }
