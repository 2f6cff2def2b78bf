"""Which engine serves: the one place that knows their names."""

from __future__ import annotations

import os
from collections.abc import Callable

from searchapp.engines.base import Engine
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.errors import SettingError
from searchapp.settings import Settings


def _open_whoosh(settings: Settings) -> Engine:
    return WhooshEngine(settings.index_dir, settings.index_workers or os.cpu_count() or 1)


def _open_opensearch(settings: Settings) -> Engine:
    # Its client is an extra, and takes a moment to load.
    try:
        from searchapp.engines.opensearch_engine.engine import OpenSearchEngine
    except ModuleNotFoundError as error:
        raise SettingError(
            f"SEARCHAPP_ENGINE is opensearch, and its client is missing ({error}). Install `searchapp[opensearch]`."
        ) from error
    return OpenSearchEngine(settings)


ENGINES: dict[str, Callable[[Settings], Engine]] = {"whoosh": _open_whoosh, "opensearch": _open_opensearch}


def open_engine(settings: Settings) -> Engine:
    """The engine that the settings name. Touches no file until it is asked for something."""
    return ENGINES[settings.engine](settings)
