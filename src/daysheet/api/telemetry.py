"""
`GET /metrics` for Prometheus, for whoever has the token of the setting DAYSHEET_METRICS_TOKEN.

Labels are a vendor, a stream and an outcome, never a business or a record. Without the setting there is nothing here.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from daysheet import __version__
from daysheet.api.asking import routes
from daysheet.api.problems import nothing_here, problem
from daysheet.api.state import Serving
from daysheet.operations.host.telemetry import Telemetry, Telescope

OUTCOMES: Final = ("completed", "partial", "failed")
ROWS: Final = ("new", "changed", "same", "stale", "quarantined", "ignored", "deleted")
CALLS: Final = {
    "requests": ("daysheet_vendor_calls", "Calls made to a vendor."),
    "retries": ("daysheet_vendor_retries", "Calls made again after an error."),
    "rate_limited": ("daysheet_vendor_rate_limited", "Calls a vendor refused because they came too fast (429)."),
}
# Upper ends in seconds, as control.stream_totals counts them.
BUCKETS: Final = {
    "within_1_second": "1.0",
    "within_10_seconds": "10.0",
    "within_1_minute": "60.0",
    "within_10_minutes": "600.0",
    "longer": "+Inf",
}
GAUGES: Final = {
    "readings": {
        "due": ("daysheet_schedules_due", "Schedules that are due and that no worker has taken yet."),
        "running": ("daysheet_schedules_running", "Schedules that a worker reads now."),
        "due_for_seconds": ("daysheet_schedules_due_for_seconds", "Since when the longest waiting schedule is due."),
        "oldest_seconds": ("daysheet_freshness_worst_seconds", "Age of the oldest last good reading."),
        "stale": ("daysheet_schedules_stale", "Schedules whose last good reading is over three intervals ago."),
        "never": ("daysheet_schedules_never_good", "Schedules that never had a good reading."),
    },
    "inbox": {
        "waiting": ("daysheet_webhooks_waiting", "Events of vendors that wait for a look."),
        "given_up": ("daysheet_webhooks_given_up", "Events of vendors that were given up."),
    },
    "quarantine": {"waiting": ("daysheet_quarantine_waiting", "Records and lines that wait in quarantine.")},
}


def telemetry_routes(serving: Serving) -> APIRouter:
    """Return the route that monitoring asks."""
    router = routes("health")
    telescope = Telescope(serving.office)

    @router.get("/metrics", summary="How everything does, for Prometheus")
    async def metrics(request: Request) -> Response:
        if serving.metrics_token is None:
            return nothing_here()
        if not _may(request.headers.get("authorization", ""), serving.metrics_token):
            return problem("not_signed_in", "Send the token of DAYSHEET_METRICS_TOKEN: Authorization: Bearer TOKEN.")
        registry = CollectorRegistry()
        registry.register(_Seen(await telescope.look()))
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(registry), headers={"content-type": content_type})

    return router


def _may(said: str, token: str) -> bool:
    kind, _, given = said.partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


class _Seen(Collector):
    """One look, as Prometheus wants it."""

    def __init__(self, seen: Telemetry) -> None:
        self._seen = seen

    def collect(self) -> Iterator[Metric]:
        """Yield the families; where the database did not answer, only that."""
        yield GaugeMetricFamily("daysheet_database_answers", "Whether all was read in time.", self._seen.is_whole)
        about = GaugeMetricFamily("daysheet_build_info", "Which release this is.", labels=("version",))
        about.add_metric((__version__,), 1)
        yield about
        if not self._seen.is_whole:
            return
        yield GaugeMetricFamily("daysheet_businesses", "Businesses of this install.", self._seen.tenants)
        totals = self._seen.totals
        yield _by_outcome(
            "daysheet_readings", "Readings of a stream at a location, by how they ended.", totals, OUTCOMES
        )
        yield _by_outcome("daysheet_rows", "Records received, by what became of them, and deleted ones.", totals, ROWS)
        for name, (metric, text) in CALLS.items():
            counter = CounterMetricFamily(metric, text, labels=("vendor", "stream"))
            for labels, sums in totals.items():
                counter.add_metric(labels, sums.get(name, 0))
            yield counter
        yield _durations(totals)
        for topic, names in GAUGES.items():
            for name, (metric, text) in names.items():
                gauge = GaugeMetricFamily(metric, text, labels=("vendor",))
                for labels, sums in getattr(self._seen, topic).items():
                    if name in sums:
                        gauge.add_metric(labels, sums[name])
                yield gauge


Sums = Mapping[tuple[str, ...], Mapping[str, Any]]


def _by_outcome(metric: str, text: str, totals: Sums, outcomes: tuple[str, ...]) -> Metric:
    counter = CounterMetricFamily(metric, text, labels=("vendor", "stream", "outcome"))
    for labels, sums in totals.items():
        for outcome in outcomes:
            counter.add_metric((*labels, outcome), sums.get(outcome, 0))
    return counter


def _durations(totals: Sums) -> Metric:
    histogram = HistogramMetricFamily(
        "daysheet_reading_seconds", "How long readings of a stream at a location took.", labels=("vendor", "stream")
    )
    for labels, sums in totals.items():
        buckets, so_far = [], 0
        for name, end in BUCKETS.items():
            so_far += sums.get(name, 0)
            buckets.append((end, so_far))
        histogram.add_metric(labels, buckets, sums.get("milliseconds", 0) / 1000)
    return histogram
