"""The shapes find every kind of fault and none in the vendor's own samples."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

import pytest

from tests.vendors.smartmoving.simulator.shapes import OPERATIONS, violations
from tests.vendors.smartmoving.simulator.shapes.events import EVENTS
from tests.vendors.smartmoving.simulator.shapes.kinds import NUMBER, Kind, ListOf, Rule, Shape, text_of
from tests.vendors.smartmoving.simulator.shapes.operations import READS_BASIC, READS_PREMIUM, WRITES
from tests.vendors.smartmoving.simulator.shapes.refusals import PROBLEM
from tests.vendors.smartmoving.simulator.shapes.samples import KNOWN_VIOLATIONS, Sample, samples

OPPORTUNITY, JOB, LEADS, SWEEP, PAYMENTS = 23, 31, 20, 16, 27
Step = str | int


def sample_of(operation: int) -> Sample:
    return next(sample for sample in samples() if sample.rule == f"operation {operation}")


def planted(operation: int, way: tuple[Step, ...], value: Any) -> list[str]:
    """Return what is found once *value* stands at *way* in the sample of an operation."""
    sample = sample_of(operation)
    whole = copy.deepcopy(sample.value)
    inner = whole
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = value
    return violations(sample.found_rule, whole)


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: f"{sample.section}, {sample.rule}")
def test_every_sample_of_the_sheet_follows_its_shape(sample: Sample) -> None:
    assert violations(sample.found_rule, sample.value) == KNOWN_VIOLATIONS.get(sample.rule, [])


def test_all_samples_of_the_sheet_are_there() -> None:
    assert Counter(sample.section for sample in samples()) == {
        **dict.fromkeys(("9.1", "9.2", "9.3", "9.4", "9.5", "9.6", "9.7"), 1),
        "9.8": 4,
        "9.9": 5,
        "9.10": 7,
        "9.12": 21,
    }


@pytest.mark.parametrize(
    ("operation", "way", "value", "found"),
    [
        (OPPORTUNITY, ("surprise",), 1, "$.surprise: unknown field"),
        (OPPORTUNITY, ("jobs", 1, "branchId"), None, "$.jobs[1].branchId: unknown field"),
        (OPPORTUNITY, ("quoteNumber",), None, "$.quoteNumber: null is not allowed"),
        (OPPORTUNITY, ("quoteNumber",), "131118", "$.quoteNumber: '131118' is not a whole number"),
        (OPPORTUNITY, ("quoteNumber",), 131118.0, "$.quoteNumber: 131118.0 is not a whole number"),
        (OPPORTUNITY, ("hasTripInfo",), 0, "$.hasTripInfo: 0 is not a boolean"),
        (OPPORTUNITY, ("volume",), True, "$.volume: True is not a number"),
        (OPPORTUNITY, ("status",), 2, "$.status: 2 is no OpportunityStatus"),
        (OPPORTUNITY, ("status",), True, "$.status: True is no OpportunityStatus"),
        (OPPORTUNITY, ("type",), 2, "$.type: 2 is no JobType"),
        (OPPORTUNITY, ("customer",), "Rowan", "$.customer: 'Rowan' is not an object (customer of an opportunity)"),
        (OPPORTUNITY, ("jobs",), {}, "$.jobs: {} is not an array"),
        (OPPORTUNITY, ("photos",), [None], "$.photos[0]: null is not allowed"),
        (OPPORTUNITY, ("serviceDate",), 0, "$.serviceDate: 0 is not a day such as 20260819"),
        (OPPORTUNITY, ("serviceDate",), "20260818", "$.serviceDate: '20260818' is not a day such as 20260819"),
        (OPPORTUNITY, ("jobs", 0, "jobDate"), 20260231, "$.jobs[0].jobDate: 20260231 is not a day such as 20260819"),
        (OPPORTUNITY, ("jobs", 0, "type"), 1.0, "$.jobs[0].type: 1.0 is no JobType"),
        (OPPORTUNITY, ("estimatedTotal", "tax"), 204.615, "$.estimatedTotal.tax: 204.615 is more than two decimals"),
        (OPPORTUNITY, ("estimatedTotal", "tax"), "204.61", "$.estimatedTotal.tax: '204.61' is not a number"),
        (
            OPPORTUNITY,
            ("createdAtUtc",),
            "2026-07-20T22:05:12",
            "$.createdAtUtc: '2026-07-20T22:05:12' is not an instant such as \"2026-08-03T17:44:49Z\"",
        ),
        (
            SWEEP,
            ("pageResults", 0, "opportunities", 0, "jobs", 0, "serviceDate"),
            20260604,
            '$.pageResults[0].opportunities[0].jobs[0].serviceDate: 20260604 is not a day such as "2026-08-19"',
        ),
        (
            SWEEP,
            ("pageResults", 0, "opportunities", 0, "jobs", 0, "serviceDate"),
            "2026-06-04T00:00:00",
            "$.pageResults[0].opportunities[0].jobs[0].serviceDate: '2026-06-04T00:00:00' is not a day such as"
            ' "2026-08-19"',
        ),
        (
            SWEEP,
            ("pageResults", 1, "opportunities", 0, "quoteNumber"),
            131207,
            "$.pageResults[1].opportunities[0].quoteNumber: 131207 is not text",
        ),
        (LEADS, ("pageResults", 0, "status"), 4, "$.pageResults[0].status: 4 is no status of a lead"),
        (LEADS, ("pageResults", 0, "serviceDate"), None, "$.pageResults[0].serviceDate: null is not allowed"),
        (LEADS, ("totalPages",), None, "$.totalPages: null is not allowed"),
        (JOB, ("arrivalWindow",), {}, "$.arrivalWindow: {} is not text"),
        (JOB, ("actualCharges", 0, "quantity"), 5.5, "$.actualCharges[0].quantity: 5.5 is not a whole number"),
        (PAYMENTS, (0, "takenByUserId"), "ANA", "$[0].takenByUserId: 'ANA' is not a GUID in lower case"),
    ],
)
def test_a_planted_fault_is_found(operation: int, way: tuple[Step, ...], value: Any, found: str) -> None:
    assert planted(operation, way, value) == [found]


def test_a_missing_field_is_found_wherever_it_stood() -> None:
    sample = sample_of(OPPORTUNITY)
    del sample.value["leadStatus"], sample.value["jobs"][0]["confirmed"]

    assert violations(sample.found_rule, sample.value) == ["$.leadStatus: missing", "$.jobs[0].confirmed: missing"]


def test_what_the_sheet_calls_undocumented_may_be_there_or_not() -> None:
    sample = sample_of(OPPORTUNITY)
    del sample.value["moveCoordinator"], sample.value["payments"][0]["paidAtUtc"]

    assert violations(sample.found_rule, sample.value) == []


def test_several_faults_are_all_told() -> None:
    assert violations(OPERATIONS[7].rule, {"pageResults": [{"id": 2, "extra": 1}]}) == [
        *(f"$.{name}: missing" for name in ("pageNumber", "pageSize", "lastPage", "totalPages", "totalResults")),
        "$.totalThisPage: missing",
        *(
            f"$.pageResults[0].{name}: missing"
            for name in ("name", "scalingFactorPercentage", "hasActivityLoading", "hasActivityFinishedLoading")
        ),
        *(f"$.pageResults[0].{name}: missing" for name in ("hasActivityUnloading", "order")),
        "$.pageResults[0].extra: unknown field",
        "$.pageResults[0].id: 2 is no JobType",
    ]


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (text_of(1, 3), ""),
        (text_of(1, 3), "four"),
        (text_of(1, 3), 2),
        (NUMBER, None),
        (PROBLEM, {"type": "", "title": "", "status": 400, "traceId": "", "errors": {}}),
        (EVENTS["job-closed"], {"event-type": "job-closed", "job-id": None}),
        (EVENTS["job-closed"], {"event-type": "job-reset", "job-id": "129bea94-5f09-473e-a5e4-b48e0124cca4"}),
    ],
)
def test_values_out_of_bounds_are_found(rule: Rule, value: Any) -> None:
    assert violations(rule, value) != []


def test_each_field_of_each_shape_refuses_a_wrong_type_and_null_where_it_must() -> None:
    """No rule of the tables is empty: a value of no known form is refused by every single one of them."""
    rules = list(each_rule([operation.answer for operation in OPERATIONS.values()] + list(EVENTS.values())))

    assert len(rules) > 300
    assert [rule for rule in rules if not violations(rule, b"no JSON value")] == []
    assert [rule for rule in rules if bool(violations(rule, None)) == rule.allows_null] == []


def each_rule(rules: list[Rule]) -> list[Rule]:
    found: list[Rule] = []
    for rule in rules:
        found.append(rule)
        if isinstance(rule, Shape):
            found += each_rule([*rule.fields.values(), *rule.may_lack.values()])
        elif isinstance(rule, ListOf):
            found += each_rule([rule.item])
        else:
            assert isinstance(rule, Kind)
    return found


def test_the_table_has_all_operations_once() -> None:
    assert list(OPERATIONS) == list(range(1, 66))
    assert len({(operation.method, operation.path) for operation in OPERATIONS.values()}) == 65
    assert {number for number, operation in OPERATIONS.items() if operation.is_premium} == {*READS_PREMIUM, *WRITES}
    assert all(OPERATIONS[number].method == "GET" for number in (*READS_BASIC, *READS_PREMIUM))
    assert {number for number, operation in OPERATIONS.items() if "/premium/" in operation.path} == {
        *READS_PREMIUM,
        *WRITES,
    }
    assert len(EVENTS) == 17
