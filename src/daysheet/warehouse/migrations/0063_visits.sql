-- When people looked last, so that they can be told what has changed since.

set local role daysheet_owner;

create table control.visits (
    tenant_id  bigint not null references control.tenants on delete cascade,
    actor      text not null check (actor <> ''),
    seen_at    timestamptz not null,
    before_at  timestamptz,
    primary key (tenant_id, actor)
);

comment on table control.visits is
    'When each person looked at the first screen last, to the next few minutes, and when in the visit before that one.';

comment on column control.visits.tenant_id is
    'The tenant it belongs to.';

comment on column control.visits.actor is
    'pii: Who looked, as the audit log names them.';

comment on column control.visits.seen_at is
    'When they looked last; a look soon after it belongs to the same visit.';

comment on column control.visits.before_at is
    'When they looked last in the visit before; null on their first one.';

call control.secure_table('control.visits', 'service');

create index audit_log_by_time on control.audit_log (tenant_id, at);

create index restatements_by_time on control.restatements (tenant_id, noticed_at);
