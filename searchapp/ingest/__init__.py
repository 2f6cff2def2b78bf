"""Files → documents. One small module a format (`format_*`) and a text layout (`layout_*`), one register.

Every reading gives `Document`s and `Skipped`s and raises nothing for bad input. A date or a source that a text
does not state is unknown: nothing here guesses.
"""

from searchapp.ingest.dates import read_date
from searchapp.ingest.identity import derive_id
from searchapp.ingest.intake import Intake
from searchapp.ingest.options import IngestOptions

__all__ = ["IngestOptions", "Intake", "derive_id", "read_date"]
