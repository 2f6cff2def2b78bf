"""The API of version 1, and the two addresses by which a supervisor asks how the service is."""

from __future__ import annotations

from typing import cast

import msgspec
from flask import Blueprint, Response, request, url_for

from searchapp.web.answers import encode_article, encode_completions, encode_json, encode_search, encode_sources
from searchapp.web.params import Param, Values, lang_param, list_api_search_params, list_suggest_params, read_params
from searchapp.web.schemas import Health
from searchapp.web.search_request import build_request
from searchapp.web.state import get_state

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/v1/search")
def search_articles() -> Response:
    """Articles that match, a page at a time, with facets."""
    values = _read(list_api_search_params(get_state().settings))
    page = get_state().service.search(build_request(values))
    return _answer(encode_search(page, lang=_get_lang(values), path=url_for("api.search_articles")))


@blueprint.get("/api/v1/articles/<id:document_id>")
def get_article(document_id: str) -> Response:
    """One whole article."""
    _read((lang_param("en"),))
    return _answer(encode_article(get_state().service.article(document_id).document))


@blueprint.get("/api/v1/sources")
def list_sources() -> Response:
    """Every source of the archive."""
    lang = _get_lang(_read((lang_param("en"),)))
    return _answer(encode_sources(get_state().service.sources(), lang=lang))


@blueprint.get("/api/v1/suggest")
def suggest_words() -> Response:
    """Words of the archive that complete the last word typed."""
    typed = cast(str, _read(list_suggest_params())["q"])
    return _answer(encode_completions(typed, get_state().service.suggest(typed)))


@blueprint.get("/healthz")
def check_health() -> Response:
    """Whether the process is up."""
    return _answer(Health("ok"))


@blueprint.get("/readyz")
def check_readiness() -> Response:
    """Whether searches can be answered now: 503 while they cannot."""
    get_state().service.check_ready()
    return _answer(Health("ok"))


def _read(params: tuple[Param, ...]) -> Values:
    return read_params(request.args, params, forgiving=False)


def _get_lang(values: Values) -> str:
    return cast(str, values["lang"])


def _answer(answer: msgspec.Struct) -> Response:
    return Response(encode_json(answer), content_type="application/json")
