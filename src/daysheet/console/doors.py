"""Every page and who may see it, in one table; whoever is not signed in is sent to sign in first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.responses import Response

from daysheet.console.desk import Visitor
from daysheet.console.views import boards, connections, metrics, reconcile, records, settings, today
from daysheet.console.views import welcome as arriving

View = Callable[[Visitor], Awaitable[Response]]
ANYBODY: Final = "caller"


@dataclass(frozen=True, kw_only=True)
class Door:
    """
    One page: its path, what makes it, the scope that it needs, and how it may be asked for.

    `is_whole` pages are about the whole business: not for those who may see some locations only.
    """

    path: str
    view: View
    scope: str = ANYBODY
    is_whole: bool = False
    methods: Sequence[str] = field(default=("GET",))


DOORS: Final[Sequence[Door]] = (
    Door(path="/", view=today.home),
    Door(path="/today", view=today.today, scope="read:metrics"),
    Door(path="/metrics", view=metrics.catalogue, scope="read:metrics"),
    Door(path="/metrics/{metric}", view=metrics.metric, scope="read:metrics"),
    Door(path="/boards/work-in-progress", view=boards.wip, scope="read:records"),
    Door(path="/boards/journeys", view=boards.trucks, scope="read:records"),
    Door(path="/boards/journeys/{journey}", view=boards.journey, scope="read:records"),
    Door(path="/boards/journeys/{journey}", view=boards.say, scope="write:boards", methods=("POST",)),
    Door(path="/records", view=records.tables, scope="read:records"),
    Door(path="/records/{table}", view=records.rows, scope="read:records"),
    Door(path="/records/{table}/csv", view=records.export, scope="read:records"),
    Door(path="/connections", view=connections.connections, is_whole=True, scope="read:records"),
    Door(path="/connections/quarantine", view=connections.quarantine, is_whole=True, scope="read:records"),
    Door(path="/connections/quarantine/{number}", view=connections.set_aside_one, is_whole=True, scope="read:records"),
    Door(path="/connections/{name}", view=connections.connection, is_whole=True, scope="read:records"),
    Door(path="/connections/{name}", view=connections.act, is_whole=True, scope="admin:tenant", methods=("POST",)),
    Door(path="/runs/{run}", view=connections.run, is_whole=True, scope="read:records"),
    Door(path="/runs/{run}/end", view=connections.end_run, is_whole=True, scope="start:runs", methods=("POST",)),
    Door(path="/reconcile", view=reconcile.reconcile, scope="read:metrics"),
    Door(path="/welcome", view=arriving.welcome, is_whole=True, scope="admin:tenant"),
    Door(path="/welcome", view=arriving.connect, is_whole=True, scope="admin:tenant", methods=("POST",)),
    Door(path="/settings", view=settings.first, is_whole=True, scope="admin:tenant"),
    Door(path="/settings/{tab}", view=settings.show, is_whole=True, scope="admin:tenant"),
    Door(path="/settings/{tab}", view=settings.change, is_whole=True, scope="admin:tenant", methods=("POST",)),
    Door(path="/theme", view=settings.theme, methods=("POST",)),
)
