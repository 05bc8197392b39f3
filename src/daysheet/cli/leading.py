"""leads."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.wording import plain, visible
from daysheet.core.errors import NeedsOperator, SettingWrong, Transient

if TYPE_CHECKING:
    from daysheet.core.leads import Lead
    from daysheet.warehouse.lead_outbox import Submission

leads = App(name="leads", help="Leads for the vendor, each sent once: submit, list, send.")

SHOWN_MAX: Final = 200
Connection = Annotated[str | None, Parameter(help="Only through this connection.")]


@leads.command
def submit(
    connection: Annotated[str, Parameter(help="Name of the connection.")],
    /,
    *,
    file: Annotated[
        Path, Parameter(help="JSON file with the lead; - reads standard input.", allow_leading_hyphen=True)
    ],
    idempotency_key: Annotated[
        str | None, Parameter(help="Your own name for this lead: the same one again sends nothing.")
    ] = None,
    even_if_alike: Annotated[
        bool, Parameter(help="Also if the same lead was submitted in the last two weeks.")
    ] = False,
    common: Common = Common(),
) -> int:
    """
    Submit a lead, such as from a website's form, once.

    The file holds one flat object; only a name is required. Known are first_name and last_name or full_name, phone,
    phone_type, email, opt_in, move_on, service_type, move_size, branch_id, referral_source, notes, origin_street,
    origin_city, origin_state and origin_zip or one line in origin_address, the same for destination, and utm_source
    and its like. Names such as firstName do as well; what is none of these goes along as it is.

    For example:

        daysheet leads submit main-street --file lead.json
        daysheet leads submit main-street --file - --idempotency-key form-20931

    Exit codes: 0 the vendor has it, 1 refused, 5 key refused, 6 on its way (then: daysheet leads send).
    """
    from daysheet.operations.outbox import leads as operations

    lead = _lead_in(file)

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await operations.submit(
                office, tenant, connection, lead, idempotency_key, even_if_alike=even_if_alike
            )
        if common.json:
            common.emit({**_as_json(found.submission), "is_repeat": found.is_repeat})
        if found.is_repeat:
            common.say(
                f"! It was submitted before, as number {found.submission.submission_id}; no second one was made."
            )
        _tell(common, found.submission)
        return _code_of([found.submission])

    return run_now(work())


@leads.command(name="list")
def list_leads(
    connection: Connection = None,
    /,
    *,
    limit: Annotated[int, Parameter(help="Leads at most.", show_default=True)] = SHOWN_MAX,
    common: Common = Common(),
) -> int:
    """
    List the leads that were submitted, newest first, and what became of each.

    For example:

        daysheet leads list
    """
    from daysheet.operations.outbox import leads as operations

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found, unsettled = await operations.listed(office, tenant, connection, limit)
        if common.json:
            common.emit({"unsettled": unsettled, "leads": [_as_json(each) for each in found]})
            return 0
        rows = [
            {
                "number": each.submission_id,
                "connection": each.connection,
                "name": _name_in(each),
                "state": each.state.replace("_", " "),
                "lead_id": each.lead_id,
                "submitted": plain(each.created_at.replace(microsecond=0)),
            }
            for each in found
        ]
        empty = "No lead yet. Submit one: daysheet leads submit CONNECTION --file lead.json"
        common.show(("number", "connection", "name", "state", "lead_id", "submitted"), rows, empty)
        if unsettled:
            common.say(f"! On their way: {unsettled:,}. Finish them: daysheet leads send")
        return 0

    return run_now(work())


@leads.command
def send(connection: Connection = None, /, *, common: Common = Common()) -> int:
    """
    Finish what is on its way: after a vendor that was down, a broken connection, or a killed process.

    A lead that the vendor may have is looked for in the vendor's list before anything is sent.

    For example:

        daysheet leads send

    Exit codes: 0 nothing is on its way any more, 1 refused or given up, 5 key refused, 6 still on its way.
    """
    from daysheet.operations.outbox import leads as operations

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            report = await operations.send_waiting(office, tenant, connection)
        if common.json:
            rows = [_as_json(each) for each in report.submissions]
            common.emit({"leads": rows, "errors": [str(error) for error in report.errors]})
        for each in report.submissions:
            _tell(common, each)
        for error in report.errors:
            common.complain(f"✗ {error}")
        if not report.submissions and not report.errors:
            common.say("Nothing is on its way.")
        return report.errors[0].exit_code if report.errors else _code_of(report.submissions)

    return run_now(work())


def _lead_in(path: Path) -> Lead:
    from daysheet.core.leads import read_lead

    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
        return read_lead(json.loads(text))
    except OSError as error:
        raise SettingWrong(f"The file {path} cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise SettingWrong(f'The file {path} is not JSON. Example: {{"full_name": "Ana Quill"}}') from None


def _tell(common: Common, each: Submission) -> None:
    """Say what became of a lead; a refusal is told in the vendor's own words."""
    number, words = each.submission_id, visible(each.answer or "")
    if each.is_at_vendor:
        common.say(f"✓ Lead {number} is there{f' as {visible(each.lead_id)}' if each.lead_id else ''}.")
    elif each.state == "refused":
        common.complain(f"✗ Lead {number} was refused: {words}")
    elif each.state == "given_up":
        common.complain(f"✗ Lead {number} was given up: {each.last_error}.")
    else:
        reason = each.last_error or "another process is sending it"
        said = f' ("{words}")' if words else ""
        common.complain(f"! Lead {number} is on its way: {reason}{said}. Finish it: daysheet leads send")


def _code_of(found: Sequence[Submission]) -> int:
    if any(each.state in ("refused", "given_up") for each in found):
        return NeedsOperator.exit_code
    return 0 if all(each.is_at_vendor for each in found) else Transient.exit_code


def _as_json(each: Submission) -> dict[str, Any]:
    return {name: value for name, value in vars(each).items() if name != "lease_until"}


def _name_in(each: Submission) -> str | None:
    from daysheet.core.leads import read_lead

    return None if each.lead is None else read_lead(each.lead).name
