"""Single records answer as the sheet tells, and refuse what is not there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daysheet.vendors.smartmoving.simulator import PROFILES, Simulator, create_simulator
from daysheet.vendors.smartmoving.simulator.job_view import JOB_FLAGS
from daysheet.vendors.smartmoving.simulator.opportunity_view import OPPORTUNITY_FLAGS
from tests.vendors.smartmoving.simulator.caller import Caller, calling
from tests.vendors.smartmoving.simulator.forms import Record, differences, sample_row

ALL_FLAGS = dict.fromkeys(OPPORTUNITY_FLAGS, "true")
ALL_JOB_FLAGS = dict.fromkeys(JOB_FLAGS, "true")


@pytest.fixture
def rich(simulator: Simulator) -> Record:
    """An opportunity with much on it."""
    found = [
        each
        for each in simulator.truth("opportunities")
        if each["jobs"] and each["jobs"][0]["actualCharges"] and each["payments"] and each["surveys"]
    ]
    return found[0]


async def test_details_have_the_form_of_the_samples(caller: Caller, rich: Record) -> None:
    job = rich["jobs"][0]["id"]
    detail = await caller.read(f"opportunities/{rich['id']}", **ALL_FLAGS)
    alone = await caller.read(f"premium/opportunities/{rich['id']}/jobs/{job}", **ALL_JOB_FLAGS)

    assert list(differences(sample_row(23), detail)) == []
    assert list(differences(sample_row(31), alone)) == []
    assert list(differences(sample_row(25), await caller.read(f"opportunities/{rich['id']}/jobs"))) == []
    assert list(differences(sample_row(27), await caller.read(f"payments/opportunities/{rich['id']}"))) == []
    assert list(differences(sample_row(26), await caller.read(f"opportunities/{rich['id']}/audit-activity"))) == []
    assert (detail, alone["id"]) == (rich, job)


async def test_a_lead_answers_as_opportunity_without_a_customer(simulator: Simulator, caller: Caller) -> None:
    lead = next(each for each in simulator.truth("leads") if each["status"] == 0)

    detail = await caller.read(f"opportunities/{lead['id']}", **ALL_FLAGS)

    assert list(differences(sample_row(23, 1), detail)) == []
    assert (detail["customer"], detail["status"], detail["jobs"], detail["type"]) == (None, 0, [], None)
    assert detail == await caller.read(f"opportunities/quote/{detail['quoteNumber']}", **ALL_FLAGS)
    assert lead == await caller.read(f"leads/{lead['id']}")


async def test_what_is_not_asked_for_is_not_told(rich: Record) -> None:
    for unasked, blank in (("null", None), ("empty", [])):
        profile = replace(PROFILES["none"], unasked=unasked)  # type: ignore[arg-type]  # two of the literals
        async with calling(create_simulator(seed=11, orders=160, calls_per_minute=0, faults=profile)) as caller:
            plain = await caller.read(f"opportunities/{rich['id']}")
            charged = await caller.read(f"opportunities/{rich['id']}", IncludeCharges="true")
        assert plain["payments"] == plain["surveys"] == plain["jobs"][0]["estimatedCharges"] == blank
        assert plain["jobs"][0]["arrivalWindow"] is None
        assert plain["jobs"][0]["confirmed"] == rich["jobs"][0]["confirmed"]
        assert plain["estimatedTotal"] == rich["estimatedTotal"]
        assert charged["jobs"][0]["actualCharges"] == rich["jobs"][0]["actualCharges"]
        assert charged["payments"] == blank


async def test_what_is_not_asked_for_may_be_missing(rich: Record) -> None:
    profile = replace(PROFILES["none"], unasked="absent")
    async with calling(create_simulator(seed=11, orders=160, calls_per_minute=0, faults=profile)) as caller:
        plain = await caller.read(f"opportunities/{rich['id']}")

    assert rich.keys() - plain.keys() == {
        "payments", "tripInfo", "opportunityFiles", "photos", "opportunityDocuments", "surveys", "tasks",
    }  # fmt: skip
    assert plain["jobs"][0].keys() == {"id", "jobNumber", "jobDate", "type", "confirmed"}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("customers/{0}", "Customer not found"),
        ("opportunities/{0}", "Opportunity not found"),
        ("opportunities/quote/7", "Opportunity not found"),
        ("leads/{0}", "Lead not found"),
        ("premium/opportunities/{1}/jobs/{0}", "Job not found"),
        ("premium/opportunities/{1}/followups/{0}", "Follow-up not found"),
        ("premium/tariffs/{0}/materials", "Tariff not found"),
    ],
)
async def test_unknown_ids_are_refused_with_400_or_404(
    simulator: Simulator, caller: Caller, path: str, message: str
) -> None:
    filled = path.format("00000000-0000-4000-8000-000000000000", simulator.truth("opportunities")[0]["id"])

    usual = await caller.get(filled)
    simulator.faults = replace(PROFILES["none"], missing_status=404)
    switched = await caller.get(filled)

    assert (usual.status_code, usual.json()) == (400, {"message": message})
    assert (switched.status_code, switched.json()) == (404, {"message": message})


async def test_three_lists_may_come_in_the_envelope_or_bare(simulator: Simulator, caller: Caller) -> None:
    customer = next(each for each in simulator.truth("customers") if len(each["opportunities"]) > 1)["id"]

    bare = await caller.read(f"customers/{customer}/opportunities")
    one = await caller.read(f"customers/{customer}/opportunities", PageSize=1, Page=2)
    simulator.faults = replace(PROFILES["none"], has_enveloped_lists=True)
    wrapped = await caller.read(f"customers/{customer}/opportunities")

    assert one == bare[1:2]
    assert wrapped["pageResults"] == bare
    for path in (f"customers/{customer}/storage-accounts", f"premium/customers/{customer}/service-tickets"):
        assert "pageResults" in await caller.read(path)


async def test_an_edited_record_is_served_as_it_is(simulator: Simulator, caller: Caller) -> None:
    job = next(iter(simulator.business.jobs.values()))

    simulator.edit("jobs", job.id, number=None)
    simulator.edit("move_sizes", simulator.truth("move_sizes")[0]["id"], name="Barn")

    assert (await caller.read(f"opportunities/{job.opportunity_id}/jobs"))[0]["jobNumber"] is None
    assert "Barn" in {row["name"] for row in simulator.truth("move_sizes")}
    assert simulator.happened == []
    with pytest.raises(AttributeError):
        simulator.edit("jobs", job.id, colour="green")
    with pytest.raises(KeyError):
        simulator.truth("secrets")
