"""What the embedded PostgreSQL says when it cannot serve."""

from __future__ import annotations

from daysheet.core.errors import NeedsOperator


class EmbeddedUnavailable(NeedsOperator):
    """This machine or this folder cannot run the embedded PostgreSQL; the message says what to do."""
