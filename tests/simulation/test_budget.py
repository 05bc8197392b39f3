from daysheet.simulation.budget import CallBudget
from daysheet.simulation.clock import Clock


def taken(budget: CallBudget, calls: int) -> int:
    return sum(budget.take() for _ in range(calls))


def test_a_full_bucket_lets_a_minute_of_calls_through_and_no_more() -> None:
    budget = CallBudget(Clock.frozen(0), calls_per_minute=600)

    assert taken(budget, 700) == 600


def test_the_bucket_refills_evenly_on_the_simulated_clock() -> None:
    clock = Clock.frozen(0)
    budget = CallBudget(clock, calls_per_minute=600, burst=10)
    taken(budget, 10)

    clock.advance(0.5)

    assert taken(budget, 10) == 5


def test_the_bucket_never_holds_more_than_its_burst() -> None:
    clock = Clock.frozen(0)
    budget = CallBudget(clock, calls_per_minute=600, burst=10)

    clock.advance(3_600)

    assert taken(budget, 20) == 10


def test_the_hint_is_the_time_until_the_next_call_passes() -> None:
    clock = Clock.frozen(0)
    budget = CallBudget(clock, calls_per_minute=6, burst=1)
    assert budget.take()

    clock.advance(budget.wait_seconds() - 1)
    too_early = budget.take()
    clock.advance(1)

    assert not too_early
    assert budget.take()


def test_a_rate_of_zero_is_no_limit() -> None:
    budget = CallBudget(Clock.frozen(0), calls_per_minute=0)

    assert taken(budget, 10_000) == 10_000
    assert budget.wait_seconds() == 0
