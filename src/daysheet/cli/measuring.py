"""metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.doorway import doorway
from daysheet.core.nouns import counted
from daysheet.core.periods import Period

if TYPE_CHECKING:
    from daysheet.operations.figures.metric_answers import Explanation, MetricAnswer

metrics = App(name="metrics", help="Metrics, each declared once: list, show, explain, rebuild, export.")

Name = Annotated[str, Parameter(help="Its id such as gross_profit_percent, or its short label such as ARO.")]
Date = Annotated[str | None, Parameter(help="One day: today, yesterday (unless given), or one such as 2026-03-04.")]
First = Annotated[str | None, Parameter(name="--from", help="First of several days, such as 2026-03-01.")]
Last = Annotated[str | None, Parameter(name="--to", help="Last of several days.")]
Location = Annotated[str | None, Parameter(help="Only this location: its name, or the vendor's id of it.")]
By = Literal["location", "technician", "day", "week", "month"]

FEW = 20


@metrics.command(name="list")
def list_metrics(
    *,
    absent: Annotated[bool, Parameter(help="Those that are not there, and why.")] = False,
    common: Common = Common(),
) -> int:
    """
    List the metrics that there are, or those that cannot be computed, with the reason.

    For example:

        daysheet metrics list
        daysheet metrics list --absent
    """
    from daysheet.operations.figures.metrics import catalogue

    known = catalogue(doorway().vendors())
    found = [
        {"id": each.name, "label": each.label, "unit": each.unit, "basis": each.basis, "meaning": each.meaning}
        | {"trade": figures.trade, "version": each.version}
        for _, figures in known
        for each in figures.metrics
    ]
    missing = [
        {"id": name, "trade": figures.trade, "reason": reason}
        for _, figures in known
        for name, reason in figures.absent.items()
    ]
    if common.json:
        common.emit({"metrics": found, "absent": missing})
    elif absent:
        common.show(("id", "reason"), missing, "Every metric of the catalogue is there.")
    else:
        common.show(("id", "label", "unit", "basis", "meaning"), found, "No vendor that is installed has metrics.")
        common.say(f"{counted(len(found), 'metric')}. Not there, and why: daysheet metrics list --absent")
    return 0


@metrics.command
def show(
    name: Name,
    /,
    *,
    date: Date = None,
    first: First = None,
    last: Last = None,
    location: Location = None,
    by: Annotated[By, Parameter(help="What to break it down by.", show_default=True)] = "location",
    common: Common = Common(),
) -> int:
    """
    Show a metric: by location, technician, day, week or month, and in total.

    A total is made from the sums of all of it, never from their ratios.

    For example:

        daysheet metrics show net_sales
        daysheet metrics show ARO --from 2026-03-01 --to 2026-03-31 --by week
        daysheet metrics show efficiency --date 2026-03-04 --location North --by technician
    """
    from daysheet.cli.metric_words import answer_columns, answer_lines, freshness_words, title, warnings
    from daysheet.operations.figures import metrics as operations
    from daysheet.operations.figures.metric_answers import as_json

    period = Period.read(date, first, last)

    async def work() -> MetricAnswer:
        async with at_work(common) as (office, tenant):
            kind = "person" if by == "technician" else by
            return await operations.show(office, tenant, name, period, location=location, by=kind)

    answer = run_now(work())
    if common.json:
        common.emit(as_json(answer))
        return 0
    common.say(title(answer, answer.places))
    lines = answer_lines(answer)
    common.show(answer_columns(answer, lines), lines, "No figures in these days. They come with a run: daysheet sync")
    assert answer.vendor.figures is not None
    for warning in warnings(answer, answer.vendor.figures):
        common.say(warning)
    common.say(freshness_words(answer))
    return 0


@metrics.command
def explain(
    name: Name,
    /,
    *,
    date: Date = None,
    first: First = None,
    last: Last = None,
    location: Location = None,
    all: Annotated[bool, Parameter(help=f"All records behind it, not only the first {FEW}.")] = False,  # noqa: A002  the option is called --all
    common: Common = Common(),
) -> int:
    """
    Explain a number: its formula with the figures filled in, what is left out and why, and the records behind it.

    For example:

        daysheet metrics explain gross_profit_percent
        daysheet metrics explain "GP %" --date 2026-03-04 --location North --all
    """
    from daysheet.operations.figures import metrics as operations

    period = Period.read(date, first, last)

    async def work() -> list[Explanation]:
        async with at_work(common) as (office, tenant):
            few = None if all else FEW
            return await operations.explain(office, tenant, name, period, location=location, rows_max=few)

    found = run_now(work())
    if common.json:
        common.emit({"explanations": [_explained_json(each) for each in found]})
        return 0
    for each in found:
        _tell(common, each)
    return 0


def _tell(common: Common, found: Explanation) -> None:
    from daysheet.cli.metric_words import explained, row_lines

    assert found.answer.vendor.figures is not None
    for line in explained(found, found.answer.vendor.figures):
        common.print(line)
    lines = row_lines(found.datum.metric, found.rows)
    common.show(list(lines[0]) if lines else (), lines, "  No record has a part in it.")
    if found.rows_total > len(lines):
        common.say(f"{counted(found.rows_total, 'record')} in all: --all")
    common.print("")


def _explained_json(found: Explanation) -> dict[str, Any]:
    from daysheet.operations.figures.metric_answers import as_json, datum_json

    metric, datum = found.datum.metric, found.datum
    sums = {name: each.total(datum.sums) for name, each in metric.beside.items()}
    head = as_json(found.answer)
    return {
        "metric": head["metric"],
        "period": head["period"],
        **datum_json(datum),
        "formula": metric.formula,
        "filled_in": metric.filled(datum.sums),
        "population": metric.population,
        "edge_cases": metric.edge_cases,
        "beside": sums,
        "left_out": found.left_out,
        "rows": found.rows,
        "rows_total": found.rows_total,
        "freshness": head["freshness"],
    }


@metrics.command
def rebuild(*, common: Common = Common()) -> int:
    """
    Compute every day of every location from nothing; the figures come out the same.

    For example:

        daysheet metrics rebuild
    """
    from daysheet.operations.daily import rebuild_days

    async def work() -> dict[str, int]:
        async with at_work(common) as (office, tenant):
            return await rebuild_days(office, tenant)

    days = run_now(work())
    for vendor, count in days.items():
        common.say(f"✓ {vendor}: {counted(count, 'day')}")
    if common.json:
        common.emit({"days": days})
    return 0


@metrics.command
def export(
    *,
    style: Annotated[
        Literal["json", "dbt"], Parameter(name="--format", help="Plain JSON, or MetricFlow's YAML.", show_default=True)
    ] = "json",
    common: Common = Common(),
) -> int:
    """
    Write the definitions of all metrics for other tools, on standard output.

    For example:

        daysheet metrics export --format dbt
    """
    from daysheet.operations.figures.semantic import as_dbt, as_definitions

    vendors = doorway().vendors()
    if style == "json" or common.json:
        common.emit(as_definitions(vendors))
    else:
        common.print(as_dbt(vendors).rstrip())
    return 0
