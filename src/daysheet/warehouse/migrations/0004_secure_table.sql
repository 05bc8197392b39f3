-- The one way a tenant's table becomes safe. It reads the data dictionary: a column whose comment
-- begins with "pii:" is kept from analysts, one that begins with "secret:" from everyone but the service.
-- It may be called again, and has to be after a column was added.

set local role daysheet_owner;

create procedure control.secure_table(target regclass, audience text default 'people')
language plpgsql
set search_path = ''
as $$
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
$$;

comment on procedure control.secure_table(regclass, text) is
    'Puts the tenant wall, the policies and the grants on a table, as its comments say.';
