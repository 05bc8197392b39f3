"""Reads what one record adds to the figures that it has a part in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import sql

from daysheet.warehouse.metric_sums import MetricSums, Span, summed
from daysheet.warehouse.queries import vendor_query


class RecordSums(MetricSums):
    """The figures of one vendor's locations, as far as one record is behind them."""

    async def of_record(
        self, question: str, columns: Sequence[str], span: Span, record_id: str
    ) -> list[dict[str, Any]]:
        """Return by location and day what a record adds to some columns of one of the vendor's questions."""
        statement = sql.SQL(
            "select found.location_key, found.day_on, {} from ({}) as found where found.record_id = %(record_id)s "
            "group by found.location_key, found.day_on order by found.day_on, found.location_key"
        ).format(
            summed(columns, "found"),
            sql.SQL(vendor_query(self.vendor.package, "metrics", question)),
        )
        return await self._read(statement, span, record_id=record_id)
