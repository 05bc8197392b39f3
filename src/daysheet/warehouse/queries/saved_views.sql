-- views: the views that somebody has in their menu, by name: their own and those that are shared
select
    mine.view_id, mine.name, mine.address, mine.is_shared, mine.made_at, mine.owner = %(owner)s as is_own,
    first.view_id is not null as is_first
from control.saved_views as mine
left join control.first_views as first
    on first.tenant_id = mine.tenant_id
    and first.owner = %(owner)s
    and first.view_id = mine.view_id
where mine.tenant_id = %(tenant_id)s
    and (mine.owner = %(owner)s or mine.is_shared)
order by lower(mine.name), mine.view_id;

-- count_views: how many views somebody has saved under other names
select count(*) as number
from control.saved_views
where tenant_id = %(tenant_id)s
    and owner = %(owner)s
    and name <> %(name)s;

-- save_view: give an address a name; the name's former address is forgotten
insert into control.saved_views as mine
    (tenant_id, owner, name, address, is_shared, made_at)
values
    (%(tenant_id)s, %(owner)s, %(name)s, %(address)s, %(is_shared)s, %(now)s)
on conflict (tenant_id, owner, name) do update
set address = excluded.address,
    is_shared = excluded.is_shared,
    made_at = excluded.made_at
returning mine.view_id;

-- drop_view: forget a view, one's own or any shared one where that is allowed
delete from control.saved_views
where tenant_id = %(tenant_id)s
    and view_id = %(view_id)s
    and (owner = %(owner)s or is_shared and %(is_any)s)
returning view_id;

-- begin_with: let somebody begin with a view that is in their menu
insert into control.first_views (tenant_id, owner, view_id)
select mine.tenant_id, %(owner)s, mine.view_id
from control.saved_views as mine
where mine.tenant_id = %(tenant_id)s
    and mine.view_id = %(view_id)s
    and (mine.owner = %(owner)s or mine.is_shared)
on conflict (tenant_id, owner) do update
set view_id = excluded.view_id
returning view_id;

-- begin_as_usual: let somebody begin with the first screen again
delete from control.first_views
where tenant_id = %(tenant_id)s
    and owner = %(owner)s;
