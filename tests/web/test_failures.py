"""Every error is an answer: a problem document for programs, a kind page for readers, never a trace."""

from __future__ import annotations

import dataclasses
from urllib.parse import quote

import pytest

from searchapp import errors
from searchapp.cli.server import MAX_REQUEST_LINE_BYTES
from searchapp.settings import Settings
from searchapp.web import create_app
from searchapp.web.failures import find_longest_query_string
from searchapp.web.problems import KINDS

API_PATHS = ["/api/v1/search", "/api/v1/articles/a1", "/api/v1/sources", "/api/v1/suggest"]
PAGE_PATHS = ["/", "/search", "/article/a1", "/why/a1"]
ERRORS = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.SearchappError)
]


def check_problem(response, status):
    problem = response.get_json(force=True)
    assert response.content_type == "application/problem+json"
    assert list(problem) == ["type", "title", "status", "detail", "instance"]
    assert response.status_code == problem["status"] == status
    assert problem["type"].startswith("/problems/")
    assert problem["title"]
    assert problem["detail"]
    assert response.headers["Cache-Control"] == "no-store"
    return problem


@pytest.mark.parametrize("path", [*API_PATHS, "/readyz"])
@pytest.mark.parametrize("kind", ERRORS)
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_error_on_every_route_of_the_api_is_a_problem(client, service, path, kind, lang):
    service.error = kind("SECRET /var/index is broken; try this.")
    response = client.get(path, query_string={"lang": lang})
    problem = check_problem(response, kind.status)
    assert problem["instance"] == path
    assert problem["type"] == f"/problems/{kind.code if kind.code in KINDS else 'internal'}"
    assert ("SECRET" in problem["detail"]) == (kind.status == 400 and lang == "en")
    assert ("Retry-After" in response.headers) == (kind.status == 503)
    assert client.get(problem["type"]).status_code == 200


@pytest.mark.parametrize("path", PAGE_PATHS)
@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_on_every_page_is_a_page(client, service, path, kind):
    service.error = kind("SECRET")
    response = client.get(path)
    assert response.status_code == kind.status
    assert response.mimetype == "text/html"
    assert 'dir="rtl"' in response.text
    assert "SECRET" not in response.text


@pytest.mark.parametrize("path", [*API_PATHS, *PAGE_PATHS])
def test_an_unexpected_exception_is_logged_and_not_shown(client, service, path, caplog):
    service.error = RuntimeError("SECRET")
    response = client.get(path)
    assert response.status_code == 500
    assert "SECRET" not in response.text
    assert "Traceback" not in response.text
    assert "RuntimeError: SECRET" in caplog.text


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1", "/api/v1/nothing", "/api/v1/articles/none", "/api/v1/articles/"]
)
def test_an_address_of_the_api_that_is_not_there_is_a_problem(client, path):
    check_problem(client.get(path), 404)


@pytest.mark.parametrize(
    "path", ["/nothing", "/article/none", "/problems/none", "//elsewhere.example/", "/static/no"]
)
def test_a_page_that_is_not_there_is_a_kind_page(client, path):
    response = client.get(environ_overrides={"PATH_INFO": path})
    assert response.status_code == 404
    assert "غير موجود" in response.text
    assert 'href="//' not in response.text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_another_method_on_the_api_is_a_problem_that_names_those_allowed(client, method):
    response = getattr(client, method)("/api/v1/search")
    check_problem(response, 405)
    assert "GET" in response.headers["Allow"]


def test_another_method_on_a_page_is_a_page(client):
    response = client.post("/search", data={"q": "x"})
    assert (response.status_code, response.mimetype) == (405, "text/html")


def test_a_redirect_is_no_failure(app):
    app.add_url_rule("/folder/", view_func=lambda: "")
    response = app.test_client().get("/folder")
    assert (response.status_code, response.headers["Location"]) == (308, "http://localhost/folder/")


def test_too_large_a_body_is_refused(client, web_settings):
    response = client.get("/api/v1/search", data=b"x" * (web_settings.max_request_bytes + 1))
    assert check_problem(response, 413)["type"] == "/problems/payload-too-large"


def test_too_long_an_address_is_refused(client):
    problem = check_problem(client.get("/api/v1/search", query_string={"q": "x" * 20_000}), 400)
    assert problem["type"] == "/problems/uri-too-long"


def test_the_longest_query_that_a_setting_allows_is_no_too_long_address(service, web_settings):
    item = next(each for each in dataclasses.fields(Settings) if each.name == "max_query_chars")
    settings = dataclasses.replace(web_settings, max_query_chars=item.metadata["most"])
    query = {"q": "\U0001fae0" * settings.max_query_chars, "source": "\U0001fae0" * 100}
    assert create_app(settings, service).test_client().get("/search", query_string=query).status_code == 200
    assert find_longest_query_string(settings) + 1000 < MAX_REQUEST_LINE_BYTES


BAD_PARAMETERS = [
    ({"nothing": "1"}, "bad-parameter", "nothing"),
    ({"q": ["a", "b"]}, "bad-parameter", "q"),
    ({"source": [str(number) for number in range(51)]}, "bad-parameter", "source"),
    ({"tag": "x" * 2001}, "bad-parameter", "tag"),
    ({"sort": "random"}, "bad-parameter", "relevance, newest, oldest"),
    ({"match": "none"}, "bad-parameter", "all, any"),
    ({"highlight": "yes"}, "bad-parameter", "highlight"),
    ({"lang": "fr"}, "bad-parameter", "ar, en"),
    ({"page": "0"}, "bad-parameter", "page"),
    ({"page": "-1"}, "bad-parameter", "page"),
    ({"page": "1.5"}, "bad-parameter", "page"),
    ({"page": "٣"}, "bad-parameter", "page"),
    ({"page": "9" * 1000}, "bad-parameter", "page"),
    ({"page": ""}, "bad-parameter", "page"),
    ({"per_page": "101"}, "bad-parameter", "100"),
    ({"page": "101", "per_page": "100"}, "bad-parameter", "10000"),
    ({"from": "yesterday"}, "bad-date", "from"),
    ({"from": "2023-02-30"}, "bad-date", "2023-02-30"),
    ({"from": ""}, "bad-date", "from"),
    ({"to": "0000"}, "bad-date", "to"),
    ({"date": "2023-13"}, "bad-date", "2023-13"),
    ({"date": "2023-09-05"}, "bad-date", "2023-09-05"),
    ({"from": "2023..2024"}, "bad-date", "2023..2024"),
    ({"from": "2024", "to": "2023"}, "bad-date", "2024-01-01"),
]


@pytest.mark.parametrize(("query", "code", "names"), BAD_PARAMETERS)
def test_a_bad_parameter_is_named_in_both_languages(client, query, code, names):
    problem = check_problem(client.get("/api/v1/search", query_string=query), 400)
    assert problem["type"] == f"/problems/{code}"
    assert names in problem["detail"]
    if "lang" not in query:
        arabic = check_problem(client.get("/api/v1/search", query_string={**query, "lang": "ar"}), 400)
        assert names in arabic["detail"]
        assert arabic["detail"] != problem["detail"]


def test_a_single_parameter_is_given_only_once(client):
    problem = check_problem(client.get("/api/v1/search?q=a&q=b"), 400)
    assert problem["detail"] == "The parameter q may be given only once."


def test_the_web_passes_over_unknown_and_empty_parameters(get_text, service):
    get_text("/search", **{"utm": "x", "q": "جسر", "from": "", "to": "", "sort": "", "page": ""})
    assert service.asked.date_from is None
    assert (service.asked.sort, service.asked.page) == ("relevance", 1)


def test_the_web_refuses_a_wrong_value_with_a_reason_in_arabic(client):
    response = client.get("/search?from=2024&to=2023")
    assert response.status_code == 400
    assert "تنتهي المدة قبل أن تبدأ" in response.text


def test_a_page_on_a_wrong_date_says_which_and_isolates_dates(client, service):
    parameter = client.get("/search", query_string={"date": "2023-13"})
    assert parameter.status_code == 400
    assert 'لا «<bdi dir="ltr">2023-13</bdi>».' in parameter.text
    service.error = errors.BadDateError("The date cannot be read.", value="05/13/2023")
    inside_query = client.get("/search", query_string={"q": "date:05/13/2023"})
    assert '«<bdi dir="ltr">05/13/2023</bdi>» ليس تاريخًا' in inside_query.text
    assert '<bdi dir="ltr">2023-09-05</bdi>' in inside_query.text


@pytest.mark.parametrize(("lang", "written"), [("ar", "5 أيلول 2023"), ("en", "5 September 2023")])
def test_what_is_said_of_a_wrong_date_has_one_with_a_month_s_name(client, lang, written):
    for name in ("from", "to"):
        assert written in check_problem(client.get(f"/api/v1/search?{name}=x&lang={lang}"), 400)["detail"]
    assert written[2:] in check_problem(client.get(f"/api/v1/search?date=x&lang={lang}"), 400)["detail"]
    assert written in client.get(f"/problems/bad-date?lang={lang}").text


def test_a_long_wrong_date_is_shortened(client):
    detail = check_problem(client.get("/api/v1/search", query_string={"from": "9" * 1000}), 400)["detail"]
    assert "9" * 40 + "…" in detail
    assert "9" * 41 not in detail


def test_an_app_without_an_index_starts_and_answers_503(web_settings):
    client = create_app(web_settings).test_client()
    assert client.get("/healthz").status_code == 200
    response = client.get("/")
    assert response.status_code == 503
    assert "الأرشيف غير جاهز بعد" in response.text
    assert check_problem(client.get("/readyz"), 503)["type"] == "/problems/no-index"


def test_the_particulars_of_a_bad_query_stand_in_both_languages(client, service):
    cases = [
        (errors.QueryTooLongError("SECRET", count=1400, limit=1000), ["1400", "1000"]),
        (errors.TooManyExpansionsError("SECRET", pattern="ال*", limit=1000), ["«ال*»", "1000"]),
        (errors.QuerySyntaxError("SECRET", fault="unbalanced-quote", position=6), ["7", "علامة تنصيص"]),
        (errors.BadDateError("SECRET", value="2023-13"), ["2023-13"]),
    ]
    for service.error, particulars in cases:
        detail = check_problem(client.get("/api/v1/search?lang=ar"), 400)["detail"]
        assert "SECRET" not in detail
        assert all(each in detail for each in particulars), detail


def test_every_fault_of_syntax_is_told_as_the_query_package_tells_it():
    from searchapp.query.repairs import FAULTS as TOLD
    from searchapp.web.faults import FAULTS

    assert {code: f"{what}; {cure}" for code, (what, cure) in TOLD.items()} == FAULTS


RAW = "نفط".encode().decode("latin-1")


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/suggest", "/search", "/article/a1"])
def test_raw_letters_of_an_address_are_read_as_encoded_ones_are(client, path):
    raw = client.get(path, environ_overrides={"QUERY_STRING": f"q={RAW}"})
    assert raw.status_code == 200
    assert raw.text == client.get(path, query_string={"q": "نفط"}).text


@pytest.mark.parametrize("query", ["q=%ff", "q=\xff", "q=%D9", "%E4=1"])
def test_a_query_string_of_another_encoding_is_refused_with_the_reason(client, query):
    for path in ("/api/v1/search", "/api/v1/suggest"):
        problem = check_problem(client.get(path, environ_overrides={"QUERY_STRING": query}), 400)
        assert (problem["type"], problem["title"]) == ("/problems/bad-encoding", "The address is not in UTF-8")
    page = client.get("/search", environ_overrides={"QUERY_STRING": query})
    assert page.status_code == 400
    assert "العنوان ليس بترميز UTF-8" in page.text


def test_a_path_of_another_encoding_is_refused_with_the_reason(client):
    assert client.get(environ_overrides={"PATH_INFO": "/article/\xff"}).status_code == 400
    problem = check_problem(client.get(environ_overrides={"PATH_INFO": "/api/v1/articles/\xff"}), 400)
    assert problem["type"] == "/problems/bad-encoding"


@pytest.mark.parametrize("typed", ["%ff", "100%", "\ufffd"])
def test_signs_that_only_look_like_bytes_are_text(client, service, typed):
    assert client.get("/api/v1/search", query_string={"q": typed}).status_code == 200
    assert service.asked.q == typed
    assert client.get(f"/api/v1/articles/{quote(typed)}").status_code == 404
