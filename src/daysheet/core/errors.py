"""
Exceptions, grouped by what the caller should do about them.

A record that cannot be read is not an exception: reading returns `Problem` values.
Every message says what happened, to which thing, and what to do; none holds a secret,
a payload or a person.
"""

from __future__ import annotations


class DaysheetError(Exception):
    """The root of everything Daysheet raises on purpose."""

    exit_code = 1


class Transient(DaysheetError):
    """Wait and try again; nothing is broken."""

    exit_code = 6


class RateLimited(Transient):
    """The vendor asked for more patience than a run may have."""


class AllowanceSpent(RateLimited):
    """The vendor grants no more calls until its next cycle begins."""


class VendorUnavailable(Transient):
    """The vendor cannot be reached, or answers with errors only."""


class DatabaseBusy(Transient):
    """The database is gone, starting, or another run holds what this one needs."""

    exit_code = 1


class StreamBusy(DatabaseBusy):
    """Another run is reading this stream; nothing is wrong, and it is read again when that one is done."""


class LeaseLost(DatabaseBusy):
    """Another worker has taken over this stream; nothing of this worker's page was written."""


class NeedsOperator(DaysheetError):
    """Stop and tell a person: trying again changes nothing."""


class CredentialsRefused(NeedsOperator):
    """The vendor does not accept the credential of a connection."""

    exit_code = 5


class VendorChanged(NeedsOperator):
    """The vendor answers in a form that nobody declared; storing it would do harm."""


class PageFailed(VendorChanged):
    """One page is not what was promised; it may be asked for again, and is never an empty page."""


class LocationsAlike(VendorChanged):
    """The vendor answers two locations alike, so it does not tell them apart; nothing of the second one was stored."""


class RowRefused(NeedsOperator):
    """The database does not take a row. Who stores a batch sets the record of that row aside; `reason` says why."""

    def __init__(self, table: str, reason: str) -> None:
        super().__init__(
            f"The database does not take rows of {table} ({reason}). Nothing of their batch was stored. "
            "Compare its schema with this release: daysheet doctor"
        )
        self.reason = reason


class SettingMissing(NeedsOperator):
    """Something has to be set before this can work."""


class SettingWrong(NeedsOperator):
    """A setting, a path or a file does not fit."""

    exit_code = 2


class SchemaMismatch(NeedsOperator):
    """The database and the program are of different releases, or a migration was tampered with."""


class NotAllowed(DaysheetError):
    """Tell the client: it may not have this, or it is not there."""

    exit_code = 4


class ForbiddenByScope(NotAllowed):
    """A location is outside the scope of the credential."""


class UnknownThing(NotAllowed):
    """There is no connection, tenant, stream or record of that name."""

    exit_code = 3


class NameTaken(NotAllowed):
    """A thing of that name exists already."""

    exit_code = 2
