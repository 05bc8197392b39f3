from daysheet.simulation.faults import Fault, FaultPlan

ORDERS = "/api/v1/repair-orders"


def acting(plan: FaultPlan, times: int, path: str = ORDERS, method: str = "GET", query: str = "") -> list[str | None]:
    found = [plan.take(method, path, query) for _ in range(times)]
    return [None if fault is None else fault.name for fault in found]


def test_a_fault_begins_after_some_requests_and_ends_after_some_times() -> None:
    plan = FaultPlan()
    plan.add(Fault(path=ORDERS, after_requests=2, status=503, times=2))

    assert acting(plan, 6) == [None, None, "status 503", "status 503", None, None]
    assert len(plan) == 0


def test_a_fault_without_an_end_acts_until_it_is_cleared() -> None:
    plan = FaultPlan()
    plan.add(Fault(is_dropped=True, times=None))

    assert acting(plan, 3) == ["dropped"] * 3
    plan.clear()
    assert acting(plan, 1) == [None]


def test_a_fault_meets_only_what_it_matches() -> None:
    plan = FaultPlan()
    plan.add(Fault(path=ORDERS, exact_path=True, method="GET", query=(("page", "2"),), cut_at=10, times=None))

    assert acting(plan, 1, query="page=2&size=100") == ["cut"]
    assert acting(plan, 1, query="page=3") == [None]
    assert acting(plan, 1, path=f"{ORDERS}/7", query="page=2") == [None]
    assert acting(plan, 1, method="PATCH", query="page=2") == [None]


def test_faults_wait_for_each_other_in_the_order_they_were_added() -> None:
    plan = FaultPlan()
    plan.add(Fault(status=429))
    plan.add(Fault(distortion="html"))

    assert acting(plan, 3) == ["status 429", "html", None]
