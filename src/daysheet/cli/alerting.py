"""alerts."""

from __future__ import annotations

from typing import Annotated, Final

from cyclopts import App, Parameter

from daysheet.cli.alert_channels import CHANNEL_FAILED, add_channel, channels, done, remove_channel, test
from daysheet.cli.alert_rows import incident_row, rule_json, watches
from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.wording import plain
from daysheet.core.errors import SettingWrong
from daysheet.core.nouns import counted

alerts = App(name="alerts", help="Who is told when something needs a person: list, rules, add, mute, channels, test.")
for each in (channels, add_channel, remove_channel, test):
    alerts.command(each)

SHOWN_MAX: Final = 50
RuleName = Annotated[str, Parameter(help="Name of the rule.")]
Urgent = Annotated[bool, Parameter(help="Tell it in quiet hours too.")]


@alerts.command(name="list")
def list_alerts(*, common: Common = Common()) -> int:
    """
    List what is wrong now.

    For example:

        daysheet alerts list
        daysheet alerts list --json
    """
    return _incidents(common, only_open=True, limit=SHOWN_MAX, empty="Nothing needs a person.")


@alerts.command
def history(
    *,
    limit: Annotated[int, Parameter(help="Incidents at most.", show_default=True)] = SHOWN_MAX,
    common: Common = Common(),
) -> int:
    """
    List what was wrong, newest first, and whether it was told.

    For example:

        daysheet alerts history --limit 10
    """
    return _incidents(common, only_open=False, limit=limit, empty="Nothing was ever wrong.")


@alerts.command
def rules(*, common: Common = Common()) -> int:
    """
    List the rules and how each stands: fine, firing, no data or muted.

    For example:

        daysheet alerts rules
    """
    from daysheet.operations.alerts import alerting

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await alerting.rules(office, tenant)
        if common.json:
            common.emit({"rules": [{**rule_json(rule), "state": state} for rule, state in found]})
            return 0
        rows = [{"rule": rule.name, "watches": watches(rule), "state": state} for rule, state in found]
        common.show(("rule", "watches", "state"), rows, "")
        for rule, _ in found:
            if rule.no_data:
                common.say(f"! {rule.name}: {rule.no_data}")
        return 0

    return run_now(work())


@alerts.command
def add(
    metric: Annotated[str, Parameter(help="Metric that is watched at each location, yesterday once it is closed.")],
    /,
    *,
    below: Annotated[str | None, Parameter(help="Fire below this, written as the metric is shown.")] = None,
    above: Annotated[str | None, Parameter(help="Fire above this.")] = None,
    name: Annotated[str | None, Parameter(help="Name of the rule; made from the rest unless given.")] = None,
    urgent: Urgent = False,
    common: Common = Common(),
) -> int:
    """
    Watch a metric.

    For example:

        daysheet alerts add gross_profit_percent --below 50
        daysheet alerts add total_sales --below 1000.00 --name slow-day
    """
    from daysheet.operations.alerts import alerting

    if (below is None) == (above is None):
        raise SettingWrong("Say one limit: --below 50, or --above 50")

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            made = await alerting.add_rule(
                office, tenant, metric, "below" if below is not None else "above", below or above or "", name,
                urgent=urgent,
            )  # fmt: skip
        common.say(f"✓ Rule {made.name!r}: {watches(made)}, at each location.")
        if common.json:
            common.emit(rule_json(made))
        return 0

    return run_now(work())


@alerts.command
def remove(name: RuleName, /, *, common: Common = Common()) -> int:
    """
    Take a rule away that you made, with its history.

    For example:

        daysheet alerts remove slow-day
    """
    from daysheet.operations.alerts import alerting

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            await alerting.remove_rule(office, tenant, name)
        return done(common, f"Rule {name!r} is gone.", {"removed": name})

    return run_now(work())


@alerts.command
def mute(
    name: RuleName,
    /,
    *,
    for_: Annotated[str | None, Parameter(name="--for", help="For so long, such as 8h; for good unless given.")] = None,
    off: Annotated[bool, Parameter(help="Let it speak again.")] = False,
    common: Common = Common(),
) -> int:
    """
    Let a rule be silent. What it finds is still written down, and told afterwards if it is still so.

    For example:

        daysheet alerts mute stale --for 8h
        daysheet alerts mute stale --off
    """
    from daysheet.operations.alerts import alerting

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            rule = await alerting.mute(office, tenant, name, for_, off=off)
        until = f"until {plain(rule.muted_until)}" if rule.muted_until else "until somebody says otherwise"
        return done(common, f"Rule {name!r} " + ("speaks again." if off else f"is silent {until}."), rule_json(rule))

    return run_now(work())


@alerts.command
def urgent(
    name: RuleName,
    /,
    *,
    off: Annotated[bool, Parameter(help="Keep it for the end of the quiet hours again.")] = False,
    common: Common = Common(),
) -> int:
    """
    Tell what a rule finds in quiet hours too.

    For example:

        daysheet alerts urgent credential_refused
    """
    from daysheet.operations.alerts import alerting

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            rule = await alerting.set_urgent(office, tenant, name, is_urgent=not off)
        return done(common, f"Rule {name!r} is {'not ' if off else ''}told in quiet hours.", rule_json(rule))

    return run_now(work())


@alerts.command
def check(*, common: Common = Common()) -> int:
    """
    Look now and send what is due. `daysheet serve` and `daysheet work` do so every minute.

    For example:

        daysheet alerts check

    Exit codes: 0 everything that is due was sent, 6 a service did not take it and it is sent again later.
    """
    from daysheet.operations.alerts import alerting_watch

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            looked = await alerting_watch.look(office, tenant)
            sent = await alerting_watch.deliver(office, tenant)
        if common.json:
            common.emit({"looked": looked is not None, **vars(looked or alerting_watch.LookReport()), **vars(sent)})
        if looked is None:
            common.say("! Another process looked a moment ago.")
        else:
            common.say(f"✓ {counted(looked.open, 'thing')} wrong now. See: daysheet alerts list")
        common.say(f"{counted(sent.sent, 'message')} sent, {sent.failed:,} to be sent again.")
        return CHANNEL_FAILED if sent.failed else 0

    return run_now(work())


def _incidents(common: Common, *, only_open: bool, limit: int, empty: str) -> int:
    from daysheet.operations.alerts import alerting

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await alerting.incidents(office, tenant, only_open=only_open, limit=limit)
            known = await alerting.channels(office, tenant)
        if common.json:
            common.emit({"incidents": found})
            return 0
        columns = ("incident", "what", "where", "since", "state", "told")
        common.show(columns, [incident_row(row) for row in found], empty)
        for row in found if only_open else ():
            if row["to_do"]:
                common.say(f"! {row['title']}. Do: {row['to_do']}")
        if not known:
            common.say("! Nobody is told: there is no channel. Make one: daysheet alerts add-channel NAME")
        return 0

    return run_now(work())
