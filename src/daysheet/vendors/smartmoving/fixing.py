"""What a moving company should put right: each rule finds its records with a question of `sql/fixing.sql`."""

from __future__ import annotations

from typing import Final

from daysheet.core.fixing import FixList, FixRule

JOURNEYS: Final = "smartmoving.truck_journeys"

FIXES: Final = FixList(
    coverage="earned_value",
    rules=(
        FixRule(
            name="done_without_charges",
            one="completed job without actual charges",
            many="completed jobs without actual charges",
            blurs="estimates of jobs that are done",
            advice="Enter what was charged; until then the job has earned nothing here, and the estimate is not used.",
            basis="service",
            table=JOURNEYS,
        ),
        FixRule(
            name="booked_without_price",
            one="booked job that nobody has priced",
            many="booked jobs that nobody has priced",
            blurs="scheduled value",
            advice="Price the job; until then the calendar is worth more than it says.",
            basis="service",
            table=JOURNEYS,
        ),
        FixRule(
            name="begun_without_start",
            one="job without a recorded start",
            many="jobs without a recorded start",
            blurs="work whose start is not known",
            advice="Let crews start the clock on their jobs; until then nobody knows whether they were on time."
            " Only accounts that record some starts are asked.",
            basis="service",
            table=JOURNEYS,
        ),
        FixRule(
            name="done_without_hours",
            one="completed job without a plausible time",
            many="completed jobs without a plausible time",
            blurs="charges of jobs that are done",
            advice="Record when the job began and ended; until then it is in no figure by the hour. Over a day counts"
            " as none. Only accounts that record some times are asked.",
            basis="service",
            table=JOURNEYS,
        ),
        FixRule(
            name="coming_without_crew",
            one="job of the next two weeks without a crew or a truck",
            many="jobs of the next two weeks without a crew or a truck",
            blurs="scheduled value",
            advice="Say how many people and trucks go; until then the day looks emptier than it is.",
            basis="service",
            table=JOURNEYS,
        ),
        FixRule(
            name="booking_without_source",
            one="booking without a referral source",
            many="bookings without a referral source",
            blurs="booked value",
            advice="Say how the customer came; until then no source has the booking.",
            basis="sold",
            table="smartmoving.opportunities",
        ),
    ),
)
