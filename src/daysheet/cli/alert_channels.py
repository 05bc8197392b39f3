"""alerts channels, add-channel, remove-channel, test."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Final

from cyclopts import Parameter

from daysheet.cli.alert_rows import channel_json, channel_row
from daysheet.cli.common import Common, at_work, run_now
from daysheet.core.errors import SettingMissing, SettingWrong
from daysheet.core.nouns import counted

CHANNEL_FAILED: Final = 6
ChannelName = Annotated[str, Parameter(help="Name of the channel.")]


def channels(*, common: Common = Common()) -> int:
    """
    List where alerts are sent; an address is never shown.

    For example:

        daysheet alerts channels
    """
    from daysheet.operations.alerts import alerting

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await alerting.channels(office, tenant)
        if common.json:
            common.emit({"channels": [channel_json(each) for each in found]})
            return 0
        rows = [channel_row(each) for each in found]
        columns = ("channel", "address", "told of", "quiet", "waiting", "last sent")
        common.show(columns, rows, "No channel yet, so nobody is told. Make one: daysheet alerts add-channel NAME")
        for each in found:
            if each.last_error:
                common.say(f"! {each.name}: {each.last_error}, {counted(each.failures, 'time')} in a row.")
        return 0

    return run_now(work())


def add_channel(
    name: ChannelName,
    /,
    *,
    url_file: Annotated[
        Path | None,
        Parameter(help="File with the address in apprise's form, such as slack://…; - reads it from input."),
    ] = None,
    kinds: Annotated[str | None, Parameter(help="Only these kinds of rules, such as stale,metric.")] = None,
    quiet: Annotated[
        str | None, Parameter(help="Hours in which only urgent rules are told, such as 22:00-07:00.")
    ] = None,
    time_zone: Annotated[str | None, Parameter(help="Zone of these hours and of the times in messages; UTC.")] = None,
    common: Common = Common(),
) -> int:
    """
    Make a channel. Its address holds a password or a token, so it is read from a file or asked for, and sealed.

    For example:

        daysheet alerts add-channel owner --url-file address.txt --quiet 22:00-07:00 --time-zone America/Chicago
        daysheet alerts add-channel garage --url-file - --kinds credential_refused,sync_failed,metric
    """
    from daysheet.operations.alerts import alerting

    url = _address(url_file)
    wanted = [each.strip() for each in (kinds or "").split(",") if each.strip()]

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            made = await alerting.add_channel(office, tenant, name, url, kinds=wanted, quiet=quiet, time_zone=time_zone)
        return done(common, f"Channel {name!r} is made. Try it: daysheet alerts test {name}", channel_json(made))

    return run_now(work())


def remove_channel(name: ChannelName, /, *, common: Common = Common()) -> int:
    """
    Take a channel away, with its address and what waits for it.

    For example:

        daysheet alerts remove-channel garage
    """
    from daysheet.operations.alerts import alerting

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            await alerting.remove_channel(office, tenant, name)
        return done(common, f"Channel {name!r} is gone.", {"removed": name})

    return run_now(work())


def test(name: ChannelName, /, *, common: Common = Common()) -> int:
    """
    Send one line to a channel.

    For example:

        daysheet alerts test owner

    Exit codes: 0 the service took it, 6 it did not.
    """
    from daysheet.operations.alerts import alerting

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            reason = await alerting.try_channel(office, tenant, name)
        if common.json:
            common.emit({"channel": name, "sent": reason is None, "reason": reason})
        if reason is None:
            common.say(f"✓ The service of channel {name!r} took it.")
            return 0
        common.complain(f"✗ Channel {name!r}: {reason}.")
        return CHANNEL_FAILED

    return run_now(work())


def done(common: Common, text: str, found: dict[str, Any]) -> int:
    """Say that something was done, with its object for programs."""
    common.say(f"✓ {text}")
    if common.json:
        common.emit(found)
    return 0


def _address(path: Path | None) -> str:
    if path is None:
        if not sys.stdin.isatty():
            raise SettingMissing("The address is missing. Give it in a file: --url-file FILE, or - for input")
        import getpass

        return getpass.getpass("Address, such as mailtos://… (hidden): ", stream=sys.stderr)
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise SettingWrong(f"The file {path} cannot be read ({reason}).") from None
