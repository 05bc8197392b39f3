-- role_missing: a role that the walls are made for is not there
select role.name as thing, 'there is no such role' as problem
from unnest(%(roles)s::text[]) as role (name)
where to_regrole(role.name) is null;

-- role_powerful: a role that stands above the walls
select r.rolname::text as thing, 'it may do more than its work needs' as problem
from pg_catalog.pg_roles as r
where (r.rolname = any(%(roles)s) or r.rolname ~ '^daysheet_reader_t[0-9]+$')
    and (
        r.rolsuper
        or r.rolcreaterole
        or r.rolcreatedb
        or r.rolreplication
        or (r.rolbypassrls and r.rolname not in ('daysheet_migrator', 'daysheet_backup'))
    );

-- role_logs_in: a role that is only to be taken on can log in
select r.rolname::text as thing, 'it is not a login' as problem
from pg_catalog.pg_roles as r
where r.rolname in (
        'daysheet_owner', 'daysheet_service', 'daysheet_reader', 'daysheet_editor', 'daysheet_analyst',
        'daysheet_scheduler'
    )
    and r.rolcanlogin;

-- role_inherits: a login of the service has rights without having taken on a role
select login.name || ' as ' || r.rolname as thing, 'it has these rights at once' as problem
from unnest('{daysheet_api_login,daysheet_worker_login}'::text[]) as login (name)
join pg_catalog.pg_roles as r on r.rolname <> login.name and pg_has_role(login.name, r.oid, 'USAGE');

-- membership_unplanned: a role of ours is part of another one, or a stranger is part of ours
select granted.rolname || ' to ' || member.rolname as thing, 'nobody planned for this membership' as problem
from pg_catalog.pg_auth_members as m
join pg_catalog.pg_roles as granted on granted.oid = m.roleid
join pg_catalog.pg_roles as member on member.oid = m.member
where (member.rolname like 'daysheet\_%%' or granted.rolname like 'daysheet\_%%')
    and (granted.rolname, member.rolname) not in (
        ('daysheet_owner', 'daysheet_migrator'),
        ('pg_read_all_data', 'daysheet_backup'),
        ('daysheet_editor', 'daysheet_api_login'),
        ('daysheet_reader', 'daysheet_api_login'),
        ('daysheet_analyst', 'daysheet_api_login'),
        ('daysheet_service', 'daysheet_worker_login'),
        ('daysheet_scheduler', 'daysheet_worker_login')
    )
    and not (granted.rolname = 'daysheet_reader' and member.rolname ~ '^daysheet_reader_t[0-9]+$')
    -- Whoever made the roles may hand them on, and runs the migrations.
    and not (member.rolname not like 'daysheet\_%%' and (member.rolsuper or member.rolcreaterole));

-- setting_decides: a setting of a role or a database decides about tenant, role or walls
select
    coalesce(pg_get_userbyid(nullif(s.setrole, 0)), 'every role') as thing,
    'it is set to ' || setting.pair as problem
from pg_catalog.pg_db_role_setting as s
cross join unnest(s.setconfig) as setting (pair)
left join pg_catalog.pg_database as d on d.oid = s.setdatabase
where (s.setdatabase = 0 or d.datname = current_database())
    and setting.pair ~* '^(app\.|role=|row_security=|session_authorization=)';

-- server_behind: a server with known holes in its row-level security
select 'PostgreSQL ' || current_setting('server_version') as thing, 'it lacks security fixes; update it' as problem
from (select current_setting('server_version_num')::integer as number) as version
where version.number < 150014
    or version.number between 160000 and 160009
    or version.number between 170000 and 170005;
