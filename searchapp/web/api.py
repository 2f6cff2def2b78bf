"""The API of version 1, and the two addresses by which a supervisor asks how the service is."""

from __future__ import annotations

from typing import cast
from urllib.parse import quote

from flask import Blueprint, request

from searchapp.settings import Settings
from searchapp.web.answers import encode_article, encode_completions, encode_readiness, encode_search, encode_sources
from searchapp.web.links import API_SEARCH_PATH
from searchapp.web.params import ParamList, Values, lang_param, list_api_search_params, list_suggest_params
from searchapp.web.routing import Routes
from searchapp.web.schemas import Article, Health, Readiness, SearchAnswer, SourcesAnswer, SuggestAnswer
from searchapp.web.search_request import build_request
from searchapp.web.state import State, get_state

blueprint = Blueprint("api", __name__)
routes = Routes(blueprint)


def _list_lang(_: Settings) -> ParamList:
    return ParamList([lang_param("en")])


@routes.get(API_SEARCH_PATH, "searchArticles", SearchAnswer, list_api_search_params)
def search_articles(values: Values) -> SearchAnswer:
    """Articles that match a query, a page at a time, with facets."""
    return answer_search(get_state(), values, request.script_root)


def answer_search(state: State, values: Values, script_root: str) -> SearchAnswer:
    """The answer to a search; its links begin with the path below which the app runs."""
    page = state.service.search(build_request(values))
    return encode_search(page, lang=_get_lang(values), path=quote(script_root) + API_SEARCH_PATH)


@routes.get("/api/v1/articles/<id:document_id>", "getArticle", Article, _list_lang, ("400", "404", "503"))
def get_article(_: Values, document_id: str) -> Article:
    """One whole article."""
    return encode_article(get_state().service.article(document_id).document)


@routes.get("/api/v1/sources", "listSources", SourcesAnswer, _list_lang)
def list_sources(values: Values) -> SourcesAnswer:
    """Every source of the archive."""
    return encode_sources(get_state().service.sources(), lang=_get_lang(values))


@routes.get("/api/v1/suggest", "suggestWords", SuggestAnswer, list_suggest_params)
def suggest_words(values: Values) -> SuggestAnswer:
    """Words of the archive that complete the last word typed."""
    typed = cast(str, values["q"])
    return encode_completions(typed, get_state().service.suggest(typed))


@routes.get("/healthz", "checkHealth", Health, problems=())
def check_health() -> Health:
    """Whether the process is up."""
    return Health("ok")


@routes.get("/readyz", "checkReadiness", Readiness, problems=("503",))
def check_readiness() -> Readiness:
    """Whether searches can be answered now, and whether by the newest index."""
    return encode_readiness(get_state().service.check_ready())


def _get_lang(values: Values) -> str:
    return cast(str, values["lang"])
