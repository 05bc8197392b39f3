"""Leads leave their list when they become opportunities, many at a time; a list without any of them is not believed."""

from __future__ import annotations

import pytest

from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.exact import put_lead
from tests.vendors.smartmoving.worked_day import open_worked_day

LEADS = 60


@pytest.mark.parametrize(("converted", "is_believed"), [(40, True), (LEADS, False)])
async def test_so_many_leads_become_opportunities_between_two_readings(
    url: str, converted: int, is_believed: bool
) -> None:
    async with open_worked_day(url) as day:
        leads = [put_lead(day.simulator, day.north, f"Lead {number}") for number in range(LEADS)]
        await day.read()
        day.business.wait(minutes=30)
        for lead in leads[:converted]:
            acts.convert_lead(day.simulator.business, lead, service_type=1, move_date=20260820)

        outcome = await day.business.run("leads")

        assert [type(each).__name__ for each in outcome.errors] == ([] if is_believed else ["VendorChanged"])
        gone = await day.business.value("select count(*) from smartmoving.leads where deleted_at is not null")
        assert gone == (converted if is_believed else 0)
