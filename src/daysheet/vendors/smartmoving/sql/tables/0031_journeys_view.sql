-- The board of journeys, for people and, without the people in it, for analysis.
--
-- What hangs on the clock is worked out when it is read, so a change of the date undoes it. The clock is the
-- server's, or what a transaction says: set local app.as_of = '2026-08-19T11:00:00Z' shows the board of that moment.

set local role daysheet_owner;

create view mart.journeys with (security_invoker = true, security_barrier = true) as
with clock as (
    select coalesce(nullif(current_setting('app.as_of', true), '')::timestamptz, now()) as read_at
),

today as (
    select location.tenant_id, location.location_id, (clock.read_at at time zone location.time_zone)::date as today_on
    from control.locations as location
    cross join clock
)

select
    journey.tenant_id,
    journey.connection_id,
    journey.sm_job_id,
    journey.sm_opportunity_id,
    journey.sm_customer_id,
    journey.external_id,
    journey.job_number,
    journey.job_sequence,
    journey.quote_number,
    journey.location_id,
    location.name as location_name,
    journey.branch_name,
    journey.location_id is null as is_unmapped,
    location.time_zone,
    journey.service_date,
    today.today_on,
    journey.service_date = today.today_on as is_today,
    journey.service_date = today.today_on + 1 as is_tomorrow,
    case
        when journey.status in ('SCHEDULED', 'CONFIRMED') and journey.service_date = today.today_on then 'MORNING_PREP'
        else journey.status
    end as shown_status,
    journey.status,
    journey.status_reason,
    journey.vendor_status,
    journey.vendor_pipeline_label,
    journey.vendor_stage,
    journey.local_stage,
    journey.local_stage_at,
    journey.local_stage_by,
    journey.local_stage_on,
    journey.priority,
    journey.truck_number,
    journey.local_tags,
    journey.local_notes,
    journey.tags,
    journey.flags,
    journey.arrival_window,
    journey.window_start,
    journey.window_end,
    journey.planned_start_at,
    journey.started_at,
    journey.ended_at,
    journey.is_confirmed,
    journey.confirmed_at,
    journey.completed_at,
    journey.closed_at,
    journey.drop_off_on,
    journey.estimated_labor_minutes,
    journey.estimated_travel_minutes,
    journey.actual_labor_minutes,
    journey.actual_travel_minutes,
    journey.billable_minutes,
    journey.estimated_duration_minutes,
    journey.actual_duration_minutes,
    journey.customer_name,
    journey.customer_phone,
    journey.customer_email,
    journey.origin_address,
    journey.destination_address,
    journey.destination_is_inferred,
    journey.stop_count,
    journey.crew_names,
    journey.crew_count_planned,
    journey.crew_count_assigned,
    journey.truck_count_planned,
    journey.service_type_id,
    journey.service_type,
    journey.journey_kind,
    journey.move_size,
    journey.volume_cubic_feet,
    journey.weight_pounds,
    journey.salesperson_id,
    journey.salesperson,
    journey.referral_source,
    journey.estimated_cost_cents,
    journey.actual_cost_cents,
    journey.variance_cents,
    journey.tips_cents,
    journey.opportunity_estimated_subtotal_cents,
    journey.opportunity_estimated_tax_cents,
    journey.opportunity_estimated_total_cents,
    journey.estimated_total_share_cents,
    journey.paid_net_cents,
    journey.currency,
    journey.billing_status,
    journey.first_seen_at,
    greatest(opportunity.seen_at, customer.seen_at, detail.seen_at) as last_seen_at,
    journey.changed_at
from smartmoving.truck_journeys as journey
left join control.locations as location
    on location.tenant_id = journey.tenant_id
    and location.location_id = journey.location_id
left join today
    on today.tenant_id = journey.tenant_id
    and today.location_id = journey.location_id
left join control.record_versions as opportunity
    on opportunity.tenant_id = journey.tenant_id
    and opportunity.connection_id = journey.connection_id
    and opportunity.location_id = 0
    and opportunity.stream = 'smartmoving.opportunities'
    and opportunity.source_id = journey.sm_opportunity_id::text
    and opportunity.payload_hash <> ''
left join control.record_versions as customer
    on customer.tenant_id = journey.tenant_id
    and customer.connection_id = journey.connection_id
    and customer.location_id = 0
    and customer.stream = 'smartmoving.customers'
    and customer.source_id = journey.sm_customer_id::text
    and customer.payload_hash <> ''
left join control.record_versions as detail
    on detail.tenant_id = journey.tenant_id
    and detail.connection_id = journey.connection_id
    and detail.location_id = 0
    and detail.stream = 'smartmoving.job_details'
    and detail.source_id = journey.sm_job_id::text
    and detail.payload_hash <> ''
where journey.deleted_at is null;

comment on view mart.journeys is
    'Journeys as a board shows them, of any day; those that were deleted are left out. Key: connection_id, sm_job_id.';

comment on column mart.journeys.tenant_id is
    'The tenant it belongs to.';

comment on column mart.journeys.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column mart.journeys.sm_job_id is
    'The vendor''s id of the job: one journey is one job.';

comment on column mart.journeys.sm_opportunity_id is
    'The vendor''s id of the opportunity; its journeys share it.';

comment on column mart.journeys.sm_customer_id is
    'The vendor''s id of the customer.';

comment on column mart.journeys.external_id is
    'sm_job_ and the job number; null without a number, and for the older of two jobs with one number.';

comment on column mart.journeys.job_number is
    'Number of the job, trimmed: the quote''s, a hyphen, a count from 1.';

comment on column mart.journeys.job_sequence is
    'The count at the end of the job number.';

comment on column mart.journeys.quote_number is
    'Number of the quote.';

comment on column mart.journeys.location_id is
    'The location that a person mapped its branch to; null while it is unmapped.';

comment on column mart.journeys.location_name is
    'not pii: Name of the location; null while the branch is unmapped.';

comment on column mart.journeys.branch_name is
    'not pii: Name of the branch, as sent.';

comment on column mart.journeys.is_unmapped is
    'Whether nobody has said yet which location its branch is.';

comment on column mart.journeys.time_zone is
    'IANA time zone of the location, as it is set now.';

comment on column mart.journeys.service_date is
    'Day of the service, as the branch counts days.';

comment on column mart.journeys.today_on is
    'What day it is where the location is; null while nobody knows its zone.';

comment on column mart.journeys.is_today is
    'Whether its day is today where the location is; null while nobody knows its zone.';

comment on column mart.journeys.is_tomorrow is
    'Whether its day is tomorrow where the location is; null while nobody knows its zone.';

comment on column mart.journeys.shown_status is
    'The status as a board shows it: MORNING_PREP on the service day, from the location''s midnight on, while it is still SCHEDULED or CONFIRMED.';

comment on column mart.journeys.status is
    'Where the journey is: what the vendor shows, merged with what dispatch set.';

comment on column mart.journeys.status_reason is
    'Why it is cancelled or reopened.';

comment on column mart.journeys.vendor_status is
    'The opportunity''s status, as sent.';

comment on column mart.journeys.vendor_pipeline_label is
    'Label in the sales pipeline, trimmed; never used in a rule.';

comment on column mart.journeys.vendor_stage is
    'The stage that the vendor''s data alone give.';

comment on column mart.journeys.local_stage is
    'Stage that dispatch set.';

comment on column mart.journeys.local_stage_at is
    'When dispatch set it.';

comment on column mart.journeys.local_stage_by is
    'pii: Who set it.';

comment on column mart.journeys.local_stage_on is
    'The service day it was set for: it does not outlive a move to another day.';

comment on column mart.journeys.priority is
    'Set by dispatch.';

comment on column mart.journeys.truck_number is
    'Set by dispatch; the vendor has no such datum.';

comment on column mart.journeys.local_tags is
    'Tags that dispatch set.';

comment on column mart.journeys.local_notes is
    'pii: Notes of dispatch.';

comment on column mart.journeys.tags is
    'Tags made from what was read: kind of service, source, ownership of the branch.';

comment on column mart.journeys.flags is
    'What will go wrong: unmapped_branch, unpriced, unconfirmed, no_crew, no_destination, overdue_completion, conflict, unknown_status, duplicate_number, completed_by_opportunity.';

comment on column mart.journeys.arrival_window is
    'Arrival window in words.';

comment on column mart.journeys.window_start is
    'Begin of the arrival window; null where it contradicts the words.';

comment on column mart.journeys.window_end is
    'End of the arrival window; null where it contradicts the words.';

comment on column mart.journeys.planned_start_at is
    'Begin of the window in the location''s zone; null without window or zone, never made up.';

comment on column mart.journeys.started_at is
    'When work began (inferred to be the actual time).';

comment on column mart.journeys.ended_at is
    'When work ended.';

comment on column mart.journeys.is_confirmed is
    'Whether the customer has confirmed.';

comment on column mart.journeys.confirmed_at is
    'When the customer confirmed.';

comment on column mart.journeys.completed_at is
    'When the job was completed.';

comment on column mart.journeys.closed_at is
    'When the office closed the job.';

comment on column mart.journeys.drop_off_on is
    'Day of the drop-off.';

comment on column mart.journeys.estimated_labor_minutes is
    'Estimated labor; from the labor text where the hours are not given.';

comment on column mart.journeys.estimated_travel_minutes is
    'Estimated travel.';

comment on column mart.journeys.actual_labor_minutes is
    'Labor done.';

comment on column mart.journeys.actual_travel_minutes is
    'Travel done.';

comment on column mart.journeys.billable_minutes is
    'Minutes that are billed.';

comment on column mart.journeys.estimated_duration_minutes is
    'Estimated labor and travel; null unless labor is known.';

comment on column mart.journeys.actual_duration_minutes is
    'From begin to end; without both, labor and travel done.';

comment on column mart.journeys.customer_name is
    'pii: Name of the customer, trimmed.';

comment on column mart.journeys.customer_phone is
    'pii: Telephone, as typed.';

comment on column mart.journeys.customer_email is
    'pii: Mail address, trimmed and in lower case.';

comment on column mart.journeys.origin_address is
    'pii: Where it begins.';

comment on column mart.journeys.destination_address is
    'pii: Where it ends; null where only one address is known.';

comment on column mart.journeys.destination_is_inferred is
    'Whether the destination is only the last of several addresses.';

comment on column mart.journeys.stop_count is
    'Number of addresses or stops.';

comment on column mart.journeys.crew_names is
    'pii: Names of the crew.';

comment on column mart.journeys.crew_count_planned is
    'Crew in the labor text.';

comment on column mart.journeys.crew_count_assigned is
    'Number of crew names.';

comment on column mart.journeys.truck_count_planned is
    'Trucks in the labor text.';

comment on column mart.journeys.service_type_id is
    'Kind of service (service_types).';

comment on column mart.journeys.service_type is
    'The account''s name of it; without one, the vendor''s; without that, type and the number.';

comment on column mart.journeys.journey_kind is
    'move, pack, load, unload, storage_in, storage_out, junk, custom or other.';

comment on column mart.journeys.move_size is
    'Size of the move.';

comment on column mart.journeys.volume_cubic_feet is
    'Volume of the opportunity: not to be added over its journeys.';

comment on column mart.journeys.weight_pounds is
    'Weight of the opportunity: not to be added over its journeys.';

comment on column mart.journeys.salesperson_id is
    'The vendor''s id of the salesperson.';

comment on column mart.journeys.salesperson is
    'pii: Name of the salesperson, trimmed.';

comment on column mart.journeys.referral_source is
    'Where the customer comes from, trimmed.';

comment on column mart.journeys.estimated_cost_cents is
    'Estimated charges before tax, in cents; null while not priced.';

comment on column mart.journeys.actual_cost_cents is
    'What the customer was charged before tax, in cents: revenue, not the company''s cost.';

comment on column mart.journeys.variance_cents is
    'Actual less estimated, in cents; null unless both are known.';

comment on column mart.journeys.tips_cents is
    'Tips in cents.';

comment on column mart.journeys.opportunity_estimated_subtotal_cents is
    'Estimate of the whole opportunity before tax: not to be added over its journeys.';

comment on column mart.journeys.opportunity_estimated_tax_cents is
    'Its tax.';

comment on column mart.journeys.opportunity_estimated_total_cents is
    'Its estimate with tax.';

comment on column mart.journeys.estimated_total_share_cents is
    'This journey''s part of the estimate with tax, rounded half up.';

comment on column mart.journeys.paid_net_cents is
    'Payments less refunds of the opportunity: not to be added over its journeys.';

comment on column mart.journeys.currency is
    'ISO 4217 code of the location.';

comment on column mart.journeys.billing_status is
    'What the payments and charges say.';

comment on column mart.journeys.first_seen_at is
    'When the journey was first seen.';

comment on column mart.journeys.last_seen_at is
    'When the vendor last showed its opportunity, its job in detail, or another listing of its customer.';

comment on column mart.journeys.changed_at is
    'When this row last changed.';

grant select on mart.journeys to daysheet_service, daysheet_editor, daysheet_reader;
