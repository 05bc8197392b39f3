-- Who is the tenant of this transaction. Loud, not silent: without a tenant every query fails
-- instead of showing an empty warehouse.

set local role daysheet_owner;

-- A custom setting that was set with SET LOCAL reads '' afterwards, not null: both mean "not set".
-- A login made for one tenant is that tenant, whatever it sets.
create function control.current_tenant() returns bigint
language plpgsql stable parallel safe
set search_path = ''
as $$
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
$$;

comment on function control.current_tenant() is
    'The tenant of this transaction; raises 42501 where none is set.';

grant execute on function control.current_tenant()
    to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst, daysheet_scheduler;

reset role;

-- set_config() would let one SELECT with an injected expression become another tenant. Sessions use
-- SET LOCAL with a literal instead. Only a superuser can take it away; a hosted database keeps it.
do $$
begin
    if (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
        revoke execute on function pg_catalog.set_config(text, text, boolean) from public;
        grant execute on function pg_catalog.set_config(text, text, boolean) to daysheet_migrator, daysheet_backup;
    end if;
end
$$;
