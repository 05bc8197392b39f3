"""Every page and who may see it, in one table; whoever is not signed in is sent to sign in first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.responses import Response

from daysheet.console.desk import Visitor
from daysheet.console.views import (
    audit,
    boards,
    compare,
    connection_plans,
    connections,
    fixing,
    follow_ups,
    leads,
    metrics,
    pressing,
    quarantine,
    reconcile,
    record,
    records,
    runs,
    screens,
    searching,
    settings,
    today,
)
from daysheet.console.views import connection_acts as acts
from daysheet.console.views import journey as journeys
from daysheet.console.views import views as saving
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


def posts(path: str, view: View, scope: str) -> Sequence[Door]:
    """Return the door of a form that is about the whole business."""
    return [Door(path=path, view=view, scope=scope, is_whole=True, methods=("POST",))]


DOORS: Final[Sequence[Door]] = (
    Door(path="/", view=saving.home),
    Door(path="/search", view=searching.find),
    Door(path="/views", view=saving.views),
    Door(path="/views", view=saving.change, methods=("POST",)),
    Door(path="/today", view=today.today, scope="read:metrics"),
    Door(path="/today/pressing", view=pressing.what_presses, scope="read:metrics"),
    Door(path="/today/pressing", view=pressing.put_aside, scope="read:metrics", methods=("POST",)),
    Door(path="/metrics", view=metrics.catalogue, scope="read:metrics"),
    Door(path="/metrics/{metric}", view=metrics.metric, scope="read:metrics"),
    Door(path="/metrics/{metric}", view=metrics.say_goals, scope="admin:tenant", methods=("POST",)),
    Door(path="/compare", view=compare.first, scope="read:metrics"),
    Door(path="/compare/{kind}", view=compare.compare, scope="read:metrics"),
    Door(path="/boards/work-in-progress", view=boards.wip, scope="read:records"),
    Door(path="/boards/journeys", view=boards.trucks, scope="read:records"),
    Door(path="/boards/journeys/{journey}", view=journeys.journey, scope="read:records"),
    Door(path="/boards/journeys/{journey}", view=journeys.say, scope="write:boards", methods=("POST",)),
    Door(path="/boards/journeys/{journey}/called", view=journeys.called, scope="write:boards", methods=("POST",)),
    Door(path="/boards/journeys/{journey}/phone", view=journeys.show_phone, scope="read:pii", methods=("POST",)),
    Door(path="/follow-ups", view=follow_ups.follow_ups, scope="read:records"),
    Door(path="/follow-ups", view=follow_ups.make, scope="write:boards", methods=("POST",)),
    Door(path="/follow-ups/{follow_up}/hand-on", view=follow_ups.hand_on, scope="write:boards", methods=("POST",)),
    Door(path="/follow-ups/{follow_up}/done", view=follow_ups.finish, scope="read:records", methods=("POST",)),
    Door(path="/records", view=records.tables, scope="read:records"),
    Door(path="/records/of/{vendor}/{number}", view=record.find, scope="read:records"),
    Door(path="/records/{table}", view=records.rows, scope="read:records"),
    Door(path="/records/{table}/csv", view=records.export, scope="read:records"),
    Door(path="/records/{table}/{key:path}", view=record.record, scope="read:records"),
    Door(path="/connections", view=connections.connections, is_whole=True, scope="read:records"),
    Door(path="/connections/quarantine", view=quarantine.quarantine, is_whole=True, scope="read:records"),
    *posts("/connections/quarantine", quarantine.replay, "start:runs"),
    Door(path="/connections/quarantine/{number}", view=quarantine.one, is_whole=True, scope="read:records"),
    *posts("/connections/quarantine/{number}/accept", quarantine.accept, "admin:tenant"),
    *posts("/connections/quarantine/{number}/again", quarantine.ask_again, "start:runs"),
    Door(path="/connections/{name}", view=connections.connection, is_whole=True, scope="read:records"),
    *posts("/connections/{name}", acts.act, "admin:tenant"),
    *posts("/connections/{name}/read", acts.read_now, "start:runs"),
    Door(path="/connections/{name}/again", view=acts.again, is_whole=True, scope="start:runs"),
    *posts("/connections/{name}/again", acts.read_again, "start:runs"),
    Door(path="/connections/{name}/branches", view=connection_plans.branches, is_whole=True, scope="admin:tenant"),
    *posts("/connections/{name}/branches", connection_plans.map_branches, "admin:tenant"),
    Door(path="/connections/{name}/plan", view=connection_plans.plan, is_whole=True, scope="admin:tenant"),
    *posts("/connections/{name}/plan", connection_plans.store_plan, "admin:tenant"),
    Door(path="/runs/{run}", view=runs.run, is_whole=True, scope="read:records"),
    *posts("/runs/{run}/end", runs.end_run, "start:runs"),
    Door(path="/leads", view=leads.leads, is_whole=True, scope="read:records"),
    *posts("/leads", leads.submit, "write:leads"),
    *posts("/leads/{lead}/send", leads.send_again, "write:leads"),
    Door(path="/reconcile", view=reconcile.reconcile, scope="read:metrics"),
    Door(path="/reconcile", view=reconcile.type_in, scope="admin:tenant", methods=("POST",)),
    Door(path="/reconcile/accept", view=reconcile.accept, scope="admin:tenant", methods=("POST",)),
    Door(path="/reconcile/close", view=reconcile.close, is_whole=True, scope="admin:tenant", methods=("POST",)),
    Door(path="/fix", view=fixing.fixes, scope="read:metrics"),
    Door(path="/fix/{rule}", view=fixing.rule, scope="read:records"),
    Door(path="/welcome", view=arriving.welcome, is_whole=True, scope="admin:tenant"),
    Door(path="/welcome", view=arriving.connect, is_whole=True, scope="admin:tenant", methods=("POST",)),
    Door(path="/settings", view=settings.first, is_whole=True, scope="admin:tenant"),
    Door(path="/settings/screens", view=screens.screens, is_whole=True, scope="admin:tenant"),
    Door(path="/settings/screens", view=screens.change_screens, is_whole=True, scope="admin:tenant", methods=("POST",)),
    Door(path="/settings/audit/csv", view=audit.export, is_whole=True, scope="admin:tenant"),
    Door(path="/settings/{tab}", view=settings.show, is_whole=True, scope="admin:tenant"),
    Door(path="/settings/{tab}", view=settings.change, is_whole=True, scope="admin:tenant", methods=("POST",)),
    Door(path="/theme", view=settings.theme, methods=("POST",)),
)
