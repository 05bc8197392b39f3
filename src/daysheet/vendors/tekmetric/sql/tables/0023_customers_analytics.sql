-- Customers for analysis. No column of it is about who somebody is, and the columns it reads are granted to
-- analysts one by one, so it could not show more if somebody changed it.

set local role daysheet_owner;

create view mart.customers_analytics with (security_invoker = true, security_barrier = true) as
with visits as (
    select
        repair_orders.tenant_id,
        repair_orders.tm_shop_id,
        repair_orders.tm_customer_id,
        min(repair_orders.posted_on) as first_visit_on,
        max(repair_orders.posted_on) as last_visit_on,
        count(*) as visit_count,
        sum(repair_orders.total_sales_cents - repair_orders.taxes_cents)::bigint as lifetime_revenue_cents
    from tekmetric.repair_orders
    where repair_orders.is_posted
        and not repair_orders.is_deleted
        and repair_orders.tm_customer_id is not null
    group by repair_orders.tenant_id, repair_orders.tm_shop_id, repair_orders.tm_customer_id
)
select
    customers.tenant_id,
    customers.tm_shop_id,
    customers.tm_id as tm_customer_id,
    customers.customer_type_code,
    customers.city,
    customers.state,
    customers.zip_prefix,
    customers.ok_for_marketing,
    customers.eligible_for_ar,
    customers.tm_created_at,
    customers.deleted_at,
    visits.first_visit_on,
    visits.last_visit_on,
    coalesce(visits.visit_count, 0) as visit_count,
    coalesce(visits.lifetime_revenue_cents, 0) as lifetime_revenue_cents
from tekmetric.customers
left join visits
    on visits.tenant_id = customers.tenant_id
    and visits.tm_shop_id = customers.tm_shop_id
    and visits.tm_customer_id = customers.tm_id;

comment on view mart.customers_analytics is
    'Customers of Tekmetric shops without anything personal: area, flags, visits and revenue. Key: tm_shop_id, tm_customer_id.';

comment on column mart.customers_analytics.tenant_id is
    'The tenant it belongs to.';

comment on column mart.customers_analytics.tm_shop_id is
    'The vendor''s id of the shop.';

comment on column mart.customers_analytics.tm_customer_id is
    'The vendor''s id of the customer.';

comment on column mart.customers_analytics.customer_type_code is
    'PERSON or BUSINESS.';

comment on column mart.customers_analytics.city is
    'City.';

comment on column mart.customers_analytics.state is
    'State or province, as code or name.';

comment on column mart.customers_analytics.zip_prefix is
    'First three characters of the postal code.';

comment on column mart.customers_analytics.ok_for_marketing is
    'Whether the customer agreed to marketing; null when never asked.';

comment on column mart.customers_analytics.eligible_for_ar is
    'Whether the customer may buy on account; null when not known.';

comment on column mart.customers_analytics.tm_created_at is
    'The vendor''s time of creation.';

comment on column mart.customers_analytics.deleted_at is
    'When the customer was deleted; null while there.';

comment on column mart.customers_analytics.first_visit_on is
    'Day of the first posted order.';

comment on column mart.customers_analytics.last_visit_on is
    'Day of the last posted order.';

comment on column mart.customers_analytics.visit_count is
    'Posted orders.';

comment on column mart.customers_analytics.lifetime_revenue_cents is
    'Posted revenue, total less tax, in cents.';

grant select on mart.customers_analytics to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;
