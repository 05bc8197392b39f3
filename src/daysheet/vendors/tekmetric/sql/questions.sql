-- posted_since: orders that are held with a posted date since an instant, posted now or reopened
select tm_id as source_id
from tekmetric.repair_orders
where tenant_id = %(tenant_id)s
    and tm_shop_id = %(location_key)s
    and deleted_at is null
    and posted_at >= %(since)s;
