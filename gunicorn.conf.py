"""Settings of `gunicorn wsgi:app`: the same as those of `searchapp serve`, from the same environment."""

import sys

from searchapp.cli.server import gunicorn_options
from searchapp.errors import SettingError
from searchapp.settings import load_settings

try:
    globals().update(gunicorn_options(load_settings()))
except SettingError as error:
    sys.exit(f"searchapp: {error.message}")
