"""database, migrate, doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.doorway import doorway
from daysheet.core.nouns import counted

if TYPE_CHECKING:
    from daysheet.operations.host.premises import Finding

database = App(name="database", help="The PostgreSQL behind it: its address, and stopping it.")


@database.command
def url(
    *,
    role: Annotated[
        Literal["owner", "service", "reader", "backup"], Parameter(help="For whom the address is.", show_default=True)
    ] = "reader",
    common: Common = Common(),
) -> int:
    """
    Print an address for psql and reporting tools; the embedded server then stays up.

    The reader sees one tenant and cannot write. The service has to say for whom it acts. The backup is for
    pg_dump: it reads everything and writes nothing. The owner is for migrations and sees everything.
    The address holds a password: treat it as one.

    For example:

        psql "$(daysheet database url)"
    """
    from daysheet.warehouse.opening import stay_up

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            urls = office.opened.urls
            if role == "reader":
                found = await office.opened.make_reader(tenant.tenant_id)
            elif role == "backup":
                found = await office.opened.make_backup()
            else:
                found = urls.owner if role == "owner" else urls.worker
            if office.opened.is_embedded:
                stay_up(office.home, wanted=True)
                common.say("The embedded server stays up until: daysheet database stop")
        if common.json:
            common.emit({"url": found, "role": role})
        else:
            common.print(found)
        return 0

    return run_now(work())


@database.command
def stop(*, common: Common = Common()) -> int:
    """Let the embedded server stop when nobody uses it any more."""
    settings = doorway().settings(common.home)
    if settings.database_url is not None:
        common.say("The database is not the embedded one; nothing was stopped.")
    else:
        from daysheet.warehouse.opening import stop_staying_up

        stop_staying_up(settings.home, settings.postgres_bin)
        common.say("The embedded server is stopped, unless another process uses it.")
    if common.json:
        common.emit({"stays_up": False})
    return 0


def migrate(*, common: Common = Common()) -> int:
    """
    Bring the tables up to date with this release.

    The embedded database is brought up to date by itself; another one when you say so.
    """
    from daysheet.warehouse.opening import checked_url, make_home, migrated_now
    from daysheet.warehouse.sealing import read_key

    settings = doorway().settings(common.home)
    make_home(settings.home)
    key = read_key(settings.home, settings.sealing_key_file, settings.sealing_key)

    async def work() -> tuple[str, ...]:
        if settings.database_url is not None:
            owner = checked_url(settings.database_url)
            return await migrated_now(owner, key, doorway().migration_sets())
        async with at_work(common) as (office, _):
            return office.opened.migrated

    applied = run_now(work())
    if common.json:
        common.emit({"applied": list(applied)})
    else:
        common.say(f"{counted(len(applied), 'migration')} applied." if applied else "The tables are up to date.")
    return 0


def doctor(*, common: Common = Common()) -> int:
    """
    Check the database and its walls, clocks, room, workers, addresses for events, and every connection.

    A note (!) is fine so far. Exit code 8 where something is wrong.

    For example:

        daysheet doctor
        daysheet doctor --json
    """
    from daysheet.operations.host import checking

    settings = doorway().settings(common.home)
    key_file = settings.sealing_key_file or settings.home / "sealing.key"

    async def work() -> list[Finding]:
        async with at_work(common) as (office, tenant):
            return await checking.check(office, tenant, None if settings.sealing_key else key_file)

    findings = run_now(work())
    problems = [each for each in findings if not each.is_fine]
    notes = [each for each in findings if each.is_note]
    if common.json:
        checks = [vars(each) for each in findings]
        common.emit({"problems": len(problems), "notes": len(notes), "checks": checks})
    else:
        for each in findings:
            common.print(f"  {'!' if each.is_note else '✓' if each.is_fine else '✗'} {each.what}")
            if each.advice:
                common.print(f"      {each.advice}")
        common.say(f"{counted(len(problems), 'problem')}, {counted(len(notes), 'note')}")
    return 8 if problems else 0
