-- Schemas: `control` runs the warehouse, each vendor has its own, `mart` is what people read.

create schema if not exists control;

alter schema control owner to daysheet_owner;

alter table control.migrations owner to daysheet_owner;

create schema if not exists mart authorization daysheet_owner;

set local role daysheet_owner;

-- A function is for those it is granted to, and for nobody else.
alter default privileges for role daysheet_owner revoke execute on functions from public;

grant usage on schema control
    to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst, daysheet_scheduler;

grant usage on schema mart to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;

comment on schema control is
    'Runs the warehouse: tenants, connections, cursors, logs, raw pages, quarantine.';

comment on schema mart is
    'What people and reporting tools read: one view for each question.';

comment on table control.migrations is
    'shared: Which migrations this database has, with the checksum each had when it was applied.';

comment on column control.migrations.set_name is
    'not pii: Set of migrations: warehouse, or the name of a vendor.';

comment on column control.migrations.name is
    'not pii: File name of the migration.';

comment on column control.migrations.sha256 is
    'Checksum of the file when it was applied; an applied file is never edited.';

comment on column control.migrations.applied_at is
    'When it was applied.';
