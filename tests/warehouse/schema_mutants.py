"""Ways to damage the schema that a careless change might take, each with the rule that has to notice."""

from __future__ import annotations

from typing import Final

ANY_TABLE: Final = """
    create table tekmetric.gifts (tenant_id bigint not null, tm_id bigint not null, primary key (tenant_id, tm_id));
    comment on table tekmetric.gifts is 'Gifts.';
    comment on column tekmetric.gifts.tenant_id is 'The tenant.';
    comment on column tekmetric.gifts.tm_id is 'The gift.';
"""
AS_OWNER: Final = "set local role daysheet_owner;"

MUTANTS: Final = {
    "a table without any wall": ("rls_off", AS_OWNER + ANY_TABLE),
    "a new table never secured": ("wall_missing", AS_OWNER + ANY_TABLE),
    "security switched off": ("rls_off", "alter table tekmetric.jobs disable row level security"),
    "security not forced": ("rls_not_forced", "alter table tekmetric.jobs no force row level security"),
    "wall dropped": ("wall_missing", "drop policy tenant_wall on tekmetric.customers"),
    "wall permissive": (
        "wall_missing",
        """
        drop policy tenant_wall on tekmetric.customers;
        create policy tenant_wall on tekmetric.customers
            using (tenant_id = (select control.current_tenant()))
            with check (tenant_id = (select control.current_tenant()))
        """,
    ),
    "wall for reading only": (
        "wall_missing",
        """
        drop policy tenant_wall on tekmetric.customers;
        create policy tenant_wall on tekmetric.customers as restrictive for select
            using (tenant_id = (select control.current_tenant()))
        """,
    ),
    "wall for some roles only": ("wall_missing", "alter policy tenant_wall on tekmetric.jobs to daysheet_reader"),
    "wall always true": ("wall_altered", "alter policy tenant_wall on tekmetric.jobs using (true)"),
    "wall that lets writes through": ("wall_altered", "alter policy tenant_wall on tekmetric.jobs with check (true)"),
    "wall on a bare setting": (
        "wall_altered",
        "alter policy tenant_wall on tekmetric.jobs using (tenant_id = current_setting('app.tenant_id', true)::bigint)",
    ),
    "wall that lets null through": (
        "wall_altered",
        "alter policy tenant_wall on tekmetric.jobs"
        " using (tenant_id = (select control.current_tenant()) or tenant_id is null)",
    ),
    "a policy with a condition of its own": (
        "policy_thinks",
        "create policy extra on tekmetric.jobs for select to daysheet_reader using (tm_id > 0)",
    ),
    "a policy for everybody": (
        "policy_for_public",
        "create policy extra on tekmetric.jobs using (tenant_id is not null)",
    ),
    "tenants that see each other": ("directory_open", "alter policy own_row on control.tenants using (true)"),
    "readers let into the list of tenants": (
        "directory_open",
        "alter policy may_list on control.tenants to daysheet_scheduler, daysheet_reader",
    ),
    "a tenant that may be null": (
        "tenant_column",
        "alter table control.raw_pages drop constraint raw_pages_pkey;"
        "alter table control.raw_pages alter tenant_id drop not null",
    ),
    "a table without a tenant": (
        "tenant_column",
        AS_OWNER + "create table tekmetric.colors (name text primary key)",
    ),
    "a tenant of another type": (
        "tenant_column",
        AS_OWNER + "create table tekmetric.gifts (tenant_id integer not null, primary key (tenant_id))",
    ),
    "a key without the tenant": ("key_tells", "create unique index on tekmetric.customers (tm_shop_id, tm_id)"),
    "a key with the tenant last": ("key_tells", "create unique index on tekmetric.customers (tm_id, tenant_id)"),
    "a key over an expression": ("key_tells", "create unique index on tekmetric.customers ((tenant_id + 0), tm_id)"),
    "no primary key": ("no_primary_key", "alter table control.drift drop constraint drift_pkey"),
    "a foreign key across tenants": (
        "foreign_key_crosses",
        "create unique index only_id on tekmetric.vehicles (tm_id);"
        "alter table tekmetric.appointments add foreign key (tm_vehicle_id) references tekmetric.vehicles (tm_id)",
    ),
    "a foreign key without an index": (
        "foreign_key_unindexed",
        "alter table tekmetric.appointments add foreign key (tenant_id, tm_shop_id, tm_customer_id)"
        " references tekmetric.customers",
    ),
    "a foreign key that sets null": (
        "foreign_key_nulls",
        "alter table tekmetric.job_parts add foreign key (tenant_id, tm_shop_id, tm_repair_order_id)"
        " references tekmetric.repair_orders on delete set null",
    ),
    "a view with its owner's rights": (
        "view_not_invoker",
        "alter view mart.customers_analytics set (security_invoker = false)",
    ),
    "a view that leaks through functions": (
        "view_not_invoker",
        "alter view mart.customers_analytics reset (security_barrier)",
    ),
    "a materialized view": (
        "stored_copy",
        "create materialized view mart.everything as select tenant_id, tm_id from tekmetric.customers",
    ),
    "a trigger": (
        "trigger_found",
        "create trigger touched before update on tekmetric.jobs"
        " for each row execute function suppress_redundant_updates_trigger()",
    ),
    "a rewrite rule": ("rule_found", "create rule quiet as on delete to tekmetric.jobs do instead nothing"),
    "a published table": ("published", "create publication everything for table tekmetric.jobs"),
    "a published schema": ("published", "create publication everything for tables in schema tekmetric"),
    "a column of an enumerated type": (
        "type_refused",
        "create type public.color as enum ('red'); alter table tekmetric.vehicles add paint public.color",
    ),
    "money in floating point": ("type_refused", "alter table tekmetric.jobs add margin double precision"),
    "a numeric that rounds": ("type_refused", "alter table tekmetric.jobs add hours numeric(10, 2)"),
    "an instant without a zone": ("type_refused", "alter table tekmetric.jobs add seen timestamp"),
    "cents that are not whole": ("name_and_type", "alter table tekmetric.jobs add tip_cents numeric"),
    "a day under an instant's name": ("name_and_type", "alter table tekmetric.jobs add closed_at date"),
    "a column without a comment": ("undescribed", "alter table tekmetric.jobs add puzzle bigint"),
    "a table without a comment": ("undescribed", "comment on table tekmetric.jobs is null"),
    "a mail address nobody classified": (
        "unclassified",
        "alter table tekmetric.jobs add email text; comment on column tekmetric.jobs.email is 'Address.'",
    ),
    "a payload nobody classified": (
        "unclassified",
        "alter table tekmetric.jobs add raw_payload jsonb; comment on column tekmetric.jobs.raw_payload is 'As sent.'",
    ),
    "a table of another owner": ("wrong_owner", "alter table tekmetric.jobs owner to daysheet_migrator"),
    "a function of another owner": (
        "wrong_owner",
        "alter function control.current_tenant() owner to daysheet_migrator",
    ),
    "a schema of another owner": ("wrong_owner", "alter schema mart owner to daysheet_migrator"),
    "a table for everybody": ("public_grant", "grant select on tekmetric.shops to public"),
    "a column for everybody": ("public_grant", "grant select (name) on tekmetric.shops to public"),
    "a schema for everybody": ("public_grant", "grant usage on schema tekmetric to public"),
    "a right for a login": ("stranger_granted", "grant select on tekmetric.shops to daysheet_api_login"),
    "a right to truncate": ("more_than_rows", "grant truncate on tekmetric.jobs to daysheet_service"),
    "a right to refer": ("more_than_rows", "grant references on tekmetric.jobs to daysheet_service"),
    "a right to add triggers": ("more_than_rows", "grant trigger on tekmetric.jobs to daysheet_editor"),
    "a right to hand on": ("more_than_rows", "grant select on tekmetric.jobs to daysheet_editor with grant option"),
    "a reader who writes": ("foreign_writer", "grant update on tekmetric.jobs to daysheet_reader"),
    "a reader who writes one column": ("foreign_writer", "grant update (note) on tekmetric.jobs to daysheet_reader"),
    "a scheduler who reads orders": (
        "scheduler_reads",
        "grant select on tekmetric.repair_orders to daysheet_scheduler",
    ),
    "a shared table for readers": ("shared_granted", "grant select on control.call_budgets to daysheet_reader"),
    "an analyst who sees names": (
        "analyst_sees_person",
        "grant select (last_name) on tekmetric.customers to daysheet_analyst",
    ),
    "an analyst who sees all columns": (
        "analyst_sees_person",
        "grant select on tekmetric.customers to daysheet_analyst",
    ),
    "a reader who sees credentials": ("secret_readable", "grant select on control.connections to daysheet_reader"),
    "a partition without its parent": (
        "partition_granted",
        AS_OWNER
        + """
        create table tekmetric.log (tenant_id bigint not null) partition by hash (tenant_id);
        create table tekmetric.log_0 partition of tekmetric.log for values with (modulus 1, remainder 0);
        grant select on tekmetric.log_0 to daysheet_reader
        """,
    ),
    "a sequence that tells": (
        "sequence_granted",
        "grant select on sequence control.quarantine_quarantine_id_seq to daysheet_reader",
    ),
    "a role that creates": ("may_create", "grant create on schema mart to daysheet_analyst"),
    "everybody creates in public": ("may_create", "grant create on schema public to public"),
    "a function with its owner's rights": (
        "definer_function",
        "alter function control.hold_calls(text, double precision) security definer",
    ),
    "a function for everybody": (
        "function_public",
        "grant execute on function control.reserve_calls(text, double precision, integer, integer) to public",
    ),
    "a function on any path": (
        "function_path",
        "alter function control.hold_calls(text, double precision) reset search_path",
    ),
    "a tenant function that is planned away": ("tenant_function", "alter function control.current_tenant() immutable"),
    "a tenant function that keeps silent": (
        "tenant_function",
        """
        create or replace function control.current_tenant() returns bigint
        language sql stable parallel safe set search_path = ''
        as $$ select nullif(current_setting('app.tenant_id', true), '')::bigint $$
        """,
    ),
    "later tables for everybody": (
        "default_grants",
        "alter default privileges for role daysheet_owner in schema tekmetric grant select on tables to public",
    ),
    "later functions for everybody": (
        "default_grants",
        "alter default privileges for role daysheet_owner grant execute on functions to public",
    ),
    "settings by expression": (
        "set_config_open",
        "grant execute on function pg_catalog.set_config(text, text, boolean) to public",
    ),
    "a role that is gone": ("role_missing", "alter role daysheet_backup rename to somebody_else"),
    "a service that passes walls": ("role_powerful", "alter role daysheet_service bypassrls"),
    "a superuser": ("role_powerful", "alter role daysheet_worker_login superuser"),
    "a login that makes roles": ("role_powerful", "alter role daysheet_api_login createrole"),
    "a tenant's login that passes walls": ("role_powerful", "create role daysheet_reader_t77 login bypassrls"),
    "an owner who logs in": ("role_logs_in", "alter role daysheet_owner login"),
    "a login that has its rights at once": (
        "role_inherits",
        "alter role daysheet_worker_login inherit;"
        "revoke daysheet_service from daysheet_worker_login; grant daysheet_service to daysheet_worker_login",
    ),
    "a reader who is also the service": ("membership_unplanned", "grant daysheet_service to daysheet_reader"),
    "a tenant's login with more than reading": (
        "membership_unplanned",
        "create role daysheet_reader_t77 login; grant daysheet_editor to daysheet_reader_t77",
    ),
    "a stranger among us": (
        "membership_unplanned",
        "create role stranger login; grant daysheet_reader to stranger",
    ),
    "a role with a tenant": ("setting_decides", "alter role daysheet_api_login set app.tenant_id = '1'"),
    "a role that skips security": ("setting_decides", "alter role daysheet_api_login set row_security = off"),
    "a login that becomes the service": ("setting_decides", "alter role daysheet_api_login set role = daysheet_editor"),
}
