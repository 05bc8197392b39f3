set local role daysheet_owner;

create table smartmoving.truck_journeys (
    tenant_id                             bigint not null,
    connection_id                         bigint not null,
    sm_job_id                             uuid not null,
    sm_opportunity_id                     uuid not null,
    sm_customer_id                        uuid,
    external_id                           text,
    job_number                            text,
    job_sequence                          integer,
    quote_number                          text,
    location_id                           bigint,
    sm_branch_id                          uuid,
    branch_name                           text,
    service_date                          date not null,
    arrival_window                        text,
    window_start                          time,
    window_end                            time,
    planned_start_at                      timestamptz,
    started_at                            timestamptz,
    ended_at                              timestamptz,
    is_confirmed                          boolean not null,
    confirmed_at                          timestamptz,
    completed_at                          timestamptz,
    closed_at                             timestamptz,
    drop_off_on                           date,
    time_zone                             text,
    estimated_labor_minutes               bigint,
    estimated_travel_minutes              bigint,
    actual_labor_minutes                  bigint,
    actual_travel_minutes                 bigint,
    billable_minutes                      bigint,
    estimated_duration_minutes            bigint,
    actual_duration_minutes               bigint,
    customer_name                         text,
    customer_phone                        text,
    customer_email                        text,
    origin_address                        text,
    destination_address                   text,
    destination_is_inferred               boolean not null,
    stop_count                            integer,
    crew_names                            text[] not null,
    crew_count_planned                    integer,
    crew_count_assigned                   integer not null,
    truck_count_planned                   integer,
    truck_number                          text,
    service_type_id                       bigint not null,
    service_type                          text not null,
    journey_kind                          text not null,
    move_size                             text,
    volume_cubic_feet                     numeric,
    weight_pounds                         numeric,
    salesperson_id                        uuid,
    salesperson                           text,
    referral_source                       text,
    estimated_cost_cents                  bigint,
    actual_cost_cents                     bigint,
    variance_cents                        bigint,
    tips_cents                            bigint,
    opportunity_estimated_subtotal_cents  bigint,
    opportunity_estimated_tax_cents       bigint,
    opportunity_estimated_total_cents     bigint,
    estimated_total_share_cents           bigint,
    paid_net_cents                        bigint,
    currency                              text,
    status                                text not null check (status in ('TENTATIVE', 'SCHEDULED', 'CONFIRMED', 'EN_ROUTE', 'ONSITE', 'COMPLETED', 'AUDITED', 'CANCELLED')),
    status_reason                         text,
    vendor_status                         bigint not null,
    vendor_pipeline_label                 text,
    vendor_stage                          text not null,
    local_stage                           text check (local_stage in ('EN_ROUTE', 'ONSITE', 'COMPLETED', 'AUDITED', 'CANCELLED')),
    local_stage_at                        timestamptz,
    local_stage_by                        text,
    local_stage_on                       date,
    billing_status                        text not null check (billing_status in ('PENDING', 'INVOICED', 'PAID', 'OVERDUE', 'CANCELLED')),
    priority                              text not null default 'NORMAL' check (priority in ('LOW', 'NORMAL', 'HIGH', 'URGENT')),
    tags                                  text[] not null,
    local_tags                            text[] not null default '{}',
    local_notes                           text,
    flags                                 text[] not null,
    first_seen_at                         timestamptz not null,
    changed_at                            timestamptz not null,
    deleted_at                            timestamptz,
    primary key (tenant_id, connection_id, sm_job_id)
);

create index truck_journeys_by_service_date on smartmoving.truck_journeys (tenant_id, service_date, status);

create index truck_journeys_by_location on smartmoving.truck_journeys (tenant_id, location_id, service_date);

create index truck_journeys_by_opportunity on smartmoving.truck_journeys (tenant_id, connection_id, sm_opportunity_id);

create index truck_journeys_by_job_number on smartmoving.truck_journeys (tenant_id, job_number);

create index truck_journeys_by_external_id on smartmoving.truck_journeys (tenant_id, external_id);

comment on table smartmoving.truck_journeys is
    'One job on its day, as dispatch sees it: the layers of what was read, merged field by field.';

comment on column smartmoving.truck_journeys.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.truck_journeys.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.truck_journeys.sm_job_id is
    'The vendor''s id of the job: one journey is one job.';

comment on column smartmoving.truck_journeys.sm_opportunity_id is
    'The vendor''s id of the opportunity; its journeys share it.';

comment on column smartmoving.truck_journeys.sm_customer_id is
    'The vendor''s id of the customer.';

comment on column smartmoving.truck_journeys.external_id is
    'sm_job_ and the job number; null without a number, and for the older of two jobs with one number.';

comment on column smartmoving.truck_journeys.job_number is
    'Number of the job, trimmed: the quote''s, a hyphen, a count from 1.';

comment on column smartmoving.truck_journeys.job_sequence is
    'The count at the end of the job number.';

comment on column smartmoving.truck_journeys.quote_number is
    'Number of the quote.';

comment on column smartmoving.truck_journeys.location_id is
    'The location that a person mapped its branch to; null while it is unmapped.';

comment on column smartmoving.truck_journeys.sm_branch_id is
    'The branch whose name the opportunity has; null where none or several have it.';

comment on column smartmoving.truck_journeys.branch_name is
    'not pii: Name of the branch, as sent.';

comment on column smartmoving.truck_journeys.service_date is
    'Day of the service, as the branch counts days.';

comment on column smartmoving.truck_journeys.arrival_window is
    'Arrival window in words.';

comment on column smartmoving.truck_journeys.window_start is
    'Begin of the arrival window; null where it contradicts the words.';

comment on column smartmoving.truck_journeys.window_end is
    'End of the arrival window; null where it contradicts the words.';

comment on column smartmoving.truck_journeys.planned_start_at is
    'Begin of the window in the location''s zone; null without window or zone, never made up.';

comment on column smartmoving.truck_journeys.started_at is
    'When work began (inferred to be the actual time).';

comment on column smartmoving.truck_journeys.ended_at is
    'When work ended.';

comment on column smartmoving.truck_journeys.is_confirmed is
    'Whether the customer has confirmed.';

comment on column smartmoving.truck_journeys.confirmed_at is
    'When the customer confirmed.';

comment on column smartmoving.truck_journeys.completed_at is
    'When the job was completed.';

comment on column smartmoving.truck_journeys.closed_at is
    'When the office closed the job.';

comment on column smartmoving.truck_journeys.drop_off_on is
    'Day of the drop-off.';

comment on column smartmoving.truck_journeys.time_zone is
    'IANA time zone of the location.';

comment on column smartmoving.truck_journeys.estimated_labor_minutes is
    'Estimated labor; from the labor text where the hours are not given.';

comment on column smartmoving.truck_journeys.estimated_travel_minutes is
    'Estimated travel.';

comment on column smartmoving.truck_journeys.actual_labor_minutes is
    'Labor done.';

comment on column smartmoving.truck_journeys.actual_travel_minutes is
    'Travel done.';

comment on column smartmoving.truck_journeys.billable_minutes is
    'Minutes that are billed.';

comment on column smartmoving.truck_journeys.estimated_duration_minutes is
    'Estimated labor and travel; null unless labor is known.';

comment on column smartmoving.truck_journeys.actual_duration_minutes is
    'From begin to end; without both, labor and travel done.';

comment on column smartmoving.truck_journeys.customer_name is
    'pii: Name of the customer, trimmed.';

comment on column smartmoving.truck_journeys.customer_phone is
    'pii: Telephone, as typed.';

comment on column smartmoving.truck_journeys.customer_email is
    'pii: Mail address, trimmed and in lower case.';

comment on column smartmoving.truck_journeys.origin_address is
    'pii: Where it begins.';

comment on column smartmoving.truck_journeys.destination_address is
    'pii: Where it ends; null where only one address is known.';

comment on column smartmoving.truck_journeys.destination_is_inferred is
    'Whether the destination is only the last of several addresses.';

comment on column smartmoving.truck_journeys.stop_count is
    'Number of addresses or stops.';

comment on column smartmoving.truck_journeys.crew_names is
    'pii: Names of the crew.';

comment on column smartmoving.truck_journeys.crew_count_planned is
    'Crew in the labor text.';

comment on column smartmoving.truck_journeys.crew_count_assigned is
    'Number of crew names.';

comment on column smartmoving.truck_journeys.truck_count_planned is
    'Trucks in the labor text.';

comment on column smartmoving.truck_journeys.truck_number is
    'Set by dispatch; the vendor has no such datum.';

comment on column smartmoving.truck_journeys.service_type_id is
    'Kind of service (service_types).';

comment on column smartmoving.truck_journeys.service_type is
    'The account''s name of it; without one, the vendor''s; without that, type and the number.';

comment on column smartmoving.truck_journeys.journey_kind is
    'move, pack, load, unload, storage_in, storage_out, junk, custom or other.';

comment on column smartmoving.truck_journeys.move_size is
    'Size of the move.';

comment on column smartmoving.truck_journeys.volume_cubic_feet is
    'Volume of the opportunity: not to be added over its journeys.';

comment on column smartmoving.truck_journeys.weight_pounds is
    'Weight of the opportunity: not to be added over its journeys.';

comment on column smartmoving.truck_journeys.salesperson_id is
    'The vendor''s id of the salesperson.';

comment on column smartmoving.truck_journeys.salesperson is
    'pii: Name of the salesperson, trimmed.';

comment on column smartmoving.truck_journeys.referral_source is
    'Where the customer comes from, trimmed.';

comment on column smartmoving.truck_journeys.estimated_cost_cents is
    'Estimated charges before tax, in cents; null while not priced.';

comment on column smartmoving.truck_journeys.actual_cost_cents is
    'What the customer was charged before tax, in cents: revenue, not the company''s cost.';

comment on column smartmoving.truck_journeys.variance_cents is
    'Actual less estimated, in cents; null unless both are known.';

comment on column smartmoving.truck_journeys.tips_cents is
    'Tips in cents.';

comment on column smartmoving.truck_journeys.opportunity_estimated_subtotal_cents is
    'Estimate of the whole opportunity before tax: not to be added over its journeys.';

comment on column smartmoving.truck_journeys.opportunity_estimated_tax_cents is
    'Its tax.';

comment on column smartmoving.truck_journeys.opportunity_estimated_total_cents is
    'Its estimate with tax.';

comment on column smartmoving.truck_journeys.estimated_total_share_cents is
    'This journey''s part of the estimate with tax, rounded half up.';

comment on column smartmoving.truck_journeys.paid_net_cents is
    'Payments less refunds of the opportunity: not to be added over its journeys.';

comment on column smartmoving.truck_journeys.currency is
    'ISO 4217 code of the location.';

comment on column smartmoving.truck_journeys.status is
    'Where the journey is: what the vendor shows, merged with what dispatch set. MORNING_PREP is derived when it is shown (mart.journeys).';

comment on column smartmoving.truck_journeys.status_reason is
    'Why it is cancelled or reopened.';

comment on column smartmoving.truck_journeys.vendor_status is
    'The opportunity''s status, as sent.';

comment on column smartmoving.truck_journeys.vendor_pipeline_label is
    'Label in the sales pipeline, trimmed; never used in a rule.';

comment on column smartmoving.truck_journeys.vendor_stage is
    'The stage that the vendor''s data alone give.';

comment on column smartmoving.truck_journeys.local_stage is
    'Stage that dispatch set.';

comment on column smartmoving.truck_journeys.local_stage_at is
    'When dispatch set it.';

comment on column smartmoving.truck_journeys.local_stage_by is
    'pii: Who set it.';

comment on column smartmoving.truck_journeys.local_stage_on is
    'The service day it was set for: it does not outlive a move to another day.';

comment on column smartmoving.truck_journeys.billing_status is
    'What the payments and charges say.';

comment on column smartmoving.truck_journeys.priority is
    'Set by dispatch.';

comment on column smartmoving.truck_journeys.tags is
    'Tags made from what was read: kind of service, source, ownership of the branch.';

comment on column smartmoving.truck_journeys.local_tags is
    'Tags that dispatch set.';

comment on column smartmoving.truck_journeys.local_notes is
    'pii: Notes of dispatch.';

comment on column smartmoving.truck_journeys.flags is
    'What will go wrong: unmapped_branch, unpriced, unconfirmed, no_crew, no_destination, overdue_completion, conflict, unknown_status, duplicate_number, completed_by_opportunity.';

comment on column smartmoving.truck_journeys.first_seen_at is
    'When the journey was first seen.';

comment on column smartmoving.truck_journeys.changed_at is
    'When this row last changed.';

comment on column smartmoving.truck_journeys.deleted_at is
    'When the job was noticed to be gone; null while it is there.';

call control.secure_table('smartmoving.truck_journeys');
