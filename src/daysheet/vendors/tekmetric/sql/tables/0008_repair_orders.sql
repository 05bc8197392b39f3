set local role daysheet_owner;

create table tekmetric.repair_orders (
    tenant_id              bigint not null,
    tm_shop_id             bigint not null,
    tm_id                  bigint not null,
    ro_number              bigint not null,
    tm_customer_id         bigint,
    tm_vehicle_id          bigint,
    tm_service_advisor_id  bigint,
    tm_technician_id       bigint,
    tm_appointment_id      bigint,
    status_id              bigint not null,
    status                 text not null,
    label_id               bigint,
    label_code             text,
    label                  text,
    custom_label           text,
    color                  text,
    keytag                 text,
    lead_source            text,
    miles_in               numeric,
    miles_out              numeric,
    completed_at           timestamptz,
    completed_on           date,
    posted_at              timestamptz,
    posted_on              date,
    promised_at            timestamptz,
    appointment_start_at   timestamptz,
    estimate_shared_at     timestamptz,
    inspection_shared_at   timestamptz,
    invoice_shared_at      timestamptz,
    labor_sales_cents      bigint not null,
    parts_sales_cents      bigint not null,
    sublet_sales_cents     bigint not null,
    fee_total_cents        bigint not null,
    discount_total_cents   bigint not null,
    taxes_cents            bigint not null,
    total_sales_cents      bigint not null,
    amount_paid_cents      bigint not null,
    tm_created_at          timestamptz not null,
    tm_updated_at          timestamptz not null,
    deleted_at             timestamptz,
    deleted_reason         text check (deleted_reason in ('vendor', 'absent', 'gone')),
    first_seen_at          timestamptz not null,
    changed_at             timestamptz not null,
    is_complete            boolean not null,
    is_posted              boolean not null generated always as (status_id in (5, 6)) stored,
    is_deleted             boolean not null generated always as (deleted_at is not null or status_id = 7) stored,
    primary key (tenant_id, tm_shop_id, tm_id)
);

create index repair_orders_by_number on tekmetric.repair_orders (tenant_id, ro_number);

comment on table tekmetric.repair_orders is
    'Repair orders. The header''s money covers authorized jobs only once posted, and all jobs in an estimate.';

comment on column tekmetric.repair_orders.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.repair_orders.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.repair_orders.tm_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.repair_orders.ro_number is
    'Number people know the order by, within the shop.';

comment on column tekmetric.repair_orders.tm_customer_id is
    'The vendor''s id of the customer; may be one who is not here.';

comment on column tekmetric.repair_orders.tm_vehicle_id is
    'The vendor''s id of the vehicle; may be one that is not here.';

comment on column tekmetric.repair_orders.tm_service_advisor_id is
    'The vendor''s id of the service advisor.';

comment on column tekmetric.repair_orders.tm_technician_id is
    'The vendor''s id of the order''s technician; usually null, labor lines have their own.';

comment on column tekmetric.repair_orders.tm_appointment_id is
    'The vendor''s id of the appointment it came from.';

comment on column tekmetric.repair_orders.status_id is
    '1 estimate, 2 work in progress, 3 complete, 4 saved for later, 5 posted, 6 accounts receivable, 7 deleted.';

comment on column tekmetric.repair_orders.status is
    'ESTIMATE, WORKINPROGRESS, COMPLETE, SAVEDFORLATER, POSTED, ACCRECV or DELETED.';

comment on column tekmetric.repair_orders.label_id is
    'The vendor''s id of the label.';

comment on column tekmetric.repair_orders.label_code is
    'Code of the label; an open list.';

comment on column tekmetric.repair_orders.label is
    'Name of the label.';

comment on column tekmetric.repair_orders.custom_label is
    'Label the shop made itself.';

comment on column tekmetric.repair_orders.color is
    'Color on the job board, such as #0D4A80.';

comment on column tekmetric.repair_orders.keytag is
    'Tag on the keys.';

comment on column tekmetric.repair_orders.lead_source is
    'How the customer came.';

comment on column tekmetric.repair_orders.miles_in is
    'Odometer on arrival.';

comment on column tekmetric.repair_orders.miles_out is
    'Odometer on leaving.';

comment on column tekmetric.repair_orders.completed_at is
    'When the work was done; a reopened order keeps it.';

comment on column tekmetric.repair_orders.completed_on is
    'The shop''s own day of completed_at; null while the shop has no time zone.';

comment on column tekmetric.repair_orders.posted_at is
    'When it was invoiced; a reopened order keeps it, so look at is_posted as well.';

comment on column tekmetric.repair_orders.posted_on is
    'The shop''s own day of posted_at; null while the shop has no time zone.';

comment on column tekmetric.repair_orders.promised_at is
    'When the vehicle was promised for.';

comment on column tekmetric.repair_orders.appointment_start_at is
    'Start of the appointment; only some accounts send it.';

comment on column tekmetric.repair_orders.estimate_shared_at is
    'When the estimate was shared with the customer.';

comment on column tekmetric.repair_orders.inspection_shared_at is
    'When the inspection was shared with the customer.';

comment on column tekmetric.repair_orders.invoice_shared_at is
    'When the invoice was shared with the customer.';

comment on column tekmetric.repair_orders.labor_sales_cents is
    'Labor in cents, before discounts and tax.';

comment on column tekmetric.repair_orders.parts_sales_cents is
    'Parts in cents, before discounts and tax.';

comment on column tekmetric.repair_orders.sublet_sales_cents is
    'Sublets in cents, before discounts and tax.';

comment on column tekmetric.repair_orders.fee_total_cents is
    'Fees in cents, of the order and of its jobs.';

comment on column tekmetric.repair_orders.discount_total_cents is
    'Discounts in cents, of the order and of its jobs; positive lowers the bill, negative is a surcharge.';

comment on column tekmetric.repair_orders.taxes_cents is
    'Tax in cents.';

comment on column tekmetric.repair_orders.total_sales_cents is
    'Total in cents: labor, parts, sublets, fees and tax, less discounts. Can be 0 on a posted order.';

comment on column tekmetric.repair_orders.amount_paid_cents is
    'Paid so far, in cents.';

comment on column tekmetric.repair_orders.tm_created_at is
    'The vendor''s time of creation.';

comment on column tekmetric.repair_orders.tm_updated_at is
    'The vendor''s time of the last change.';

comment on column tekmetric.repair_orders.deleted_at is
    'When it was deleted; null while it is there.';

comment on column tekmetric.repair_orders.deleted_reason is
    'Who says so: vendor (its own stamp), absent (missing from a full list) or gone (asked for, not there).';

comment on column tekmetric.repair_orders.first_seen_at is
    'When its first stored version was fetched.';

comment on column tekmetric.repair_orders.changed_at is
    'When the stored version was fetched.';

comment on column tekmetric.repair_orders.is_complete is
    'False while a line of it is in quarantine.';

comment on column tekmetric.repair_orders.is_posted is
    'Whether it is invoiced now: posted or accounts receivable.';

comment on column tekmetric.repair_orders.is_deleted is
    'Whether it is deleted, by its stamp or by its status.';

call control.secure_table('tekmetric.repair_orders');
