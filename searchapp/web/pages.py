"""The pages for readers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import cast

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from searchapp.arabic import MONTHS, fold_text
from searchapp.errors import NotFoundError
from searchapp.fields import DATE_STEP, STEP
from searchapp.model import UNKNOWN
from searchapp.understood import Understood
from searchapp.web.addresses import read_args
from searchapp.web.explanations import name_form, name_place, round_weights
from searchapp.web.faults import list_repair_notes
from searchapp.web.languages import LANGS, format_weight, msgid, translate
from searchapp.web.links import Pair, SearchLinks, build_article_path, build_url, list_pairs
from searchapp.web.marking import render_marks, render_paragraphs
from searchapp.web.params import list_search_params, read_params
from searchapp.web.presenting import present_results
from searchapp.web.problems import KINDS, explain_cure
from searchapp.web.search_request import build_request
from searchapp.web.state import choose_lang, default_lang, get_state

blueprint = Blueprint("pages", __name__)

HOME_SOURCES = 12
"""How many sources stand open on the first page; the others are one click away."""
MOST_HOME_SOURCES = 300
"""A longer list helps nobody to find a source, and makes a heavy page."""


@blueprint.get("/")
def show_home() -> ResponseReturnValue:
    """One search box, and what the archive holds."""
    service = get_state().service
    sources = [source for source in service.sources() if source.value != UNKNOWN]
    return render_template(
        "home.html",
        q="",
        articles=service.status().documents,
        source_count=len(sources),
        sources=[
            (source, build_url(url_for("pages.show_results"), [("source", source.value), *_list_kept()]))
            for source in sources[:MOST_HOME_SOURCES]
        ],
        shown_sources=HOME_SOURCES,
    )


@blueprint.get("/search")
def show_results() -> ResponseReturnValue:
    """The hits of a query, a page at a time."""
    state = get_state()
    values = read_params(read_args(request.environ), list_search_params(state.settings), forgiving=True)
    page = state.service.search(build_request(values), relax=True)
    lang = cast(str, values["lang"])
    view = present_results(page, lang=lang, path=url_for("pages.show_results"), extra=_list_kept())
    return render_template(
        "results.html",
        q=page.request.q,
        page=page,
        view=view,
        hidden=view.hidden,
        notes=[
            *list_repair_notes(page.understood, lang),
            *_list_month_notes(page.understood, lang),
        ],
        article_url=lambda document_id: _build_article_path(document_id) + view.hit_query,
        explanation_url=lambda document_id: _build_explanation_path(document_id) + view.hit_query,
        render_marks=render_marks,
    )


@blueprint.get("/article/<id:document_id>")
def show_article(document_id: str) -> ResponseReturnValue:
    """A whole article, with the query's words marked. The search that led to it stands in the address."""
    state = get_state()
    asked = build_request(read_params(read_args(request.environ), list_search_params(state.settings), forgiving=True))
    article = state.service.article(document_id, asked)
    document = article.document
    search = url_for("pages.show_results")
    query = SearchLinks("", asked, _list_kept()).page(asked.page)
    came_from_search = asked.page > 1 or bool(list_pairs(asked))
    return render_template(
        "article.html",
        q=asked.q,
        document=document,
        title=render_marks(document.title, article.title_marks),
        paragraphs=render_paragraphs(document.body, article.body_marks),
        captions=[render_marks(*pair) for pair in zip(document.captions, article.caption_marks, strict=True)],
        back_url=search + query if came_from_search else None,
        source_url=build_url(search, [("source", document.source or UNKNOWN), *_list_kept()]),
        seen_on_url=_build_article_path(document.seen_on) + query if document.seen_on else None,
        seen_on_title=article.seen_on_title,
        tags=[(tag, build_url(search, [("tag", tag), *_list_kept()])) for tag in document.tags],
        # Only the web's own schemes: an address from outside could be a script.
        original_url=document.url if (document.url or "").lower().startswith(("https://", "http://")) else None,
    )


@blueprint.get("/why/<id:document_id>")
def show_explanation(document_id: str) -> ResponseReturnValue:
    """Why a search finds an article. The search stands in the address."""
    state = get_state()
    values = read_params(read_args(request.environ), list_search_params(state.settings), forgiving=True)
    asked = build_request(values)
    lang = cast(str, values["lang"])
    query = SearchLinks("", asked, _list_kept()).page(asked.page)
    article = state.service.explain(document_id, asked, relax=True)
    return render_template(
        "explanation.html",
        q=asked.q,
        asked=asked,
        article=article,
        weights=round_weights(article.explanation) if article.explanation else [],
        step=round(STEP),
        date_step=round(DATE_STEP),
        back_url=url_for("pages.show_results") + query,
        article_url=_build_article_path(document_id) + query,
        name_form=lambda form: name_form(form, lang),
        name_place=lambda field: name_place(field, lang),
        show_weight=lambda weight: format_weight(weight, lang),
    )


@blueprint.get("/help")
def show_help() -> ResponseReturnValue:
    """The query language, with examples."""
    return render_template("help.html", q="")


@blueprint.get("/problems/<code>")
def show_problem(code: str) -> ResponseReturnValue:
    """What a problem's `type` in the API leads to."""
    if code not in KINDS:
        raise NotFoundError("No problem has this code.")
    kind = KINDS[code]
    return render_template(
        "problem.html", q="", code=code, kind=kind, cure=explain_cure(code, choose_lang(), get_state().settings)
    )


def _list_month_notes(understood: Understood, lang: str) -> Iterator[Markup]:
    """Which other names of a month were looked for, as they are written."""
    written = _list_written_months()
    for clause in understood.words:
        names = [shown for name in clause.names if (shown := _write_month(name, written))]
        if names:
            isolated = Markup(" · ").join(Markup("<bdi>{}</bdi>").format(name) for name in names)
            yield escape(translate(lang, msgid("Also searched for: %(names)s"))) % {"names": isolated}


def _write_month(name: str, written: Mapping[str, str]) -> str:
    """A month's folded name, alone or with a day or a year, as it is written; of forms in digits the commonest with
    its signs, "" for the others.
    """
    words = name.split()
    month = " ".join(word for word in words if not word.isdecimal())
    if month:
        return name.replace(month, written[month])
    return "" if name.startswith("0") or " 0" in name or len(words[-1]) < len(words[0]) else "/".join(words)


@cache
def _list_written_months() -> Mapping[str, str]:
    """Folded name of a month → the name as it is written."""
    return {fold_text(name): name for row in MONTHS for name in row}


def find_language_switch(lang: str) -> tuple[str, str]:
    """The other language and the address of this page in it; the first page's where this is none."""
    other = LANGS[1 - LANGS.index(lang)]
    if request.endpoint is None or request.endpoint == "static":
        path, pairs = url_for("pages.show_home"), []
    else:
        # From the endpoint, never from the raw path: one that begins with "//" would lead elsewhere.
        path = url_for(request.endpoint, **(request.view_args or {}))
        pairs = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    if other != default_lang():
        pairs.append(("lang", other))
    return other, build_url(path, pairs)


def _build_article_path(document_id: str) -> str:
    return build_article_path(f"{request.script_root}/article/", document_id)


def _build_explanation_path(document_id: str) -> str:
    return build_article_path(f"{request.script_root}/why/", document_id)


def _list_kept() -> list[Pair]:
    """The language as a pair that links carry, or nothing when it is the default."""
    lang = choose_lang()
    return [] if lang == default_lang() else [("lang", lang)]
