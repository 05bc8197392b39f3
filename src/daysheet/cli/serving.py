"""serve."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import Parameter

from daysheet.cli.common import Common, run_now
from daysheet.cli.doorway import doorway
from daysheet.core.errors import SettingWrong


def serve(
    *,
    port: Annotated[int, Parameter(help="Port; 0 takes a free one.", show_default=True)] = 8765,
    host: Annotated[
        str, Parameter(help="Address to listen at; 0.0.0.0 is every one of this machine.", show_default=True)
    ] = "127.0.0.1",
    no_schedules: Annotated[bool, Parameter(help="Leave reading by the schedules to `daysheet work`.")] = False,
    requests_only: Annotated[bool, Parameter(help="Only take requests, and leave all work to others.")] = False,
    common: Common = Common(),
) -> int:
    """
    Serve the API until it is stopped with Ctrl-C or SIGTERM; look at what vendors tell, and read by the schedules.

    For example:

        daysheet serve
        daysheet serve --host 0.0.0.0 --port 8080
    """
    serve_office = doorway().serve
    if serve_office is None:
        raise SettingWrong("This install has no server.")

    def ready(address: str) -> None:
        common.say(f"Serving at {address} until Ctrl-C. An address for webhooks: daysheet webhooks endpoint CONNECTION")
        if common.json:
            common.emit({"address": address})

    async def work() -> int:
        # With several businesses none of them is meant in particular.
        async with doorway().office(common.home) as office:
            await serve_office(
                office,
                host=host,
                port=port,
                note=_lines(common),
                on_ready=ready,
                looks=not requests_only,
                reads=not (requests_only or no_schedules),
            )
        common.say("Stopped; whatever was confirmed is kept.")
        return 0

    try:
        return run_now(work())
    except OSError as error:
        raise SettingWrong(f"Port {port} of {host} cannot be used ({error.strerror}). Choose another --port.") from None


def _lines(common: Common) -> Any:
    """Return what writes a line of the log, or nothing where no talk is wanted."""
    if common.quiet:
        return lambda *_, **__: None
    from daysheet.logs import step_log

    return step_log()
