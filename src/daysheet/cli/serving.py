"""serve."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

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

    Events are lines on standard error: for people on a terminal, else each is one JSON object. With
    DAYSHEET_METRICS_TOKEN set, `/metrics` is there for Prometheus, for whoever has that token. While nobody may sign in
    yet, the address is told at which somebody becomes the first owner: once, and for an hour.

    For example:

        daysheet serve
        daysheet serve --host 0.0.0.0 --port 8080
    """
    from daysheet.operations.identity.people import first_owner_token

    serve_office = doorway().serve
    if serve_office is None:
        raise SettingWrong("This install has no server.")

    def ready(address: str, owner_token: str | None) -> None:
        first_owner = None if owner_token is None else f"{address}/first-owner?{urlencode({'token': owner_token})}"
        common.say(f"Serving at {address} until Ctrl-C. An address for webhooks: daysheet webhooks endpoint CONNECTION")
        if first_owner is not None:
            common.say(f"Nobody may sign in yet. Become the first owner, within an hour: {first_owner}")
        if common.json:
            common.emit({"address": address, "first_owner": first_owner})

    async def work() -> int:
        # With several businesses none of them is meant in particular.
        async with doorway().office(common.home) as office:
            token = await first_owner_token(office)
            await serve_office(
                office,
                host=host,
                port=port,
                note=_lines(common),
                on_ready=lambda address: ready(address, token),
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
    from daysheet.logs import service_log

    return service_log()
