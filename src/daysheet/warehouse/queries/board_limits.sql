-- set_limit: how long an order may stand somewhere
insert into control.board_limits (tenant_id, kind, word, minutes, set_at, set_by)
values (%(tenant_id)s, %(kind)s, %(word)s, %(minutes)s, %(now)s, %(by)s)
on conflict (tenant_id, kind, word) do update
set minutes = excluded.minutes,
    set_at = excluded.set_at,
    set_by = excluded.set_by
where board_limits.minutes <> excluded.minutes
returning minutes;

-- clear_limit: a limit that is none any more
delete from control.board_limits as known
where known.tenant_id = %(tenant_id)s
    and known.kind = %(kind)s
    and known.word = %(word)s
returning known.minutes;

-- limits: how long orders may stand, states first
select known.kind, known.word, known.minutes
from control.board_limits as known
where known.tenant_id = %(tenant_id)s
order by known.kind desc, known.word;
