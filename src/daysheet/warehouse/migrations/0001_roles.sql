-- Who may do what. Roles belong to the whole cluster, so another database of it may have made them
-- already, or may be making them at this moment; a state that is right is left alone.
-- Run as a superuser, or as a role with CREATEROLE that may create schemas here.

do $$
declare
    is_super constant boolean := (select rolsuper from pg_catalog.pg_roles where rolname = current_user);
    login record;
    wanted record;
begin
    if is_super then
        lock table pg_catalog.pg_authid in share row exclusive mode;
    end if;

    for wanted in
        select name, attributes, privilege
        from (values
            ('daysheet_owner', 'nologin', ''),
            ('daysheet_service', 'nologin', ''),
            ('daysheet_editor', 'nologin', ''),
            ('daysheet_reader', 'nologin', ''),
            ('daysheet_analyst', 'nologin', ''),
            ('daysheet_scheduler', 'nologin', ''),
            ('daysheet_api_login', 'login noinherit', ''),
            ('daysheet_worker_login', 'login noinherit', ''),
            ('daysheet_migrator', 'login inherit', 'bypassrls'),
            ('daysheet_backup', 'login inherit', 'bypassrls')
        ) as roles (name, attributes, privilege)
    loop
        continue when exists (select from pg_catalog.pg_roles where rolname = wanted.name);
        begin
            execute format('create role %I %s %s', wanted.name, wanted.attributes, wanted.privilege);
        exception
            when duplicate_object or unique_violation then
                null;
            when insufficient_privilege then
                -- A hosted administrator may not hand out BYPASSRLS. Migrations and backups then run
                -- as that administrator.
                execute format('create role %I %s', wanted.name, wanted.attributes);
        end;
    end loop;

    for wanted in
        select granted, member
        from (values
            ('daysheet_owner', 'daysheet_migrator'),
            ('pg_read_all_data', 'daysheet_backup'),
            ('daysheet_editor', 'daysheet_api_login'),
            ('daysheet_reader', 'daysheet_api_login'),
            ('daysheet_analyst', 'daysheet_api_login'),
            ('daysheet_service', 'daysheet_worker_login'),
            ('daysheet_scheduler', 'daysheet_worker_login'),
            ('daysheet_owner', current_user)
        ) as memberships (granted, member)
    loop
        continue when wanted.member = current_user and is_super;
        continue when exists (
            select
            from pg_catalog.pg_auth_members
            where roleid = wanted.granted::regrole
                and member = wanted.member::regrole
                -- Whoever makes a role may hand it on, but since PostgreSQL 16 does not yet have it.
                and (wanted.member <> current_user or pg_catalog.pg_has_role(member, roleid, 'usage'))
        );
        begin
            execute format('grant %I to %I', wanted.granted, wanted.member);
        exception
            when insufficient_privilege then
                -- Only a superuser may hand out a predefined role; then there is no separate backup login.
                if wanted.granted <> 'pg_read_all_data' then
                    raise;
                end if;
        end;
    end loop;

    for login in
        select role, setting, value
        from (values
            ('daysheet_api_login', 'statement_timeout', '10s'),
            ('daysheet_api_login', 'idle_in_transaction_session_timeout', '15s'),
            ('daysheet_worker_login', 'statement_timeout', '300s'),
            ('daysheet_worker_login', 'idle_in_transaction_session_timeout', '60s')
        ) as limits (role, setting, value)
    loop
        continue when exists (
            select
            from pg_catalog.pg_db_role_setting
            where setrole = login.role::regrole
                and setdatabase = 0
                and format('%s=%s', login.setting, login.value) = any (setconfig)
        );
        execute format('alter role %I set %s = %L', login.role, login.setting, login.value);
    end loop;
end
$$;
