"""Settings of `gunicorn wsgi:app`: the same as those of `searchapp serve`, from the same environment."""

from searchapp.cli.server import gunicorn_options
from searchapp.settings import load_settings

globals().update(gunicorn_options(load_settings()))
