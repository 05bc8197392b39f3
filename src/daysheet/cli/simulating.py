"""simulators start."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from cyclopts import App, Parameter

from daysheet.cli.common import Common, run_now, vendor_of
from daysheet.cli.doorway import doorway
from daysheet.simulation.clock import Clock
from daysheet.simulation.serving import serve

simulators = App(name="simulators", help="Stand-ins for the vendors, for trying things out.")


@simulators.command
def start(
    vendor: str,
    /,
    *,
    port: Annotated[int, Parameter(help="Port on this machine; 0 takes a free one.")] = 0,
    seed: int = 1,
    orders: Annotated[int, Parameter(help="Size of the business.")] = 300,
    faults: Literal["none", "realistic", "hostile"] = "none",
    calls_per_minute: Annotated[int, Parameter(help="Calls a minute that it allows; 0 for no limit.")] = 600,
    common: Common = Common(),  # noqa: B008
) -> int:
    """
    Serve a simulator of a vendor's API until it is stopped.

    It prints the credential that it accepts; `GET /_truth/STREAM` gives what it really holds.

    Example: daysheet simulators start tekmetric --port 9101 --seed 7 --orders 500 --faults realistic
    """
    create = doorway().simulator(vendor_of(vendor))
    simulator = create(
        seed=seed, orders=orders, faults=faults, calls_per_minute=calls_per_minute, clock=Clock.ticking()
    )

    def ready(actual_port: int) -> None:
        base_url = f"http://127.0.0.1:{actual_port}"
        if common.json:
            print(json.dumps({"base_url": base_url, "secret": simulator.secret}), flush=True)
        else:
            common.paper.print(f"{vendor} simulator: {base_url}", markup=False)
            common.paper.print(f"secret file: {json.dumps(simulator.secret)}", markup=False)

    run_now(serve(simulator.app, "127.0.0.1", port, on_ready=ready), common)
    return 0
