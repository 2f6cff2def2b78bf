"""The web: pages for readers and the API for programs. Flask lives here and nowhere else.

The rule of this folder: a view reads its parameters through `params`, asks the search service, and hands what
it gets to `presenting` (pages) or `answers` (API). Errors are raised, and `failures` answers them.
"""

from searchapp.web.app import create_app, prepare_app

__all__ = ["create_app", "prepare_app"]
