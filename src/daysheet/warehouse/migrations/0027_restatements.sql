set local role daysheet_owner;

create table control.restatements (
    tenant_id       bigint not null,
    vendor          text not null,
    location_key    text not null,
    month_on        date not null,
    table_name      text not null,
    metric_date     date not null,
    row_key         text not null,
    restatement_no  bigint not null,
    noticed_at      timestamptz not null,
    old_figures     jsonb not null,
    new_figures     jsonb not null,
    source_ids      text[] not null,
    primary key (tenant_id, vendor, location_key, month_on, table_name, metric_date, row_key, restatement_no),
    foreign key (tenant_id, vendor, location_key, month_on) references control.closed_months on delete cascade
);

comment on table control.restatements is
    'What has become of closed figures since: what changed, from what to what, when, and because of which records.';

comment on column control.restatements.tenant_id is
    'The tenant it belongs to.';

comment on column control.restatements.vendor is
    'Vendor whose figures they are.';

comment on column control.restatements.location_key is
    'The vendor''s id of the location, as text.';

comment on column control.restatements.month_on is
    'First day of the month.';

comment on column control.restatements.table_name is
    'not pii: The daily table it is about.';

comment on column control.restatements.metric_date is
    'The location''s own day.';

comment on column control.restatements.row_key is
    'What tells the row from the other rows of its day.';

comment on column control.restatements.restatement_no is
    'Counts the restatements of one row, from 1.';

comment on column control.restatements.noticed_at is
    'When it was noticed.';

comment on column control.restatements.old_figures is
    'pii: The figures that changed, as they were just before; some tell what somebody earns.';

comment on column control.restatements.new_figures is
    'pii: The same figures as they are now.';

comment on column control.restatements.source_ids is
    'The vendor''s ids of the records that changed.';

call control.secure_table('control.restatements');
