"""simulators start."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import App, Parameter

from daysheet.cli.common import Common, run_now, vendor_of
from daysheet.cli.doorway import doorway
from daysheet.core.errors import SettingWrong

simulators = App(name="simulators", help="Stand-ins for the vendors, for trying things out.")


@simulators.command
def start(
    vendor: Annotated[str, Parameter(help="Name of the vendor, such as tekmetric.")],
    /,
    *,
    port: Annotated[int, Parameter(help="Port on this machine; 0 takes a free one.", show_default=True)] = 0,
    seed: Annotated[int, Parameter(help="One seed, one business, byte for byte.", show_default=True)] = 1,
    orders: Annotated[int, Parameter(help="Size of the business.", show_default=True)] = 300,
    faults: Annotated[
        Literal["none", "realistic", "hostile"], Parameter(help="What goes wrong.", show_default=True)
    ] = "none",
    calls_per_minute: Annotated[
        int | None, Parameter(help="Calls a minute that it allows, the vendor's own unless given; 0 for no limit.")
    ] = None,
    common: Common = Common(),
) -> int:
    """
    Serve a simulator of a vendor's API until it is stopped.

    It prints its address and the credential it accepts; `GET /_truth/STREAM` gives what it really holds.

    For example:

        daysheet simulators start tekmetric --port 9101 --seed 7 --orders 500 --faults realistic
    """
    import json

    from daysheet.simulation.clock import Clock
    from daysheet.simulation.serving import serve

    chosen = vendor_of(vendor)
    limit = {} if calls_per_minute is None else {"calls_per_minute": calls_per_minute}
    simulator = doorway().simulator(chosen)(seed=seed, orders=orders, faults=faults, clock=Clock.ticking(), **limit)

    def ready(actual_port: int) -> None:
        base_url = f"http://127.0.0.1:{actual_port}{chosen.base_path}"
        if common.json:
            print(json.dumps({"base_url": base_url, "secret": simulator.secret}), flush=True)
            return
        print(json.dumps(simulator.secret), flush=True)
        common.say(f"Simulating {vendor} at {base_url} until Ctrl-C. The credential it accepts is on standard output.")

    try:
        run_now(serve(simulator.app, "127.0.0.1", port, on_ready=ready))
    except OSError as error:
        raise SettingWrong(f"Port {port} cannot be used ({error.strerror}). Choose another --port.") from None
    return 0
