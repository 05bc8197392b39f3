-- affected_by_employee_pay: whose pay was read
select distinct source_id::bigint as key
from unnest(%(source_ids)s::text[]) as read (source_id);

-- note_first_pay: what somebody earns when first seen holds since ever, as far as anybody knows; less than nothing
-- is what nobody earns, and counts as not told
with noted as (
    insert into tekmetric.employee_pay as mine
        (tenant_id, tm_shop_id, tm_employee_id, valid_from_on, hourly_rate_cents, salary_cents, pay_type, is_technician,
         pay_source)
    select
        shown.tenant_id, shown.tm_shop_id, shown.tm_id, date '0001-01-01',
        case when shown.hourly_rate_cents >= 0 then shown.hourly_rate_cents end,
        case when shown.salary_cents >= 0 then shown.salary_cents end,
        shown.pay_type, coalesce(shown.can_tech, shown.can_perform_work, false) and shown.is_disabled is not true,
        'internal'
    from tekmetric.screen_employees as shown
    where shown.tenant_id = %(tenant_id)s
        and shown.tm_shop_id = %(location_key)s::bigint
        and shown.tm_id = any(%(keys)s::bigint[])
        and shown.deleted_at is null
        and not exists (
            select
            from tekmetric.employee_pay as known
            where known.tenant_id = shown.tenant_id
                and known.tm_shop_id = shown.tm_shop_id
                and known.tm_employee_id = shown.tm_id
                and known.pay_source = 'internal'
        )
    on conflict (tenant_id, tm_shop_id, tm_employee_id, valid_from_on) do nothing
    returning valid_from_on
)

insert into control.stale_figures as stale
    (tenant_id, vendor, location_key, from_on, cause, marked_at)
select
    %(tenant_id)s, 'tekmetric', %(location_key)s::text, min(noted.valid_from_on), 'pay', %(now)s
from noted
having count(*) > 0
on conflict (tenant_id, vendor, location_key) do update
set from_on = least(stale.from_on, excluded.from_on),
    next_key = '',
    cause = excluded.cause,
    marked_at = excluded.marked_at;

-- note_changed_pay: other pay than was last read holds from the shop's own day on which it was seen
with shown as (
    select
        employee.tenant_id, employee.tm_shop_id, employee.tm_id, employee.pay_type,
        case when employee.hourly_rate_cents >= 0 then employee.hourly_rate_cents end as hourly_rate_cents,
        case when employee.salary_cents >= 0 then employee.salary_cents end as salary_cents,
        coalesce(employee.can_tech, employee.can_perform_work, false) and employee.is_disabled is not true
            as is_technician,
        (
            employee.changed_at at time zone coalesce(
                (
                    select min(place.time_zone)
                    from control.locations as place
                    where place.tenant_id = employee.tenant_id
                        and place.source_id = employee.tm_shop_id::text
                        and place.vendor in ('tekmetric', 'tekmetric_screens')
                ),
                'UTC'
            )
        )::date as seen_on
    from tekmetric.screen_employees as employee
    where employee.tenant_id = %(tenant_id)s
        and employee.tm_shop_id = %(location_key)s::bigint
        and employee.tm_id = any(%(keys)s::bigint[])
        and employee.deleted_at is null
),

last_read as (
    select distinct on (known.tm_employee_id)
        known.tm_employee_id, known.valid_from_on, known.hourly_rate_cents, known.salary_cents, known.pay_type,
        known.is_technician
    from tekmetric.employee_pay as known
    where known.tenant_id = %(tenant_id)s
        and known.tm_shop_id = %(location_key)s::bigint
        and known.tm_employee_id = any(%(keys)s::bigint[])
        and known.pay_source = 'internal'
    order by known.tm_employee_id, known.valid_from_on desc
),

noted as (
    insert into tekmetric.employee_pay as mine
        (tenant_id, tm_shop_id, tm_employee_id, valid_from_on, hourly_rate_cents, salary_cents, pay_type, is_technician,
         pay_source)
    select
        shown.tenant_id, shown.tm_shop_id, shown.tm_id, shown.seen_on, shown.hourly_rate_cents, shown.salary_cents,
        shown.pay_type, shown.is_technician, 'internal'
    from shown
    join last_read
        on last_read.tm_employee_id = shown.tm_id
    where last_read.valid_from_on <= shown.seen_on
        and (shown.hourly_rate_cents, shown.salary_cents, shown.pay_type, shown.is_technician)
            is distinct from (
                last_read.hourly_rate_cents, last_read.salary_cents, last_read.pay_type, last_read.is_technician
            )
    on conflict (tenant_id, tm_shop_id, tm_employee_id, valid_from_on) do update
    set hourly_rate_cents = excluded.hourly_rate_cents,
        salary_cents = excluded.salary_cents,
        pay_type = excluded.pay_type,
        is_technician = excluded.is_technician
    where mine.pay_source = 'internal'
    returning valid_from_on
)

insert into control.stale_figures as stale
    (tenant_id, vendor, location_key, from_on, cause, marked_at)
select
    %(tenant_id)s, 'tekmetric', %(location_key)s::text, min(noted.valid_from_on), 'pay', %(now)s
from noted
having count(*) > 0
on conflict (tenant_id, vendor, location_key) do update
set from_on = least(stale.from_on, excluded.from_on),
    next_key = '',
    cause = excluded.cause,
    marked_at = excluded.marked_at;
