-- due_employee_pay: whose pay to ask for: everybody's once a day, after the list of the staff was read
select staff.tm_id as source_id
from control.locations as place
join tekmetric.screen_staff as staff
    on staff.tenant_id = place.tenant_id
    and staff.tm_shop_id = place.source_id::bigint
join control.sync_cursors as listed
    on listed.tenant_id = place.tenant_id
    and listed.connection_id = %(connection_id)s
    and listed.location_id = place.location_id
    and listed.stream = 'screen_staff'
left join control.record_versions as version
    on version.tenant_id = place.tenant_id
    and version.connection_id = %(connection_id)s
    and version.location_id = place.location_id
    and version.stream = 'tekmetric.employee_pay'
    and version.source_id = staff.tm_id::text
where place.tenant_id = %(tenant_id)s
    and place.location_id = %(location_id)s
    and staff.deleted_at is null
    and (
        %(is_full)s
        -- Some of those who left are listed and cannot be asked for: they are tried once a day, and no more.
        or (
            version.source_id is null
            and (staff.is_disabled is not true or listed.census_at > %(now)s - interval '1 hour')
        )
        or version.seen_at < %(now)s - interval '20 hours'
    )
order by staff.is_disabled is true, staff.tm_id;

-- due_vendor_profits: posted orders whose profit was not read since they changed, newest first
select orders.tm_id as source_id
from control.locations as place
join tekmetric.repair_orders as orders
    on orders.tenant_id = place.tenant_id
    and orders.tm_shop_id = place.source_id::bigint
left join control.record_versions as version
    on version.tenant_id = place.tenant_id
    and version.connection_id = %(connection_id)s
    and version.location_id = place.location_id
    and version.stream = 'tekmetric.vendor_profits'
    and version.source_id = orders.tm_id::text
left join lateral (
    select max(changed.fetched_at) as changed_at
    from control.record_versions as changed
    join control.locations as twin
        on twin.tenant_id = changed.tenant_id
        and twin.connection_id = changed.connection_id
        and twin.location_id = changed.location_id
    where changed.tenant_id = orders.tenant_id
        and twin.source_id = place.source_id
        and changed.stream = 'tekmetric.repair_orders'
        and changed.source_id = orders.tm_id::text
) as own
    on true
where place.tenant_id = %(tenant_id)s
    and place.location_id = %(location_id)s
    and orders.is_posted
    and not orders.is_deleted
    and (
        %(is_full)s
        or version.source_id is null
        or version.seen_at < coalesce(own.changed_at, orders.changed_at)
    )
order by orders.posted_at desc nulls last, orders.tm_id desc
-- One call each at sixty a minute; what is left over comes with the next run.
limit 600;
