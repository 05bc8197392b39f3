"""query, database, migrate, doctor."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.doorway import doorway
from daysheet.operations import checking, querying
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.opening import make_home, migrated_now, stay_up
from daysheet.warehouse.sealing import Vault

database = App(name="database", help="The PostgreSQL behind it: its address, and whether it stays up.")
ROWS_MAX = 1_000


def query(
    sql: str,
    /,
    *,
    limit: Annotated[int, Parameter(help="Rows at most.")] = ROWS_MAX,
    common: Common = Common(),  # noqa: B008
) -> int:
    """
    Ask a question in SQL: read-only, of one tenant only.

    Example: daysheet query "select status, count(*) from tekmetric.repair_orders group by status"

    Parameters
    ----------
    sql
        One SQL statement.
    """

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            answer = await querying.query(office, tenant, sql, limit)
        if common.json:
            common.emit(
                {
                    "rows": answer.rows,
                    "columns": list(answer.columns),
                    "row_count": len(answer.rows),
                    "has_more": answer.has_more,
                }
            )
            return 0
        common.show(answer.columns, answer.rows, "No rows.")
        more = f" (more with --limit {limit * 10})" if answer.has_more else ""
        common.talk.print(f"{len(answer.rows)} rows{more}, {answer.seconds * 1000:.0f} ms, read-only, your tenant only")
        return 0

    return run_now(work(), common)


@database.command
def url(
    *,
    role: Literal["owner", "service", "reader"] = "reader",
    common: Common = Common(),  # noqa: B008
) -> int:
    """
    Print an address for psql and reporting tools; the embedded server then stays up.

    The reader sees one tenant and cannot write. The service has to say for whom it acts. The owner is
    for migrations and sees everything.

    Example: psql "$(daysheet database url)"
    """

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            urls = office.opened.urls
            found = {"owner": urls.owner, "service": urls.worker}.get(role)
            if found is None:
                found = await office.opened.make_reader(tenant.tenant_id)
            if office.opened.is_embedded:
                stay_up(office.home, wanted=True)
                common.talk.print("The embedded server stays up until: daysheet database stop")
        if common.json:
            common.emit({"url": found, "role": role})
        else:
            common.paper.print(found, markup=False)
        return 0

    return run_now(work(), common)


@database.command
def stop(*, common: Common = Common()) -> int:  # noqa: B008
    """Let the embedded server stop when nobody uses it any more."""
    settings = doorway().settings(common.home)
    if settings.database_url is not None:
        common.talk.print("The database is not the embedded one; nothing was stopped.")
    else:
        make_home(settings.home)
        stay_up(settings.home, wanted=False)
        EmbeddedCluster(settings.home / "postgresql", binaries=settings.postgres_bin).__enter__().stop()
        common.talk.print("The embedded server is stopped, unless another process uses it.")
    if common.json:
        common.emit({"stays_up": False})
    return 0


def migrate(*, common: Common = Common()) -> int:  # noqa: B008
    """
    Bring the tables up to date with this release.

    The embedded database is brought up to date by itself; another one when you say so.
    """
    settings = doorway().settings(common.home)
    make_home(settings.home)
    key_file = settings.home / "sealing.key"
    Vault.in_file(key_file)
    sets = doorway().migration_sets()

    async def external(owner: str) -> tuple[str, ...]:
        return await migrated_now(owner, key_file.read_bytes(), sets)

    async def embedded() -> tuple[str, ...]:
        async with at_work(common) as (office, _):
            return office.opened.migrated

    work = embedded() if settings.database_url is None else external(settings.database_url.get_secret_value())
    applied = run_now(work, common)
    if common.json:
        common.emit({"applied": list(applied)})
    else:
        common.talk.print(f"{len(applied)} migrations applied." if applied else "The tables are up to date.")
    return 0


def doctor(*, common: Common = Common()) -> int:  # noqa: B008
    """Check the database, its walls, and every connection; exit code 8 where something is wrong."""

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            findings = await checking.check(office, tenant)
        problems = [each for each in findings if not each.is_fine]
        if common.json:
            common.emit({"problems": len(problems), "checks": [vars(each) for each in findings]})
        else:
            for each in findings:
                common.paper.print(f"  {'✓' if each.is_fine else '✗'} {each.what}", markup=False)
            common.talk.print(f"{len(problems)} problems")
        return 8 if problems else 0

    return run_now(work(), common)
