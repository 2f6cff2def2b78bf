"""The catalogue: complete, compiled, and fitting what the code and the templates say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from searchapp.web.languages import LANGS, TRANSLATIONS_DIR, load_catalog

ROOT = Path(__file__).parents[2]
FOLDER = TRANSLATIONS_DIR / "ar" / "LC_MESSAGES"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "msgid": None}
METHODS = [("*.py", "python"), ("*.html", "jinja2")]


@pytest.fixture(scope="module")
def po() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="ar")


def list_messages(catalog: Catalog) -> dict[object, object]:
    # Reading the two formats gives lists or tuples of plural forms.
    def freeze(value: object) -> object:
        return value if isinstance(value, str) else tuple(value)

    return {freeze(message.id): freeze(message.string) for message in catalog if message.id}


def test_every_message_is_translated(po):
    for message in po:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), message.id
        assert not message.fuzzy, message.id


def test_the_catalogue_holds_the_messages_of_the_code_and_no_others(po):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        found = {
            message
            for folder in ("searchapp/web", "templates")
            for _, _, message, _, _ in extract_from_dir(folder, METHODS, keywords=KEYWORDS)
        }
    assert found == set(list_messages(po))


def test_the_compiled_catalogue_is_that_of_the_text(po):
    with (FOLDER / "messages.mo").open("rb") as file:
        assert list_messages(read_mo(file)) == list_messages(po)


def test_a_translation_names_the_values_of_its_message(po):
    for identity, string in list_messages(po).items():
        plural = isinstance(identity, tuple)
        named = set(re.findall(r"%\(\w+\)s", identity[1] if plural else identity))
        # The forms for none, one and two say the number in words.
        for text in string[3:] if plural else [string]:
            assert set(re.findall(r"%\(\w+\)s", text)) == named, identity


def test_no_english_is_left_on_an_arabic_page(get_text):
    text = re.sub(r"<[^>]*>", " ", get_text("/search", q="جسر", date="2023", **{"from": "2023"}))
    assert set(re.findall(r"[A-Za-z]{2,}", text)) <= {"English", "API"}


@pytest.mark.parametrize("lang", LANGS)
def test_every_language_has_a_catalogue(lang):
    assert load_catalog(lang).gettext("Unknown") == {"ar": "غير معروف", "en": "Unknown"}[lang]
