"""people."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.granting import HERE, By, NoInput, PasswordFile, Where, moment, numbers_of, password_of, places
from daysheet.core.access import ROLES
from daysheet.core.errors import SettingWrong
from daysheet.core.nouns import counted

people = App(name="people", help="Who may sign in, and what they may do: add, list, change, password, sign-out.")

COLUMNS = ("person", "name", "email", "role", "locations", "password", "last_seen", "state")
Whom = Annotated[str, Parameter(help="Mail address of the person, or their number.")]


@people.command
def add(
    email: Annotated[str, Parameter(help="Mail address, with which they sign in.")],
    /,
    *,
    name: Annotated[str, Parameter(help="What they are called.")],
    role: Annotated[str, Parameter(help=f"What they may do: {', '.join(ROLES)}.")],
    location: Where = None,
    password_file: PasswordFile = None,
    no_password: Annotated[bool, Parameter(help="They cannot sign in until they are given one.")] = False,
    no_input: NoInput = False,
    by: By = HERE,
    common: Common = Common(),
) -> int:
    """
    Let somebody sign in. The password is asked for, or read from a file; it is never an argument.

    For example:

        daysheet people add ana@example.com --name "Ana Vogel" --role owner
        daysheet people add ben@example.com --name "Ben Okafor" --role advisor --location North --password-file word.txt
    """
    from daysheet.operations.identity import people as operations

    if no_password and password_file is not None:
        raise SettingWrong("Either there is a password or there is none: leave out --password-file or --no-password")
    password = None if no_password else password_of(password_file, no_input=no_input)

    async def work() -> dict[str, Any]:
        async with at_work(common) as (office, tenant):
            return await operations.add_person(
                office,
                tenant,
                email=email,
                name=name,
                role=role,
                locations=await numbers_of(office, tenant, location),
                password=password,
                by=by,
            )

    added = run_now(work())
    common.say(f"✓ {added['name']} may sign in as {added['role']}, person {added['person_id']}.")
    if common.json:
        common.emit(added)
    return 0


@people.command(name="list")
def list_people(*, common: Common = Common()) -> int:
    """
    List who may sign in, as what, and when they were last seen.

    For example:

        daysheet people list
    """
    from daysheet.operations.identity import people as operations

    async def work() -> list[dict[str, Any]]:
        async with at_work(common) as (office, tenant):
            return await operations.people(office, tenant)

    rows = run_now(work())
    if common.json:
        common.emit({"people": rows})
        return 0
    empty = 'Nobody yet. Add the owner: daysheet people add ana@example.com --name "Ana Vogel" --role owner'
    common.show(COLUMNS, [_line(row) for row in rows], empty)
    return 0


@people.command
def change(
    person: Whom,
    /,
    *,
    role: Annotated[str | None, Parameter(help=f"What they may do from now on: {', '.join(ROLES)}.")] = None,
    location: Where = None,
    everywhere: Annotated[bool, Parameter(help="All locations, instead of those before.")] = False,
    shut_out: Annotated[bool, Parameter(help="They cannot sign in any more.")] = False,
    let_in: Annotated[bool, Parameter(help="They can sign in again.")] = False,
    by: By = HERE,
    common: Common = Common(),
) -> int:
    """
    Say what somebody may do from now on; they are signed out everywhere.

    For example:

        daysheet people change ben@example.com --role manager --everywhere
        daysheet people change ben@example.com --shut-out
    """
    from daysheet.operations.identity import people as operations

    if (everywhere and location) or (shut_out and let_in):
        raise SettingWrong("These options say the opposite of each other; leave one of them out.")
    if not (role or location or everywhere or shut_out or let_in):
        raise SettingWrong("Say what is to change, such as --role manager, --location North or --shut-out")

    async def work() -> dict[str, Any]:
        async with at_work(common) as (office, tenant):
            return await operations.change_person(
                office,
                tenant,
                await operations.person_named(office, tenant, person),
                role=role,
                locations=await numbers_of(office, tenant, location) if location or everywhere else ...,
                is_active=let_in if shut_out or let_in else None,
                by=by,
            )

    changed = run_now(work())
    common.say(f"✓ {changed['name']}: {changed['role']}, locations {places(changed['locations'])}, {_state(changed)}.")
    if common.json:
        common.emit(changed)
    return 0


@people.command
def password(
    person: Whom,
    /,
    *,
    password_file: PasswordFile = None,
    no_input: NoInput = False,
    by: By = HERE,
    common: Common = Common(),
) -> int:
    """
    Give somebody another password; they are signed out everywhere. It is asked for, or read from a file.

    For example:

        daysheet people password ben@example.com
    """
    from daysheet.operations.identity import people as operations

    said = password_of(password_file, no_input=no_input)

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            person_id = await operations.person_named(office, tenant, person)
            await operations.set_password(office, tenant, person_id, said, by)
        return person_id

    person_id = run_now(work())
    common.say(f"✓ Person {person_id} has another password and is signed out everywhere.")
    if common.json:
        common.emit({"person_id": person_id})
    return 0


@people.command(name="sign-out")
def sign_out(person: Whom, /, *, by: By = HERE, common: Common = Common()) -> int:
    """
    Sign somebody out everywhere.

    For example:

        daysheet people sign-out ben@example.com
    """
    from daysheet.operations.identity import people as operations

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            person_id = await operations.person_named(office, tenant, person)
            return await operations.sign_out_everywhere(office, tenant, person_id, by)

    ended = run_now(work())
    common.say(f"✓ {counted(ended, 'session')} ended.")
    if common.json:
        common.emit({"ended": ended})
    return 0


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "person": row["person_id"],
        "name": row["name"],
        "email": row["email"],
        "role": row["role"],
        "locations": places(row["locations"]),
        "password": "yes" if row["has_password"] else "none",
        "last_seen": moment(row["last_seen_at"] or row["last_sign_in_at"]) or "never",
        "state": _state(row),
    }


def _state(row: dict[str, Any]) -> str:
    return "may sign in" if row["is_active"] else "shut out"
