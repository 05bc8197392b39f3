-- hidden: what somebody does not want to see
select mine.kind, mine.name, mine.parts, mine.until_at, mine.hidden_at
from control.pressing_hidden as mine
where mine.tenant_id = %(tenant_id)s
    and mine.owner = %(owner)s
order by mine.hidden_at desc, mine.kind, mine.name;

-- hide: hide a thing that presses, until an instant or for as long as it is the same
insert into control.pressing_hidden (tenant_id, owner, kind, name, parts, until_at, hidden_at)
values (%(tenant_id)s, %(owner)s, %(kind)s, %(name)s, %(parts)s, %(until_at)s, %(now)s)
on conflict (tenant_id, owner, kind, name) do update
set parts = excluded.parts,
    until_at = excluded.until_at,
    hidden_at = excluded.hidden_at;

-- show_again: hide a thing no longer
delete from control.pressing_hidden
where tenant_id = %(tenant_id)s
    and owner = %(owner)s
    and kind = %(kind)s
    and name = %(name)s;
