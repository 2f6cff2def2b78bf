"""One table of settings: the fields of `Settings`. The environment, `searchapp settings`, the docs and the
tests all read it.

The environment variable of `index_dir` is `SEARCHAPP_INDEX_DIR`, and so on for each.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchapp.errors import SettingError

PREFIX = "SEARCHAPP_"


def _setting(
    default: Any,
    help_text: str,
    *,
    unit: str = "",
    least: int | None = None,
    most: int | None = None,
    choices: tuple[str, ...] = (),
    secret: bool = False,
    addresses: bool = False,
) -> Any:
    metadata = {
        "help": help_text,
        "unit": unit,
        "least": least,
        "most": most,
        "choices": choices,
        # Its value is never shown.
        "secret": secret,
        # It is addresses, which may name a user and a password; these are never shown.
        "addresses": addresses,
    }
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. Read them with `load_settings`; construct directly in tests."""

    index_dir: Path = _setting(Path("index"), "Folder that holds the index.")  # noqa: RUF009 (it makes a field)
    engine: str = _setting("whoosh", "Engine that holds the index.", choices=("whoosh", "opensearch"))
    host: str = _setting("127.0.0.1", "Address that `serve` listens on.")
    port: int = _setting(8000, "Port that `serve` listens on.", least=1, most=65535)
    workers: int = _setting(2, "Processes that serve.", unit="processes", least=1, most=256)
    threads: int = _setting(4, "Threads of each serving process.", unit="threads", least=1, most=256)
    lang: str = _setting("ar", "Language of the pages where the address names none.", choices=("ar", "en"))
    index_workers: int = _setting(
        0, "Processes that build an index; 0 means one for each core.", unit="processes", least=0, most=256
    )
    opensearch_url: str = _setting(
        "http://127.0.0.1:9200",
        "Addresses of the OpenSearch cluster's nodes, with commas between them.",
        addresses=True,
    )
    opensearch_index: str = _setting(
        "searchapp", "Alias of the index on OpenSearch; the indexes' own names begin with it."
    )
    opensearch_user: str = _setting("", "User on OpenSearch, for basic authentication.")
    opensearch_password: str = _setting("", "That user's password.", secret=True)
    opensearch_api_key: str = _setting("", "API key for OpenSearch, in place of a user.", secret=True)
    opensearch_ca_file: str = _setting(
        "", "File of the certificates that https addresses of OpenSearch are checked by."
    )
    opensearch_timeout_ms: int = _setting(10_000, "Longest wait for one answer of OpenSearch.", unit="ms", least=1)
    opensearch_refresh_ms: int = _setting(
        1000, "Longest time until a serving process sees a new index on OpenSearch.", unit="ms", least=0
    )
    opensearch_shards: int = _setting(
        1, "Parts of an index on OpenSearch, from the next reindex on.", unit="shards", least=1, most=1024
    )
    opensearch_replicas: int = _setting(
        1, "Most copies of each part; fewer where there are not so many other nodes.", unit="copies", least=0, most=16
    )
    opensearch_load_replicas: int = _setting(
        0,
        "Copies while articles are loaded, each on a node of its own; 1 outlives the loss of a node.",
        unit="copies",
        least=0,
        most=16,
    )
    opensearch_statistics: str = _setting(
        "local",
        "Whether each part counts how rare words are by itself, or a search asks all parts first.",
        choices=("local", "global"),
    )
    opensearch_deletions_percent: int = _setting(
        0,
        "Replaced articles that a part of an index may still hold after an `add`.",
        unit="percent",
        least=0,
        most=50,
    )
    opensearch_keep_s: int = _setting(
        5, "How long a replaced index is kept for searches under way.", unit="seconds", least=0
    )
    max_query_chars: int = _setting(1000, "Longest query.", unit="characters", least=1, most=5000)
    max_word_chars: int = _setting(100, "Longest word of a query.", unit="characters", least=1)
    max_clauses: int = _setting(
        64, "Most words and numbers of a query, those of its phrases included.", unit="words", least=1
    )
    max_query_depth: int = _setting(16, "Deepest nesting of parentheses.", unit="levels", least=1, most=50)
    max_expansions: int = _setting(
        1000,
        "Most words of the archive that one prefix, wildcard or fuzzy word may stand for.",
        unit="words",
        least=1,
    )
    deadline_ms: int = _setting(2000, "Longest time of one search.", unit="ms", least=1)
    max_per_page: int = _setting(100, "Most hits of one page.", unit="hits", least=1)
    facet_limit: int = _setting(50, "Most values of one facet.", unit="values", least=1)
    max_line_bytes: int = _setting(
        16_000_000, "Longest line or record, and longest text page, that is read.", unit="bytes", least=1000
    )
    max_request_bytes: int = _setting(64_000, "Largest body of a request.", unit="bytes", least=1)


def variable(name: str) -> str:
    """The environment variable of a setting.

    >>> variable("index_dir")
    'SEARCHAPP_INDEX_DIR'
    """
    return PREFIX + name.upper()


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The defaults, overridden by the environment. Unset and empty variables keep the default.

    Raises SettingError, which names the variable, for a value of the wrong kind or outside its bounds, and
    for a `SEARCHAPP_…` variable that no setting has.
    """
    environ = os.environ if environ is None else environ
    known = {variable(item.name): item for item in dataclasses.fields(Settings)}
    values: dict[str, object] = {}
    for key, text in environ.items():
        if not key.startswith(PREFIX) or not text:
            continue
        if key not in known:
            raise SettingError(f"{key} is not a setting; `searchapp settings` lists them all.")
        values[known[key].name] = _read(key, text, known[key])
    return Settings(**values)  # type: ignore[arg-type]  # each value was read by its field's kind


def _read(key: str, text: str, item: dataclasses.Field[Any]) -> object:
    if isinstance(item.default, Path):
        return Path(text)
    if isinstance(item.default, int):
        return _read_number(key, text, item.metadata["least"], item.metadata["most"])
    choices = item.metadata["choices"]
    if choices and text not in choices:
        raise SettingError(f"{key} is {text!r}; it takes one of: {', '.join(choices)}.")
    return text


def _read_number(key: str, text: str, least: int | None, most: int | None) -> int:
    try:
        number = int(text)
    except ValueError:
        raise SettingError(f"{key} is {text!r}; it takes a whole number.") from None
    if (least is not None and number < least) or (most is not None and number > most):
        bounds = f"at least {least}" if most is None else f"from {least} to {most}"
        raise SettingError(f"{key} is {number}; it takes a whole number, {bounds}.")
    return number
