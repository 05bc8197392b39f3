-- Made from the migrations by `make docs`; do not edit.

create schema control;
grant usage on schema control to daysheet_analyst;
grant usage on schema control to daysheet_editor;
grant usage on schema control to daysheet_reader;
grant usage on schema control to daysheet_scheduler;
grant usage on schema control to daysheet_service;

create schema mart;
grant usage on schema mart to daysheet_analyst;
grant usage on schema mart to daysheet_editor;
grant usage on schema mart to daysheet_reader;
grant usage on schema mart to daysheet_service;

create schema tekmetric;
grant usage on schema tekmetric to daysheet_analyst;
grant usage on schema tekmetric to daysheet_editor;
grant usage on schema tekmetric to daysheet_reader;
grant usage on schema tekmetric to daysheet_service;

CREATE OR REPLACE FUNCTION control.current_tenant()
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
declare
    own constant bigint := substring(session_user from '^daysheet_reader_t([0-9]{1,18})$')::bigint;
    wanted constant bigint := nullif(current_setting('app.tenant_id', true), '')::bigint;
begin
    if own is not null then
        if wanted <> own then
            raise insufficient_privilege using message = 'this login belongs to another tenant';
        end if;
        return own;
    end if;
    if wanted is null then
        raise insufficient_privilege using message = 'tenant not set';
    end if;
    return wanted;
end
$function$;

grant execute on routine control.current_tenant() to daysheet_analyst;

grant execute on routine control.current_tenant() to daysheet_editor;

grant execute on routine control.current_tenant() to daysheet_reader;

grant execute on routine control.current_tenant() to daysheet_scheduler;

grant execute on routine control.current_tenant() to daysheet_service;

CREATE OR REPLACE FUNCTION control.hold_calls(wanted_key text, seconds double precision)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
    insert into control.call_budgets as budget (budget_key, theoretical_at, held_until)
    values (wanted_key, clock_timestamp(), clock_timestamp() + make_interval(secs => seconds))
    on conflict (budget_key) do update
    set held_until = greatest(budget.held_until, excluded.held_until)
$function$;

grant execute on routine control.hold_calls(text,double precision) to daysheet_service;

CREATE OR REPLACE FUNCTION control.reserve_calls(wanted_key text, per_second double precision, burst integer DEFAULT 1, cost integer DEFAULT 1)
 RETURNS double precision
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
    asked_at constant timestamptz := clock_timestamp();
    spacing constant interval := make_interval(secs => 1 / per_second);
    reserved record;
begin
    insert into control.call_budgets as budget (budget_key, theoretical_at)
    values (wanted_key, asked_at + cost * spacing)
    on conflict (budget_key) do update
    set theoretical_at = greatest(budget.theoretical_at + cost * spacing, excluded.theoretical_at)
    returning budget.theoretical_at, budget.held_until
    into reserved;

    return greatest(
        0,
        extract(epoch from greatest(reserved.theoretical_at - burst * spacing, reserved.held_until) - asked_at)
    );
end
$function$;

grant execute on routine control.reserve_calls(text,double precision,integer,integer) to daysheet_service;

CREATE OR REPLACE PROCEDURE control.secure_table(IN target regclass, IN audience text DEFAULT 'people'::text)
 LANGUAGE plpgsql
 SET search_path TO ''
AS $procedure$
declare
    open_columns text;
    shown_columns text;
    undescribed text;
    has_secrets boolean;
    readers text;
begin
    select
        string_agg(quote_ident(attname), ', ' order by attnum)
            filter (where description not like 'pii:%' and description not like 'secret:%'),
        string_agg(quote_ident(attname), ', ' order by attnum) filter (where description not like 'secret:%'),
        string_agg(quote_ident(attname), ', ' order by attnum) filter (where description is null),
        coalesce(bool_or(description like 'secret:%'), false)
    into open_columns, shown_columns, undescribed, has_secrets
    from pg_catalog.pg_attribute
    cross join lateral pg_catalog.col_description(attrelid, attnum) as description
    where attrelid = target
        and attnum > 0
        and not attisdropped;

    if undescribed is not null then
        raise exception 'columns of % have no comment: %', target, undescribed;
    end if;
    readers := case audience
        when 'people' then 'daysheet_reader, daysheet_editor'
        when 'editors' then 'daysheet_editor'
        when 'service' then null
    end;
    if readers is null and audience <> 'service' then
        raise exception 'no audience %: people, editors or service', audience;
    end if;

    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('drop policy if exists tenant_wall on %s', target);
    execute format('drop policy if exists may_read on %s', target);
    execute format('drop policy if exists may_write on %s', target);
    execute format(
        'revoke all on %s from public, daysheet_service, daysheet_reader, daysheet_editor, daysheet_analyst', target
    );

    -- The wall is restrictive: it is ANDed with everything, so no later policy can widen it.
    -- The other policies only say who; "is not null" holds for every row and leaves the estimates alone.
    execute format(
        'create policy tenant_wall on %s as restrictive for all to public'
        ' using (tenant_id = (select control.current_tenant()))'
        ' with check (tenant_id = (select control.current_tenant()))',
        target
    );
    execute format(
        'create policy may_write on %s for all to daysheet_service, daysheet_owner'
        ' using (tenant_id is not null) with check (tenant_id is not null)',
        target
    );
    execute format('grant select, insert, update, delete on %s to daysheet_service', target);

    if readers is not null then
        execute format(
            'create policy may_read on %s for select to %s using (tenant_id is not null)',
            target,
            readers || case when audience = 'people' then ', daysheet_analyst' else '' end
        );
        if has_secrets then
            execute format('grant select (%s) on %s to %s', shown_columns, target, readers);
        else
            execute format('grant select on %s to %s', target, readers);
        end if;
        if audience = 'people' then
            execute format('grant select (%s) on %s to daysheet_analyst', open_columns, target);
        end if;
    end if;
end
$procedure$;

create table control.audit_log (
    tenant_id bigint not null,
    entry_id bigint not null generated always as identity,
    at timestamp with time zone not null default now(),
    actor text not null,
    action text not null,
    thing text not null,
    constraint audit_log_pkey PRIMARY KEY (tenant_id, entry_id),
    constraint audit_log_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE
);

alter table control.audit_log enable row level security;
alter table control.audit_log force row level security;
create policy may_read on control.audit_log as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.audit_log as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.audit_log as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, entry_id, at, action, thing) on control.audit_log to daysheet_analyst;
grant select on control.audit_log to daysheet_editor;
grant select on control.audit_log to daysheet_reader;
grant insert, select on control.audit_log to daysheet_service;

create table control.call_budgets (
    budget_key text not null,
    theoretical_at timestamp with time zone not null,
    held_until timestamp with time zone not null default '-infinity'::timestamp with time zone,
    constraint call_budgets_pkey PRIMARY KEY (budget_key)
);

grant delete, insert, select, update on control.call_budgets to daysheet_service;

create table control.connections (
    tenant_id bigint not null,
    connection_id bigint not null generated always as identity,
    name text not null,
    vendor text not null,
    base_url text not null,
    sealed_secret bytea not null,
    budget_key text not null,
    calls_per_minute integer,
    status text not null default 'active'::text,
    status_reason text,
    created_at timestamp with time zone not null default now(),
    checked_at timestamp with time zone,
    constraint connections_pkey PRIMARY KEY (tenant_id, connection_id),
    constraint connections_tenant_id_name_key UNIQUE (tenant_id, name),
    constraint connections_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint connections_calls_per_minute_check CHECK ((calls_per_minute > 0)),
    constraint connections_name_check CHECK ((name <> ''::text)),
    constraint connections_status_check CHECK ((status = ANY (ARRAY['active'::text, 'needs_reauth'::text, 'paused'::text])))
);

alter table control.connections enable row level security;
alter table control.connections force row level security;
create policy may_read on control.connections as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.connections as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.connections as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, name, vendor, base_url, budget_key, calls_per_minute, status, status_reason, created_at, checked_at) on control.connections to daysheet_analyst;
grant select (tenant_id, connection_id, name, vendor, base_url, budget_key, calls_per_minute, status, status_reason, created_at, checked_at) on control.connections to daysheet_editor;
grant select (tenant_id, connection_id, name, vendor, base_url, budget_key, calls_per_minute, status, status_reason, created_at, checked_at) on control.connections to daysheet_reader;
grant delete, insert, select, update on control.connections to daysheet_service;

create table control.drift (
    tenant_id bigint not null,
    connection_id bigint not null,
    stream text not null,
    kind text not null,
    name text not null,
    word text not null default ''::text,
    first_seen_at timestamp with time zone not null,
    last_seen_at timestamp with time zone not null,
    seen_count bigint not null default 1,
    constraint drift_pkey PRIMARY KEY (tenant_id, connection_id, stream, kind, name, word),
    constraint drift_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint drift_kind_check CHECK ((kind = ANY (ARRAY['new_field'::text, 'missing_field'::text, 'unknown_word'::text]))),
    constraint drift_seen_count_check CHECK ((seen_count > 0))
);

alter table control.drift enable row level security;
alter table control.drift force row level security;
create policy may_read on control.drift as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.drift as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.drift as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, stream, kind, name, word, first_seen_at, last_seen_at, seen_count) on control.drift to daysheet_analyst;
grant select on control.drift to daysheet_editor;
grant select on control.drift to daysheet_reader;
grant delete, insert, select, update on control.drift to daysheet_service;

create table control.locations (
    tenant_id bigint not null,
    location_id bigint not null generated always as identity,
    connection_id bigint not null,
    vendor text not null,
    source_id text not null,
    name text not null,
    time_zone text,
    time_zone_source text,
    currency text,
    in_scope boolean not null default true,
    first_seen_at timestamp with time zone not null,
    constraint locations_pkey PRIMARY KEY (tenant_id, location_id),
    constraint locations_tenant_id_vendor_source_id_key UNIQUE (tenant_id, vendor, source_id),
    constraint locations_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id),
    constraint locations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint locations_location_id_check CHECK ((location_id > 0))
);

CREATE INDEX locations_by_connection ON control.locations USING btree (tenant_id, connection_id);

alter table control.locations enable row level security;
alter table control.locations force row level security;
create policy may_read on control.locations as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.locations as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.locations as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, location_id, connection_id, vendor, source_id, name, time_zone, time_zone_source, currency, in_scope, first_seen_at) on control.locations to daysheet_analyst;
grant select on control.locations to daysheet_editor;
grant select on control.locations to daysheet_reader;
grant delete, insert, select, update on control.locations to daysheet_service;

create table control.migrations (
    set_name text not null,
    name text not null,
    sha256 text not null,
    applied_at timestamp with time zone not null default now(),
    constraint migrations_pkey PRIMARY KEY (set_name, name)
);

create table control.quarantine (
    tenant_id bigint not null,
    quarantine_id bigint not null generated always as identity,
    connection_id bigint not null,
    stream text not null,
    location_id bigint not null default 0,
    source_id text,
    path text not null default ''::text,
    reason text not null,
    problems jsonb not null,
    payload bytea not null,
    payload_hash bytea not null,
    run_id uuid not null,
    first_seen_at timestamp with time zone not null,
    last_seen_at timestamp with time zone not null,
    seen_count bigint not null default 1,
    attempts integer not null default 0,
    resolved_at timestamp with time zone,
    resolution text,
    record_key text not null generated always as (COALESCE(source_id, encode(payload_hash, 'hex'::text))) stored,
    constraint quarantine_pkey PRIMARY KEY (tenant_id, quarantine_id),
    constraint quarantine_tenant_id_connection_id_stream_location_id_recor_key UNIQUE (tenant_id, connection_id, stream, location_id, record_key, path),
    constraint quarantine_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint quarantine_attempts_check CHECK ((attempts >= 0)),
    constraint quarantine_seen_count_check CHECK ((seen_count > 0))
);

alter table control.quarantine enable row level security;
alter table control.quarantine force row level security;
create policy may_read on control.quarantine as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.quarantine as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.quarantine as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, quarantine_id, connection_id, stream, location_id, source_id, path, reason, payload_hash, run_id, first_seen_at, last_seen_at, seen_count, attempts, resolved_at, resolution, record_key) on control.quarantine to daysheet_analyst;
grant select on control.quarantine to daysheet_editor;
grant select on control.quarantine to daysheet_reader;
grant delete, insert, select, update on control.quarantine to daysheet_service;

create table control.raw_bodies (
    tenant_id bigint not null,
    body_hash bytea not null,
    body bytea not null storage external,
    record_count integer not null,
    bytes bigint not null,
    constraint raw_bodies_pkey PRIMARY KEY (tenant_id, body_hash),
    constraint raw_bodies_bytes_check CHECK ((bytes >= 0)),
    constraint raw_bodies_record_count_check CHECK ((record_count >= 0))
);

alter table control.raw_bodies enable row level security;
alter table control.raw_bodies force row level security;
create policy may_write on control.raw_bodies as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.raw_bodies as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.raw_bodies to daysheet_service;

create table control.raw_pages (
    tenant_id bigint not null,
    connection_id bigint not null,
    page_id bigint not null generated always as identity,
    run_id uuid not null,
    stream text not null,
    location_id bigint not null default 0,
    list_name text not null,
    page_number integer not null,
    fetched_at timestamp with time zone not null,
    body_hash bytea not null,
    constraint raw_pages_pkey PRIMARY KEY (tenant_id, connection_id, page_id),
    constraint raw_pages_tenant_id_body_hash_fkey FOREIGN KEY (tenant_id, body_hash) REFERENCES control.raw_bodies(tenant_id, body_hash),
    constraint raw_pages_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE
);

CREATE INDEX raw_pages_by_body ON control.raw_pages USING btree (tenant_id, body_hash);

alter table control.raw_pages enable row level security;
alter table control.raw_pages force row level security;
create policy may_write on control.raw_pages as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.raw_pages as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.raw_pages to daysheet_service;

create table control.record_versions (
    tenant_id bigint not null,
    location_id bigint not null,
    stream text not null,
    source_id text not null,
    payload_hash bytea not null,
    source_updated_at timestamp with time zone,
    fetched_at timestamp with time zone not null,
    constraint record_versions_pkey PRIMARY KEY (tenant_id, location_id, stream, source_id)
);

alter table control.record_versions enable row level security;
alter table control.record_versions force row level security;
create policy may_write on control.record_versions as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.record_versions as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.record_versions to daysheet_service;

create table control.runs (
    tenant_id bigint not null,
    run_id uuid not null,
    connection_id bigint not null,
    kind text not null,
    status text not null,
    started_at timestamp with time zone not null,
    finished_at timestamp with time zone,
    constraint runs_pkey PRIMARY KEY (tenant_id, run_id),
    constraint runs_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint runs_status_check CHECK ((status = ANY (ARRAY['running'::text, 'completed'::text, 'partial'::text, 'failed'::text])))
);

CREATE INDEX runs_by_connection ON control.runs USING btree (tenant_id, connection_id, started_at);

alter table control.runs enable row level security;
alter table control.runs force row level security;
create policy may_read on control.runs as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.runs as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.runs as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, run_id, connection_id, kind, status, started_at, finished_at) on control.runs to daysheet_analyst;
grant select on control.runs to daysheet_editor;
grant select on control.runs to daysheet_reader;
grant delete, insert, select, update on control.runs to daysheet_service;

create table control.sync_cursors (
    tenant_id bigint not null,
    connection_id bigint not null,
    stream text not null,
    location_id bigint not null default 0,
    mode text not null,
    reached_at timestamp with time zone,
    "position" jsonb,
    census_at timestamp with time zone,
    fence bigint not null default 0,
    lease_owner text,
    lease_until timestamp with time zone,
    last_error text,
    consecutive_failures integer not null default 0,
    updated_at timestamp with time zone not null,
    constraint sync_cursors_pkey PRIMARY KEY (tenant_id, connection_id, stream, location_id),
    constraint sync_cursors_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint sync_cursors_consecutive_failures_check CHECK ((consecutive_failures >= 0))
);

alter table control.sync_cursors enable row level security;
alter table control.sync_cursors force row level security;
create policy may_read on control.sync_cursors as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.sync_cursors as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.sync_cursors as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, stream, location_id, mode, reached_at, "position", census_at, fence, lease_owner, lease_until, last_error, consecutive_failures, updated_at) on control.sync_cursors to daysheet_analyst;
grant select on control.sync_cursors to daysheet_editor;
grant select on control.sync_cursors to daysheet_reader;
grant delete, insert, select, update on control.sync_cursors to daysheet_service;

create table control.sync_log (
    tenant_id bigint not null,
    run_id uuid not null,
    stream text not null,
    location_id bigint not null default 0,
    status text not null,
    started_at timestamp with time zone not null,
    finished_at timestamp with time zone,
    window_from timestamp with time zone,
    reached_at timestamp with time zone,
    received bigint not null default 0,
    new bigint not null default 0,
    changed bigint not null default 0,
    same bigint not null default 0,
    stale bigint not null default 0,
    quarantined bigint not null default 0,
    ignored bigint not null default 0,
    deleted bigint not null default 0,
    lines_quarantined bigint not null default 0,
    rows_written bigint not null default 0,
    pages bigint not null default 0,
    requests bigint not null default 0,
    retries bigint not null default 0,
    rate_limited bigint not null default 0,
    bytes bigint not null default 0,
    error text,
    details jsonb,
    constraint sync_log_pkey PRIMARY KEY (tenant_id, run_id, stream, location_id),
    constraint sync_log_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES control.runs(tenant_id, run_id) ON DELETE CASCADE,
    constraint counters_add_up CHECK ((received = (((((new + changed) + same) + stale) + quarantined) + ignored))),
    constraint sync_log_status_check CHECK ((status = ANY (ARRAY['running'::text, 'completed'::text, 'partial'::text, 'failed'::text])))
);

alter table control.sync_log enable row level security;
alter table control.sync_log force row level security;
create policy may_read on control.sync_log as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.sync_log as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.sync_log as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, run_id, stream, location_id, status, started_at, finished_at, window_from, reached_at, received, new, changed, same, stale, quarantined, ignored, deleted, lines_quarantined, rows_written, pages, requests, retries, rate_limited, bytes, error, details) on control.sync_log to daysheet_analyst;
grant select on control.sync_log to daysheet_editor;
grant select on control.sync_log to daysheet_reader;
grant delete, insert, select, update on control.sync_log to daysheet_service;

create table control.tenants (
    tenant_id bigint not null generated always as identity,
    name text not null,
    created_at timestamp with time zone not null default now(),
    constraint tenants_pkey PRIMARY KEY (tenant_id),
    constraint tenants_name_key UNIQUE (name),
    constraint tenants_name_check CHECK ((name <> ''::text))
);

alter table control.tenants enable row level security;
alter table control.tenants force row level security;
create policy may_list on control.tenants as permissive for all to daysheet_owner, daysheet_scheduler
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy own_row on control.tenants as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader, daysheet_service
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select on control.tenants to daysheet_analyst;
grant select on control.tenants to daysheet_editor;
grant select on control.tenants to daysheet_reader;
grant insert, select on control.tenants to daysheet_scheduler;
grant update (name) on control.tenants to daysheet_scheduler;
grant select on control.tenants to daysheet_service;

create view mart.customers_analytics with (security_invoker=true, security_barrier=true) as
 WITH visits AS (
         SELECT repair_orders.tenant_id,
            repair_orders.tm_shop_id,
            repair_orders.tm_customer_id,
            min(repair_orders.posted_on) AS first_visit_on,
            max(repair_orders.posted_on) AS last_visit_on,
            count(*) AS visit_count,
            (sum((repair_orders.total_sales_cents - repair_orders.taxes_cents)))::bigint AS lifetime_revenue_cents
           FROM tekmetric.repair_orders
          WHERE (repair_orders.is_posted AND (NOT repair_orders.is_deleted) AND (repair_orders.tm_customer_id IS NOT NULL))
          GROUP BY repair_orders.tenant_id, repair_orders.tm_shop_id, repair_orders.tm_customer_id
        )
 SELECT customers.tenant_id,
    customers.tm_shop_id,
    customers.tm_id AS tm_customer_id,
    customers.customer_type_code,
    customers.city,
    customers.state,
    customers.zip_prefix,
    customers.ok_for_marketing,
    customers.eligible_for_ar,
    customers.tm_created_at,
    customers.deleted_at,
    visits.first_visit_on,
    visits.last_visit_on,
    COALESCE(visits.visit_count, (0)::bigint) AS visit_count,
    COALESCE(visits.lifetime_revenue_cents, (0)::bigint) AS lifetime_revenue_cents
   FROM (tekmetric.customers
     LEFT JOIN visits ON (((visits.tenant_id = customers.tenant_id) AND (visits.tm_shop_id = customers.tm_shop_id) AND (visits.tm_customer_id = customers.tm_id))));

grant select on mart.customers_analytics to daysheet_analyst;
grant select on mart.customers_analytics to daysheet_editor;
grant select on mart.customers_analytics to daysheet_reader;
grant select on mart.customers_analytics to daysheet_service;

create table tekmetric.appointments (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_id bigint not null,
    tm_customer_id bigint,
    tm_vehicle_id bigint,
    title text,
    description text,
    start_at timestamp with time zone not null,
    end_at timestamp with time zone not null,
    color text,
    arrived boolean,
    status text not null,
    confirmation_status text,
    ride_option_id bigint,
    ride_option text,
    appointment_option_id bigint,
    appointment_option text,
    dropoff_at timestamp with time zone,
    pickup_at timestamp with time zone,
    lead_source text,
    tm_created_at timestamp with time zone,
    tm_updated_at timestamp with time zone not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint appointments_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_id),
    constraint appointments_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.appointments enable row level security;
alter table tekmetric.appointments force row level security;
create policy may_read on tekmetric.appointments as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.appointments as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.appointments as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_id, tm_customer_id, tm_vehicle_id, start_at, end_at, color, arrived, status, confirmation_status, ride_option_id, ride_option, appointment_option_id, appointment_option, dropoff_at, pickup_at, lead_source, tm_created_at, tm_updated_at, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on tekmetric.appointments to daysheet_analyst;
grant select on tekmetric.appointments to daysheet_editor;
grant select on tekmetric.appointments to daysheet_reader;
grant delete, insert, select, update on tekmetric.appointments to daysheet_service;

create table tekmetric.customer_phones (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_customer_id bigint not null,
    "position" bigint not null,
    tm_id bigint,
    number text not null,
    phone_type text not null,
    is_primary boolean not null,
    constraint customer_phones_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_customer_id, "position"),
    constraint customer_phones_tenant_id_tm_shop_id_tm_customer_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_customer_id) REFERENCES tekmetric.customers(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.customer_phones enable row level security;
alter table tekmetric.customer_phones force row level security;
create policy may_read on tekmetric.customer_phones as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.customer_phones as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.customer_phones as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_customer_id, "position", tm_id, phone_type, is_primary) on tekmetric.customer_phones to daysheet_analyst;
grant select on tekmetric.customer_phones to daysheet_editor;
grant select on tekmetric.customer_phones to daysheet_reader;
grant delete, insert, select, update on tekmetric.customer_phones to daysheet_service;

create table tekmetric.customers (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_id bigint not null,
    first_name text,
    last_name text,
    email text[] not null,
    address_line1 text,
    address_line2 text,
    city text,
    state text,
    zip text,
    customer_type_id bigint not null,
    customer_type_code text not null,
    customer_type_name text not null,
    contact_first_name text,
    contact_last_name text,
    ok_for_marketing boolean,
    eligible_for_ar boolean,
    credit_limit_cents bigint,
    birthday text,
    notes text,
    tm_created_at timestamp with time zone not null,
    tm_updated_at timestamp with time zone not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    zip_prefix text generated always as ("left"(zip, 3)) stored,
    constraint customers_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_id),
    constraint customers_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.customers enable row level security;
alter table tekmetric.customers force row level security;
create policy may_read on tekmetric.customers as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.customers as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.customers as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_id, city, state, customer_type_id, customer_type_code, customer_type_name, ok_for_marketing, eligible_for_ar, credit_limit_cents, tm_created_at, tm_updated_at, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete, zip_prefix) on tekmetric.customers to daysheet_analyst;
grant select on tekmetric.customers to daysheet_editor;
grant select on tekmetric.customers to daysheet_reader;
grant delete, insert, select, update on tekmetric.customers to daysheet_service;

create table tekmetric.daily_shop_metrics (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    metric_date date not null,
    ro_count bigint not null,
    ro_posted_count bigint not null,
    ro_completed_count bigint not null,
    zero_ro_count bigint not null,
    car_count bigint not null,
    authorized_revenue_cents bigint not null,
    authorized_cost_cents bigint not null,
    costed_revenue_cents bigint not null,
    authorized_job_count bigint not null,
    parts_revenue_cents bigint not null,
    parts_cost_cents bigint not null,
    labor_revenue_cents bigint not null,
    labor_cost_cents bigint not null,
    labor_hours numeric not null,
    sublet_revenue_cents bigint not null,
    sublet_cost_cents bigint not null,
    fees_total_cents bigint not null,
    discount_total_cents bigint not null,
    tax_total_cents bigint not null,
    posted_revenue_cents bigint not null,
    potential_revenue_cents bigint not null,
    potential_job_count bigint not null,
    declined_revenue_cents bigint not null,
    source_snapshot_count bigint not null,
    calculation_method text not null,
    built_at timestamp with time zone not null,
    constraint daily_shop_metrics_pkey PRIMARY KEY (tenant_id, tm_shop_id, metric_date)
);

alter table tekmetric.daily_shop_metrics enable row level security;
alter table tekmetric.daily_shop_metrics force row level security;
create policy may_read on tekmetric.daily_shop_metrics as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.daily_shop_metrics as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.daily_shop_metrics as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, metric_date, ro_count, ro_posted_count, ro_completed_count, zero_ro_count, car_count, authorized_revenue_cents, authorized_cost_cents, costed_revenue_cents, authorized_job_count, parts_revenue_cents, parts_cost_cents, labor_revenue_cents, labor_cost_cents, labor_hours, sublet_revenue_cents, sublet_cost_cents, fees_total_cents, discount_total_cents, tax_total_cents, posted_revenue_cents, potential_revenue_cents, potential_job_count, declined_revenue_cents, source_snapshot_count, calculation_method, built_at) on tekmetric.daily_shop_metrics to daysheet_analyst;
grant select on tekmetric.daily_shop_metrics to daysheet_editor;
grant select on tekmetric.daily_shop_metrics to daysheet_reader;
grant delete, insert, select, update on tekmetric.daily_shop_metrics to daysheet_service;

create table tekmetric.employee_pay (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_employee_id bigint not null,
    valid_from_on date not null,
    hourly_rate_cents bigint,
    salary_cents bigint,
    pay_type text,
    pay_source text not null,
    constraint employee_pay_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_employee_id, valid_from_on),
    constraint employee_pay_tenant_id_tm_shop_id_tm_employee_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_employee_id) REFERENCES tekmetric.employees(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE,
    constraint employee_pay_hourly_rate_cents_check CHECK ((hourly_rate_cents >= 0)),
    constraint employee_pay_salary_cents_check CHECK ((salary_cents >= 0))
);

alter table tekmetric.employee_pay enable row level security;
alter table tekmetric.employee_pay force row level security;
create policy may_read on tekmetric.employee_pay as permissive for select to daysheet_editor
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.employee_pay as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.employee_pay as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select on tekmetric.employee_pay to daysheet_editor;
grant delete, insert, select, update on tekmetric.employee_pay to daysheet_service;

create table tekmetric.employees (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_id bigint not null,
    first_name text,
    last_name text,
    email text,
    role_id bigint not null,
    role_code text not null,
    role_name text not null,
    can_perform_work boolean not null,
    certification_number text,
    tm_created_at timestamp with time zone not null,
    tm_updated_at timestamp with time zone not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    status text not null generated always as (
CASE
    WHEN (deleted_at IS NULL) THEN 'ACTIVE'::text
    ELSE 'INACTIVE'::text
END) stored,
    constraint employees_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_id),
    constraint employees_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.employees enable row level security;
alter table tekmetric.employees force row level security;
create policy may_read on tekmetric.employees as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.employees as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.employees as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_id, role_id, role_code, role_name, can_perform_work, tm_created_at, tm_updated_at, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete, status) on tekmetric.employees to daysheet_analyst;
grant select on tekmetric.employees to daysheet_editor;
grant select on tekmetric.employees to daysheet_reader;
grant delete, insert, select, update on tekmetric.employees to daysheet_service;

create table tekmetric.job_discounts (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_job_id bigint not null,
    tm_id bigint not null,
    name text not null,
    total_cents bigint not null,
    constraint job_discounts_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id),
    constraint job_discounts_tenant_id_tm_shop_id_tm_repair_order_id_tm_j_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id) REFERENCES tekmetric.jobs(tenant_id, tm_shop_id, tm_repair_order_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.job_discounts enable row level security;
alter table tekmetric.job_discounts force row level security;
create policy may_read on tekmetric.job_discounts as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.job_discounts as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.job_discounts as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id, name, total_cents) on tekmetric.job_discounts to daysheet_analyst;
grant select on tekmetric.job_discounts to daysheet_editor;
grant select on tekmetric.job_discounts to daysheet_reader;
grant delete, insert, select, update on tekmetric.job_discounts to daysheet_service;

create table tekmetric.job_fees (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_job_id bigint not null,
    tm_id bigint not null,
    name text not null,
    total_cents bigint not null,
    constraint job_fees_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id),
    constraint job_fees_tenant_id_tm_shop_id_tm_repair_order_id_tm_job_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id) REFERENCES tekmetric.jobs(tenant_id, tm_shop_id, tm_repair_order_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.job_fees enable row level security;
alter table tekmetric.job_fees force row level security;
create policy may_read on tekmetric.job_fees as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.job_fees as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.job_fees as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id, name, total_cents) on tekmetric.job_fees to daysheet_analyst;
grant select on tekmetric.job_fees to daysheet_editor;
grant select on tekmetric.job_fees to daysheet_reader;
grant delete, insert, select, update on tekmetric.job_fees to daysheet_service;

create table tekmetric.job_labor (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_job_id bigint not null,
    tm_id bigint not null,
    name text not null,
    rate_cents bigint not null,
    hours numeric not null,
    complete boolean not null,
    tm_technician_id bigint,
    constraint job_labor_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id),
    constraint job_labor_tenant_id_tm_shop_id_tm_repair_order_id_tm_job_i_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id) REFERENCES tekmetric.jobs(tenant_id, tm_shop_id, tm_repair_order_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.job_labor enable row level security;
alter table tekmetric.job_labor force row level security;
create policy may_read on tekmetric.job_labor as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.job_labor as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.job_labor as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id, name, rate_cents, hours, complete, tm_technician_id) on tekmetric.job_labor to daysheet_analyst;
grant select on tekmetric.job_labor to daysheet_editor;
grant select on tekmetric.job_labor to daysheet_reader;
grant delete, insert, select, update on tekmetric.job_labor to daysheet_service;

create table tekmetric.job_parts (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_job_id bigint not null,
    tm_id bigint not null,
    name text,
    brand text,
    part_number text,
    description text,
    quantity numeric not null,
    cost_cents bigint not null,
    retail_cents bigint not null,
    part_type_id bigint not null,
    part_type text not null,
    part_status text,
    constraint job_parts_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id),
    constraint job_parts_tenant_id_tm_shop_id_tm_repair_order_id_tm_job_i_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id) REFERENCES tekmetric.jobs(tenant_id, tm_shop_id, tm_repair_order_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.job_parts enable row level security;
alter table tekmetric.job_parts force row level security;
create policy may_read on tekmetric.job_parts as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.job_parts as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.job_parts as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id, name, brand, part_number, description, quantity, cost_cents, retail_cents, part_type_id, part_type, part_status) on tekmetric.job_parts to daysheet_analyst;
grant select on tekmetric.job_parts to daysheet_editor;
grant select on tekmetric.job_parts to daysheet_reader;
grant delete, insert, select, update on tekmetric.job_parts to daysheet_service;

create table tekmetric.job_sublet_items (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_sublet_id bigint not null,
    tm_id bigint not null,
    name text not null,
    cost_cents bigint not null,
    retail_cents bigint not null,
    complete boolean not null,
    constraint job_sublet_items_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_sublet_id, tm_id),
    constraint job_sublet_items_tenant_id_tm_shop_id_tm_repair_order_id_t_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_sublet_id) REFERENCES tekmetric.job_sublets(tenant_id, tm_shop_id, tm_repair_order_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.job_sublet_items enable row level security;
alter table tekmetric.job_sublet_items force row level security;
create policy may_read on tekmetric.job_sublet_items as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.job_sublet_items as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.job_sublet_items as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_sublet_id, tm_id, name, cost_cents, retail_cents, complete) on tekmetric.job_sublet_items to daysheet_analyst;
grant select on tekmetric.job_sublet_items to daysheet_editor;
grant select on tekmetric.job_sublet_items to daysheet_reader;
grant delete, insert, select, update on tekmetric.job_sublet_items to daysheet_service;

create table tekmetric.job_sublets (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_id bigint not null,
    tm_job_id bigint,
    name text not null,
    note text,
    vendor_id bigint not null,
    vendor_name text not null,
    authorized boolean,
    authorized_at timestamp with time zone,
    selected boolean not null,
    cost_cents bigint not null,
    retail_cents bigint not null,
    sort_order bigint,
    fee_applies boolean,
    taxed boolean,
    payable_amount_cents bigint,
    payable_paid_cents bigint,
    decision text not null generated always as (
CASE
    WHEN authorized THEN 'approved'::text
    WHEN (NOT authorized) THEN 'declined'::text
    ELSE 'pending'::text
END) stored,
    constraint job_sublets_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    constraint job_sublets_tenant_id_tm_shop_id_tm_repair_order_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.job_sublets enable row level security;
alter table tekmetric.job_sublets force row level security;
create policy may_read on tekmetric.job_sublets as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.job_sublets as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.job_sublets as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_id, tm_job_id, name, vendor_id, vendor_name, authorized, authorized_at, selected, cost_cents, retail_cents, sort_order, fee_applies, taxed, payable_amount_cents, payable_paid_cents, decision) on tekmetric.job_sublets to daysheet_analyst;
grant select on tekmetric.job_sublets to daysheet_editor;
grant select on tekmetric.job_sublets to daysheet_reader;
grant delete, insert, select, update on tekmetric.job_sublets to daysheet_service;

create table tekmetric.jobs (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_id bigint not null,
    name text not null,
    note text,
    job_category_name text,
    canned_job_id bigint,
    authorized boolean,
    authorized_at timestamp with time zone,
    selected boolean not null,
    archived boolean,
    tm_technician_id bigint,
    parts_total_cents bigint not null,
    labor_total_cents bigint not null,
    fee_total_cents bigint not null,
    discount_total_cents bigint not null,
    subtotal_cents bigint not null,
    labor_hours numeric,
    logged_hours numeric,
    sort_order bigint,
    completed_at timestamp with time zone,
    tm_created_at timestamp with time zone not null,
    tm_updated_at timestamp with time zone not null,
    decision text not null generated always as (
CASE
    WHEN authorized THEN 'approved'::text
    WHEN (NOT authorized) THEN 'declined'::text
    ELSE 'pending'::text
END) stored,
    constraint jobs_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    constraint jobs_tenant_id_tm_shop_id_tm_repair_order_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.jobs enable row level security;
alter table tekmetric.jobs force row level security;
create policy may_read on tekmetric.jobs as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.jobs as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.jobs as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_id, name, job_category_name, canned_job_id, authorized, authorized_at, selected, archived, tm_technician_id, parts_total_cents, labor_total_cents, fee_total_cents, discount_total_cents, subtotal_cents, labor_hours, logged_hours, sort_order, completed_at, tm_created_at, tm_updated_at, decision) on tekmetric.jobs to daysheet_analyst;
grant select on tekmetric.jobs to daysheet_editor;
grant select on tekmetric.jobs to daysheet_reader;
grant delete, insert, select, update on tekmetric.jobs to daysheet_service;

create table tekmetric.repair_order_concerns (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_id bigint not null,
    concern text not null,
    tech_comment text,
    constraint repair_order_concerns_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    constraint repair_order_concerns_tenant_id_tm_shop_id_tm_repair_order_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.repair_order_concerns enable row level security;
alter table tekmetric.repair_order_concerns force row level security;
create policy may_read on tekmetric.repair_order_concerns as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.repair_order_concerns as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.repair_order_concerns as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_id) on tekmetric.repair_order_concerns to daysheet_analyst;
grant select on tekmetric.repair_order_concerns to daysheet_editor;
grant select on tekmetric.repair_order_concerns to daysheet_reader;
grant delete, insert, select, update on tekmetric.repair_order_concerns to daysheet_service;

create table tekmetric.repair_order_discounts (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_id bigint not null,
    name text not null,
    total_cents bigint not null,
    constraint repair_order_discounts_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    constraint repair_order_discounts_tenant_id_tm_shop_id_tm_repair_orde_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.repair_order_discounts enable row level security;
alter table tekmetric.repair_order_discounts force row level security;
create policy may_read on tekmetric.repair_order_discounts as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.repair_order_discounts as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.repair_order_discounts as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_id, name, total_cents) on tekmetric.repair_order_discounts to daysheet_analyst;
grant select on tekmetric.repair_order_discounts to daysheet_editor;
grant select on tekmetric.repair_order_discounts to daysheet_reader;
grant delete, insert, select, update on tekmetric.repair_order_discounts to daysheet_service;

create table tekmetric.repair_order_fees (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_id bigint not null,
    name text not null,
    total_cents bigint not null,
    constraint repair_order_fees_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    constraint repair_order_fees_tenant_id_tm_shop_id_tm_repair_order_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.repair_order_fees enable row level security;
alter table tekmetric.repair_order_fees force row level security;
create policy may_read on tekmetric.repair_order_fees as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.repair_order_fees as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.repair_order_fees as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_id, name, total_cents) on tekmetric.repair_order_fees to daysheet_analyst;
grant select on tekmetric.repair_order_fees to daysheet_editor;
grant select on tekmetric.repair_order_fees to daysheet_reader;
grant delete, insert, select, update on tekmetric.repair_order_fees to daysheet_service;

create table tekmetric.repair_orders (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_id bigint not null,
    ro_number bigint not null,
    tm_customer_id bigint,
    tm_vehicle_id bigint,
    tm_service_advisor_id bigint,
    tm_technician_id bigint,
    tm_appointment_id bigint,
    status_id bigint not null,
    status text not null,
    label_id bigint,
    label_code text,
    label text,
    custom_label text,
    color text,
    keytag text,
    lead_source text,
    miles_in numeric,
    miles_out numeric,
    completed_at timestamp with time zone,
    completed_on date,
    posted_at timestamp with time zone,
    posted_on date,
    promised_at timestamp with time zone,
    appointment_start_at timestamp with time zone,
    estimate_shared_at timestamp with time zone,
    inspection_shared_at timestamp with time zone,
    invoice_shared_at timestamp with time zone,
    labor_sales_cents bigint not null,
    parts_sales_cents bigint not null,
    sublet_sales_cents bigint not null,
    fee_total_cents bigint not null,
    discount_total_cents bigint not null,
    taxes_cents bigint not null,
    total_sales_cents bigint not null,
    amount_paid_cents bigint not null,
    tm_created_at timestamp with time zone not null,
    tm_updated_at timestamp with time zone not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    is_posted boolean not null generated always as ((status_id = ANY (ARRAY[(5)::bigint, (6)::bigint]))) stored,
    is_deleted boolean not null generated always as (((deleted_at IS NOT NULL) OR (status_id = 7))) stored,
    constraint repair_orders_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_id),
    constraint repair_orders_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.repair_orders enable row level security;
alter table tekmetric.repair_orders force row level security;
create policy may_read on tekmetric.repair_orders as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.repair_orders as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.repair_orders as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_id, ro_number, tm_customer_id, tm_vehicle_id, tm_service_advisor_id, tm_technician_id, tm_appointment_id, status_id, status, label_id, label_code, label, custom_label, color, keytag, lead_source, miles_in, miles_out, completed_at, completed_on, posted_at, posted_on, promised_at, appointment_start_at, estimate_shared_at, inspection_shared_at, invoice_shared_at, labor_sales_cents, parts_sales_cents, sublet_sales_cents, fee_total_cents, discount_total_cents, taxes_cents, total_sales_cents, amount_paid_cents, tm_created_at, tm_updated_at, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete, is_posted, is_deleted) on tekmetric.repair_orders to daysheet_analyst;
grant select on tekmetric.repair_orders to daysheet_editor;
grant select on tekmetric.repair_orders to daysheet_reader;
grant delete, insert, select, update on tekmetric.repair_orders to daysheet_service;

create table tekmetric.ro_snapshots (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    snapshot_trigger text not null,
    revision bigint not null,
    snapshot_on date not null,
    taken_at timestamp with time zone not null,
    superseded_at timestamp with time zone,
    source_hash bytea not null,
    calculation_method text not null,
    cost_quality text not null,
    ro_number bigint not null,
    ro_status text not null,
    customer_name text,
    vehicle_description text,
    advisor_name text,
    authorized_revenue_cents bigint not null,
    authorized_cost_cents bigint,
    authorized_job_count bigint not null,
    parts_revenue_cents bigint not null,
    parts_cost_cents bigint not null,
    labor_revenue_cents bigint not null,
    labor_cost_cents bigint,
    labor_hours numeric not null,
    sublet_revenue_cents bigint not null,
    sublet_cost_cents bigint not null,
    fees_total_cents bigint not null,
    discount_total_cents bigint not null,
    tax_total_cents bigint not null,
    posted_revenue_cents bigint not null,
    potential_revenue_cents bigint not null,
    potential_job_count bigint not null,
    declined_revenue_cents bigint not null,
    tm_reported_revenue_cents bigint,
    tm_reported_profit_cents bigint,
    variance_reason text,
    constraint ro_snapshots_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, revision),
    constraint ro_snapshots_tenant_id_tm_shop_id_tm_repair_order_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE,
    constraint ro_snapshots_snapshot_trigger_check CHECK ((snapshot_trigger = ANY (ARRAY['posted'::text, 'completed'::text, 'manual'::text, 'unposted'::text, 'reposted'::text, 'changed'::text])))
);

alter table tekmetric.ro_snapshots enable row level security;
alter table tekmetric.ro_snapshots force row level security;
create policy may_read on tekmetric.ro_snapshots as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.ro_snapshots as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.ro_snapshots as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, snapshot_trigger, revision, snapshot_on, taken_at, superseded_at, source_hash, calculation_method, cost_quality, ro_number, ro_status, vehicle_description, authorized_revenue_cents, authorized_cost_cents, authorized_job_count, parts_revenue_cents, parts_cost_cents, labor_revenue_cents, labor_cost_cents, labor_hours, sublet_revenue_cents, sublet_cost_cents, fees_total_cents, discount_total_cents, tax_total_cents, posted_revenue_cents, potential_revenue_cents, potential_job_count, declined_revenue_cents, tm_reported_revenue_cents, tm_reported_profit_cents, variance_reason) on tekmetric.ro_snapshots to daysheet_analyst;
grant select on tekmetric.ro_snapshots to daysheet_editor;
grant select on tekmetric.ro_snapshots to daysheet_reader;
grant delete, insert, select, update on tekmetric.ro_snapshots to daysheet_service;

create table tekmetric.shops (
    tenant_id bigint not null,
    tm_id bigint not null,
    name text not null,
    nickname text not null,
    phone text not null,
    email text not null,
    website text,
    address_line1 text not null,
    address_line2 text,
    city text not null,
    state text not null,
    zip text not null,
    ro_custom_label_enabled boolean not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint shops_pkey PRIMARY KEY (tenant_id, tm_id),
    constraint shops_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.shops enable row level security;
alter table tekmetric.shops force row level security;
create policy may_read on tekmetric.shops as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.shops as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.shops as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_id, name, nickname, phone, email, website, address_line1, address_line2, city, state, zip, ro_custom_label_enabled, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on tekmetric.shops to daysheet_analyst;
grant select on tekmetric.shops to daysheet_editor;
grant select on tekmetric.shops to daysheet_reader;
grant delete, insert, select, update on tekmetric.shops to daysheet_service;

create table tekmetric.tech_daily_metrics (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    metric_date date not null,
    tm_technician_id bigint,
    technician_key bigint not null generated always as (COALESCE(tm_technician_id, (0)::bigint)) stored,
    hours_billed numeric not null,
    hours_logged numeric,
    labor_revenue_cents bigint not null,
    labor_cost_cents bigint not null,
    costed_hours numeric not null,
    costed_revenue_cents bigint not null,
    jobs_worked bigint not null,
    ros_worked bigint not null,
    rate_sources jsonb not null,
    built_at timestamp with time zone not null,
    constraint tech_daily_metrics_pkey PRIMARY KEY (tenant_id, tm_shop_id, metric_date, technician_key)
);

alter table tekmetric.tech_daily_metrics enable row level security;
alter table tekmetric.tech_daily_metrics force row level security;
create policy may_read on tekmetric.tech_daily_metrics as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.tech_daily_metrics as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.tech_daily_metrics as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, metric_date, tm_technician_id, technician_key, hours_billed, hours_logged, labor_revenue_cents, labor_cost_cents, costed_hours, costed_revenue_cents, jobs_worked, ros_worked, rate_sources, built_at) on tekmetric.tech_daily_metrics to daysheet_analyst;
grant select on tekmetric.tech_daily_metrics to daysheet_editor;
grant select on tekmetric.tech_daily_metrics to daysheet_reader;
grant delete, insert, select, update on tekmetric.tech_daily_metrics to daysheet_service;

create table tekmetric.vehicles (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_id bigint not null,
    tm_customer_id bigint not null,
    year bigint,
    make text,
    model text,
    sub_model text,
    engine text,
    color text,
    license_plate text,
    license_state text,
    vin text,
    drive_type text,
    transmission text,
    body_style text,
    notes text,
    unit_number text,
    production_date text,
    tm_created_at timestamp with time zone not null,
    tm_updated_at timestamp with time zone not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint vehicles_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_id),
    constraint vehicles_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.vehicles enable row level security;
alter table tekmetric.vehicles force row level security;
create policy may_read on tekmetric.vehicles as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.vehicles as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.vehicles as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_id, tm_customer_id, year, make, model, sub_model, engine, color, license_state, drive_type, transmission, body_style, production_date, tm_created_at, tm_updated_at, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on tekmetric.vehicles to daysheet_analyst;
grant select on tekmetric.vehicles to daysheet_editor;
grant select on tekmetric.vehicles to daysheet_reader;
grant delete, insert, select, update on tekmetric.vehicles to daysheet_service;
