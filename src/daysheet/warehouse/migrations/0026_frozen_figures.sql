set local role daysheet_owner;

create table control.frozen_figures (
    tenant_id         bigint not null,
    vendor            text not null,
    location_key      text not null,
    month_on          date not null,
    table_name        text not null,
    metric_date       date not null,
    row_key           text not null,
    figures           jsonb not null,
    personal_figures  jsonb not null,
    primary key (tenant_id, vendor, location_key, month_on, table_name, metric_date, row_key),
    foreign key (tenant_id, vendor, location_key, month_on) references control.closed_months on delete cascade
);

comment on table control.frozen_figures is
    'The daily figures of closed months, as they stood when the month was closed.';

comment on column control.frozen_figures.tenant_id is
    'The tenant it belongs to.';

comment on column control.frozen_figures.vendor is
    'Vendor whose figures they are.';

comment on column control.frozen_figures.location_key is
    'The vendor''s id of the location, as text.';

comment on column control.frozen_figures.month_on is
    'First day of the month.';

comment on column control.frozen_figures.table_name is
    'not pii: The daily table it is a row of.';

comment on column control.frozen_figures.metric_date is
    'The location''s own day.';

comment on column control.frozen_figures.row_key is
    'What tells it from the other rows of its day, such as a technician''s id; empty where there is one row a day.';

comment on column control.frozen_figures.figures is
    'The row, column by column.';

comment on column control.frozen_figures.personal_figures is
    'pii: The columns of the row that tell what somebody earns.';

call control.secure_table('control.frozen_figures');
