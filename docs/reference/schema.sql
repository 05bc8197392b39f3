-- Made from the migrations by `make docs`; do not edit.

create schema control;
grant usage on schema control to daysheet_analyst;
grant usage on schema control to daysheet_editor;
grant usage on schema control to daysheet_reader;
grant usage on schema control to daysheet_scheduler;
grant usage on schema control to daysheet_service;

create schema mart;
grant usage on schema mart to daysheet_analyst;
grant usage on schema mart to daysheet_editor;
grant usage on schema mart to daysheet_reader;
grant usage on schema mart to daysheet_service;

create schema smartmoving;
grant usage on schema smartmoving to daysheet_analyst;
grant usage on schema smartmoving to daysheet_editor;
grant usage on schema smartmoving to daysheet_reader;
grant usage on schema smartmoving to daysheet_service;

create schema tekmetric;
grant usage on schema tekmetric to daysheet_analyst;
grant usage on schema tekmetric to daysheet_editor;
grant usage on schema tekmetric to daysheet_reader;
grant usage on schema tekmetric to daysheet_service;

CREATE OR REPLACE FUNCTION control.book_calls(wanted_key text, wanted_month date, cost integer, calls_max bigint, booked_at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
    before bigint;
    granted integer;
begin
    insert into control.call_ledger as ledger (budget_key, month_on, calls, counted_from_at)
    values (wanted_key, wanted_month, 0, booked_at)
    on conflict (budget_key, month_on) do nothing;

    select ledger.calls
    into before
    from control.call_ledger as ledger
    where ledger.budget_key = wanted_key
        and ledger.month_on = wanted_month
    for update;

    granted := greatest(0, least(cost, coalesce(calls_max - before, cost)));

    update control.call_ledger as ledger
    set calls = before + granted
    where ledger.budget_key = wanted_key
        and ledger.month_on = wanted_month;

    return granted;
end
$function$;

grant execute on routine control.book_calls(text,date,integer,bigint,timestamp with time zone) to daysheet_service;

CREATE OR REPLACE FUNCTION control.current_tenant()
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
declare
    own constant bigint := substring(session_user from '^daysheet_reader_t([0-9]{1,18})$')::bigint;
    wanted constant bigint := nullif(current_setting('app.tenant_id', true), '')::bigint;
begin
    if own is not null then
        if wanted <> own then
            raise insufficient_privilege using message = 'this login belongs to another tenant';
        end if;
        return own;
    end if;
    if wanted is null then
        raise insufficient_privilege using message = 'tenant not set';
    end if;
    return wanted;
end
$function$;

grant execute on routine control.current_tenant() to daysheet_analyst;

grant execute on routine control.current_tenant() to daysheet_editor;

grant execute on routine control.current_tenant() to daysheet_reader;

grant execute on routine control.current_tenant() to daysheet_scheduler;

grant execute on routine control.current_tenant() to daysheet_service;

CREATE OR REPLACE FUNCTION control.hold_calls(wanted_key text, seconds double precision)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
    insert into control.call_budgets as budget (budget_key, theoretical_at, held_until)
    values (wanted_key, clock_timestamp(), clock_timestamp() + make_interval(secs => seconds))
    on conflict (budget_key) do update
    set held_until = greatest(budget.held_until, excluded.held_until)
$function$;

grant execute on routine control.hold_calls(text,double precision) to daysheet_service;

CREATE OR REPLACE FUNCTION control.reserve_calls(wanted_key text, per_second double precision, burst integer DEFAULT 1, cost integer DEFAULT 1)
 RETURNS double precision
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
    asked_at constant timestamptz := clock_timestamp();
    spacing constant interval := make_interval(secs => 1 / per_second);
    reserved record;
begin
    insert into control.call_budgets as budget (budget_key, theoretical_at)
    values (wanted_key, asked_at + cost * spacing)
    on conflict (budget_key) do update
    set theoretical_at = greatest(budget.theoretical_at + cost * spacing, excluded.theoretical_at)
    returning budget.theoretical_at, budget.held_until
    into reserved;

    return greatest(
        0,
        extract(epoch from greatest(reserved.theoretical_at - burst * spacing, reserved.held_until) - asked_at)
    );
end
$function$;

grant execute on routine control.reserve_calls(text,double precision,integer,integer) to daysheet_service;

CREATE OR REPLACE PROCEDURE control.secure_table(IN target regclass, IN audience text DEFAULT 'people'::text)
 LANGUAGE plpgsql
 SET search_path TO ''
AS $procedure$
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
$procedure$;

CREATE OR REPLACE FUNCTION smartmoving.cents_of(amount numeric)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
RETURN CASE WHEN (abs(round(amount)) < '9000000000000000000'::numeric) THEN (round(amount))::bigint ELSE NULL::bigint END;

grant execute on routine smartmoving.cents_of(numeric) to daysheet_analyst;

grant execute on routine smartmoving.cents_of(numeric) to daysheet_editor;

grant execute on routine smartmoving.cents_of(numeric) to daysheet_reader;

grant execute on routine smartmoving.cents_of(numeric) to daysheet_service;

CREATE OR REPLACE FUNCTION smartmoving.contact_key(telephone text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
RETURN (SELECT CASE WHEN (length(typed.digits) >= 7) THEN regexp_replace(typed.digits, '^1(?=\d{10}$)'::text, ''::text) ELSE NULL::text END AS "case" FROM (SELECT regexp_replace(COALESCE(contact_key.telephone, ''::text), '\D'::text, ''::text, 'g'::text) AS digits) typed);

grant execute on routine smartmoving.contact_key(text) to daysheet_analyst;

grant execute on routine smartmoving.contact_key(text) to daysheet_editor;

grant execute on routine smartmoving.contact_key(text) to daysheet_reader;

grant execute on routine smartmoving.contact_key(text) to daysheet_service;

CREATE OR REPLACE FUNCTION smartmoving.country_of(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
RETURN (SELECT (chr((ascii(flag.flag[1]) - 127397)) || chr((ascii(flag.flag[2]) - 127397))) FROM regexp_match(country_of.name, '([\U0001F1E6-\U0001F1FF])([\U0001F1E6-\U0001F1FF])'::text) flag(flag));

grant execute on routine smartmoving.country_of(text) to daysheet_analyst;

grant execute on routine smartmoving.country_of(text) to daysheet_editor;

grant execute on routine smartmoving.country_of(text) to daysheet_reader;

grant execute on routine smartmoving.country_of(text) to daysheet_service;

CREATE OR REPLACE FUNCTION smartmoving.hour_of(hour numeric)
 RETURNS time without time zone
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
RETURN CASE WHEN ((hour >= (0)::numeric) AND (round((hour * (60)::numeric)) < (1440)::numeric)) THEN ('00:00:00'::time without time zone + ((round((hour * (60)::numeric)))::double precision * '00:01:00'::interval)) ELSE NULL::time without time zone END;

grant execute on routine smartmoving.hour_of(numeric) to daysheet_analyst;

grant execute on routine smartmoving.hour_of(numeric) to daysheet_editor;

grant execute on routine smartmoving.hour_of(numeric) to daysheet_reader;

grant execute on routine smartmoving.hour_of(numeric) to daysheet_service;

CREATE OR REPLACE FUNCTION smartmoving.hours_said(description text)
 RETURNS time without time zone[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
RETURN (SELECT ARRAY[(found.found[1])::time without time zone, (found.found[2])::time without time zone] AS "array" FROM regexp_match(hours_said.description, '^\s*((?:1[0-2]|0?\d):[0-5]\d\s?[ap]m)\s*[-\u2010-\u2015]\s*((?:1[0-2]|0?\d):[0-5]\d\s?[ap]m)\s*$'::text, 'i'::text) found(found) WHERE ((found.found[1] !~ '^0?0:'::text) AND (found.found[2] !~ '^0?0:'::text)));

grant execute on routine smartmoving.hours_said(text) to daysheet_analyst;

grant execute on routine smartmoving.hours_said(text) to daysheet_editor;

grant execute on routine smartmoving.hours_said(text) to daysheet_reader;

grant execute on routine smartmoving.hours_said(text) to daysheet_service;

CREATE OR REPLACE FUNCTION smartmoving.labor_of(description text)
 RETURNS integer[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
RETURN (SELECT ARRAY[(round((((COALESCE(found.found[1], '0'::text))::numeric * (60)::numeric) + (COALESCE(found.found[2], '0'::text))::numeric)))::integer, ((found.found[4])::numeric)::integer, ((found.found[5])::numeric)::integer] AS "array" FROM regexp_match(labor_of.description, '^\s*(?:(\d{1,3}(?:\.\d{1,4})?)\s*h)?\s*(?:(\d{1,3})\s*m)?\s*@\s*[^\d\s]{0,3}\s?(\d[\d,]*(?:\.\d+)?)\s*/\s*hr\s*\((\d{1,3}) trucks?, (\d{1,3}) crew\)\s*$'::text, 'i'::text) found(found) WHERE ((found.found[1] IS NOT NULL) OR (found.found[2] IS NOT NULL)));

grant execute on routine smartmoving.labor_of(text) to daysheet_analyst;

grant execute on routine smartmoving.labor_of(text) to daysheet_editor;

grant execute on routine smartmoving.labor_of(text) to daysheet_reader;

grant execute on routine smartmoving.labor_of(text) to daysheet_service;

CREATE OR REPLACE FUNCTION smartmoving.local_day(at timestamp with time zone, in_zone text, zones text[], starts timestamp with time zone[], offsets interval[])
 RETURNS date
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
RETURN (SELECT (((local_day.at AT TIME ZONE 'UTC'::text) + rule.utc_offset))::date AS date FROM UNNEST(local_day.zones, local_day.starts, local_day.offsets) rule(zone, starts_at, utc_offset) WHERE (rule.zone = COALESCE(local_day.in_zone, 'UTC'::text)) ORDER BY (rule.starts_at <= local_day.at) DESC, CASE WHEN (rule.starts_at <= local_day.at) THEN (local_day.at - rule.starts_at) ELSE (rule.starts_at - local_day.at) END LIMIT 1);

grant execute on routine smartmoving.local_day(timestamp with time zone,text,text[],timestamp with time zone[],interval[]) to daysheet_analyst;

grant execute on routine smartmoving.local_day(timestamp with time zone,text,text[],timestamp with time zone[],interval[]) to daysheet_editor;

grant execute on routine smartmoving.local_day(timestamp with time zone,text,text[],timestamp with time zone[],interval[]) to daysheet_reader;

grant execute on routine smartmoving.local_day(timestamp with time zone,text,text[],timestamp with time zone[],interval[]) to daysheet_service;

CREATE OR REPLACE FUNCTION smartmoving.name_key(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
RETURN NULLIF(lower(array_to_string(ARRAY(SELECT btrim(parts.part) AS btrim FROM regexp_split_to_table(regexp_replace(translate(regexp_replace(NORMALIZE(name_key.name, NFC), '[\U0001F1E6-\U0001F1FF\uFE0F\u200D]'::text, ' '::text, 'g'::text), '’ʼ'::text, ''''''::text), '[\s\u00A0]+'::text, ' '::text, 'g'::text), '\s[-\u2010-\u2015]\s?|\s?[-\u2010-\u2015]\s'::text) WITH ORDINALITY parts(part, place) WHERE (btrim(parts.part) <> ''::text) ORDER BY parts.place), ' - '::text)), ''::text);

grant execute on routine smartmoving.name_key(text) to daysheet_analyst;

grant execute on routine smartmoving.name_key(text) to daysheet_editor;

grant execute on routine smartmoving.name_key(text) to daysheet_reader;

grant execute on routine smartmoving.name_key(text) to daysheet_service;

CREATE OR REPLACE FUNCTION smartmoving.sane_cents(amount bigint)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
RETURN CASE WHEN (abs((amount)::numeric) < '1000000000000000'::numeric) THEN amount ELSE NULL::bigint END;

grant execute on routine smartmoving.sane_cents(bigint) to daysheet_analyst;

grant execute on routine smartmoving.sane_cents(bigint) to daysheet_editor;

grant execute on routine smartmoving.sane_cents(bigint) to daysheet_reader;

grant execute on routine smartmoving.sane_cents(bigint) to daysheet_service;

CREATE OR REPLACE FUNCTION tekmetric.fee_type(tenant bigint, name text)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
BEGIN ATOMIC
 SELECT COALESCE(( SELECT patterns.fee_type
            FROM tekmetric.fee_patterns patterns
           WHERE ((patterns.tenant_id = fee_type.tenant) AND (lower(fee_type.name) ~~ patterns.pattern))
           ORDER BY patterns."position"
          LIMIT 1), tekmetric.usual_fee_type(name)) AS "coalesce";
END;

grant execute on routine tekmetric.fee_type(bigint,text) to daysheet_analyst;

grant execute on routine tekmetric.fee_type(bigint,text) to daysheet_editor;

grant execute on routine tekmetric.fee_type(bigint,text) to daysheet_reader;

grant execute on routine tekmetric.fee_type(bigint,text) to daysheet_service;

CREATE OR REPLACE FUNCTION tekmetric.gross_profit(figures tekmetric.ro_snapshots)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (((((((((figures).costed_labor_net_cents)::numeric - ((figures).labor_cost_cents)::numeric) + ((figures).costed_parts_net_cents)::numeric) - ((figures).parts_cost_cents)::numeric) + ((figures).costed_sublet_net_cents)::numeric) - ((figures).sublet_cost_cents)::numeric) + ((figures).fees_total_cents)::numeric) - ((figures).unsplit_discount_cents)::numeric);

grant execute on routine tekmetric.gross_profit(tekmetric.ro_snapshots) to daysheet_analyst;

grant execute on routine tekmetric.gross_profit(tekmetric.ro_snapshots) to daysheet_editor;

grant execute on routine tekmetric.gross_profit(tekmetric.ro_snapshots) to daysheet_reader;

grant execute on routine tekmetric.gross_profit(tekmetric.ro_snapshots) to daysheet_service;

CREATE OR REPLACE FUNCTION tekmetric.line_figures(tenant bigint, shop bigint, orders bigint[])
 RETURNS TABLE(tm_repair_order_id bigint, tm_job_id bigint, kind text, tm_line_id bigint, decision text, is_tire boolean, gross_cents numeric, discount_cents numeric, net_cents numeric, cost_cents numeric, hours numeric, logged_hours numeric, is_charged boolean, tm_technician_id bigint, hourly_cost_cents numeric, rate_source text)
 LANGUAGE sql
 STABLE PARALLEL SAFE
BEGIN ATOMIC
 WITH the_order AS (
          SELECT repair_order.tm_id,
             COALESCE(
                 CASE
                     WHEN repair_order.is_posted THEN repair_order.posted_on
                     ELSE NULL::date
                 END, repair_order.completed_on, '9999-12-31'::date) AS rate_on
            FROM tekmetric.repair_orders repair_order
           WHERE ((repair_order.tenant_id = line_figures.tenant) AND (repair_order.tm_shop_id = line_figures.shop) AND (repair_order.tm_id = ANY (line_figures.orders)))
         ), rate_day AS MATERIALIZED (
          SELECT day.rate_on,
             shop_average.hourly_cents AS shop_cents,
             entered.default_cost_cents AS default_cents
            FROM ((( SELECT DISTINCT the_order.rate_on
                    FROM the_order) day
              CROSS JOIN LATERAL ( SELECT round(avg(pay.hourly_cents)) AS hourly_cents
                    FROM ( SELECT DISTINCT ON (one.tm_employee_id) one.tm_employee_id,
                             one.is_technician,
                             COALESCE((one.hourly_rate_cents)::numeric, round(((one.salary_cents)::numeric / NULLIF(one.yearly_hours, (0)::numeric)))) AS hourly_cents
                            FROM tekmetric.employee_pay one
                           WHERE ((one.tenant_id = line_figures.tenant) AND (one.tm_shop_id = line_figures.shop) AND (one.valid_from_on <= day.rate_on))
                           ORDER BY one.tm_employee_id, one.valid_from_on DESC) pay
                   WHERE (pay.is_technician AND (NOT (EXISTS ( SELECT
                            FROM tekmetric.employee_leavings leaving
                           WHERE ((leaving.tenant_id = line_figures.tenant) AND (leaving.tm_shop_id = line_figures.shop) AND (leaving.tm_employee_id = pay.tm_employee_id) AND (leaving.left_on < day.rate_on))))))) shop_average)
              LEFT JOIN LATERAL ( SELECT rates.default_cost_cents
                    FROM tekmetric.shop_rates rates
                   WHERE ((rates.tenant_id = line_figures.tenant) AND (rates.tm_shop_id = line_figures.shop) AND (rates.valid_from_on <= day.rate_on) AND (rates.default_cost_cents IS NOT NULL))
                   ORDER BY rates.valid_from_on DESC
                  LIMIT 1) entered ON (true))
         ), own_rate AS MATERIALIZED (
          SELECT DISTINCT ON (pay.tm_employee_id, rate_day.rate_on) pay.tm_employee_id,
             rate_day.rate_on,
             COALESCE((pay.hourly_rate_cents)::numeric, round(((pay.salary_cents)::numeric / NULLIF(pay.yearly_hours, (0)::numeric)))) AS hourly_cents
            FROM (rate_day
              JOIN tekmetric.employee_pay pay ON (((pay.tenant_id = line_figures.tenant) AND (pay.tm_shop_id = line_figures.shop) AND (pay.valid_from_on <= rate_day.rate_on))))
           ORDER BY pay.tm_employee_id, rate_day.rate_on, pay.valid_from_on DESC
         ), job_discount AS (
          SELECT discount.tm_repair_order_id,
             discount.tm_job_id,
             sum(discount.total_cents) AS cents
            FROM tekmetric.job_discounts discount
           WHERE ((discount.tenant_id = line_figures.tenant) AND (discount.tm_shop_id = line_figures.shop) AND (discount.tm_repair_order_id = ANY (line_figures.orders)))
           GROUP BY discount.tm_repair_order_id, discount.tm_job_id
         ), order_discount AS (
          SELECT discount.tm_repair_order_id,
             sum(discount.total_cents) AS cents
            FROM tekmetric.repair_order_discounts discount
           WHERE ((discount.tenant_id = line_figures.tenant) AND (discount.tm_shop_id = line_figures.shop) AND (discount.tm_repair_order_id = ANY (line_figures.orders)))
           GROUP BY discount.tm_repair_order_id
         ), priced AS (
          SELECT part.tm_repair_order_id,
             part.tm_job_id,
             'part'::text AS kind,
             part.tm_id AS tm_line_id,
             job.decision,
             (part.part_type_id = 2) AS is_tire,
             round((part.quantity * (part.retail_cents)::numeric)) AS gross_cents,
             round((part.quantity * (part.cost_cents)::numeric)) AS cost_cents,
             NULL::numeric AS hours,
             NULL::numeric AS logged_hours,
             false AS is_charged,
             NULL::bigint AS tm_technician_id,
             NULL::numeric AS hourly_cost_cents,
             NULL::text AS rate_source
            FROM (tekmetric.job_parts part
              JOIN tekmetric.jobs job ON (((job.tenant_id = part.tenant_id) AND (job.tm_shop_id = part.tm_shop_id) AND (job.tm_repair_order_id = part.tm_repair_order_id) AND (job.tm_id = part.tm_job_id) AND (job.tm_repair_order_id = ANY (line_figures.orders)))))
           WHERE ((part.tenant_id = line_figures.tenant) AND (part.tm_shop_id = line_figures.shop) AND (part.tm_repair_order_id = ANY (line_figures.orders)))
         UNION ALL
          SELECT labor.tm_repair_order_id,
             labor.tm_job_id,
             'labor'::text,
             labor.tm_id,
             labor.decision,
             false,
             labor.gross_cents,
                 CASE
                     WHEN (labor.hours = (0)::numeric) THEN (0)::numeric
                     ELSE round((labor.hours * rate.hourly_cents))
                 END AS round,
             labor.hours,
             labor.logged_hours,
             (labor.rate_cents > 0),
             labor.technician_id,
             rate.hourly_cents,
             rate.source
            FROM (((( SELECT line.tm_repair_order_id,
                     line.tm_job_id,
                     line.tm_id,
                     job.decision,
                     line.hours,
                     line.rate_cents,
                     round((line.hours * (line.rate_cents)::numeric)) AS gross_cents,
                     COALESCE(line.tm_technician_id, job.tm_technician_id) AS technician_id,
                     round(
                         CASE
                             WHEN (sum(line.hours) OVER of_job = (0)::numeric) THEN (job.logged_hours / (count(*) OVER of_job)::numeric)
                             ELSE ((job.logged_hours * line.hours) / sum(line.hours) OVER of_job)
                         END, 4) AS logged_hours,
                     the_order.rate_on
                    FROM ((tekmetric.job_labor line
                      JOIN tekmetric.jobs job ON (((job.tenant_id = line.tenant_id) AND (job.tm_shop_id = line.tm_shop_id) AND (job.tm_repair_order_id = line.tm_repair_order_id) AND (job.tm_id = line.tm_job_id) AND (job.tm_repair_order_id = ANY (line_figures.orders)))))
                      JOIN the_order ON ((the_order.tm_id = line.tm_repair_order_id)))
                   WHERE ((line.tenant_id = line_figures.tenant) AND (line.tm_shop_id = line_figures.shop) AND (line.tm_repair_order_id = ANY (line_figures.orders)))
                   WINDOW of_job AS (PARTITION BY line.tm_repair_order_id, line.tm_job_id)) labor
              JOIN rate_day ON ((rate_day.rate_on = labor.rate_on)))
              LEFT JOIN own_rate own ON (((own.tm_employee_id = labor.technician_id) AND (own.rate_on = labor.rate_on))))
              CROSS JOIN LATERAL ( SELECT COALESCE(own.hourly_cents, rate_day.shop_cents, (rate_day.default_cents)::numeric) AS hourly_cents,
                         CASE
                             WHEN (own.hourly_cents IS NOT NULL) THEN 'assigned'::text
                             WHEN (rate_day.shop_cents IS NOT NULL) THEN 'shop_avg'::text
                             WHEN (rate_day.default_cents IS NOT NULL) THEN 'default'::text
                             ELSE 'none'::text
                         END AS source) rate)
         UNION ALL
          SELECT sublet.tm_repair_order_id,
             NULL::bigint,
             'sublet'::text,
             sublet.tm_id,
             sublet.decision,
             false,
             sublet.retail_cents,
             sublet.cost_cents,
             NULL::numeric,
             NULL::numeric,
             false,
             NULL::bigint,
             NULL::numeric,
             NULL::text
            FROM tekmetric.job_sublets sublet
           WHERE ((sublet.tenant_id = line_figures.tenant) AND (sublet.tm_shop_id = line_figures.shop) AND (sublet.tm_repair_order_id = ANY (line_figures.orders)))
         ), weighed AS (
          SELECT priced_1.tm_repair_order_id,
             priced_1.tm_job_id,
             priced_1.kind,
             priced_1.tm_line_id,
             priced_1.decision,
             priced_1.is_tire,
             priced_1.gross_cents,
             priced_1.cost_cents,
             priced_1.hours,
             priced_1.logged_hours,
             priced_1.is_charged,
             priced_1.tm_technician_id,
             priced_1.hourly_cost_cents,
             priced_1.rate_source,
             job_discount.cents AS job_discount,
             order_discount.cents AS order_discount,
                 CASE
                     WHEN (job_discount.cents IS NOT NULL) THEN sum(priced_1.gross_cents) OVER of_job
                     ELSE NULL::numeric
                 END AS job_gross,
                 CASE
                     WHEN ((order_discount.cents IS NOT NULL) AND (priced_1.decision = 'approved'::text)) THEN sum(priced_1.gross_cents) FILTER (WHERE (priced_1.decision = 'approved'::text)) OVER of_order
                     ELSE NULL::numeric
                 END AS order_gross
            FROM ((priced priced_1
              LEFT JOIN job_discount ON (((job_discount.tm_repair_order_id = priced_1.tm_repair_order_id) AND (job_discount.tm_job_id = priced_1.tm_job_id))))
              LEFT JOIN order_discount ON ((order_discount.tm_repair_order_id = priced_1.tm_repair_order_id)))
           WHERE (priced_1.tm_repair_order_id IN ( SELECT job_discount_1.tm_repair_order_id
                    FROM job_discount job_discount_1
                 UNION
                  SELECT order_discount_1.tm_repair_order_id
                    FROM order_discount order_discount_1))
           WINDOW of_job AS (PARTITION BY priced_1.tm_repair_order_id, priced_1.tm_job_id), of_order AS (PARTITION BY priced_1.tm_repair_order_id)
         ), left_over AS (
          SELECT weighed.tm_repair_order_id,
             weighed.tm_job_id,
             weighed.kind,
             weighed.tm_line_id,
             weighed.decision,
             weighed.is_tire,
             weighed.gross_cents,
             weighed.cost_cents,
             weighed.hours,
             weighed.logged_hours,
             weighed.is_charged,
             weighed.tm_technician_id,
             weighed.hourly_cost_cents,
             weighed.rate_source,
             weighed.job_discount,
             weighed.order_discount,
             weighed.job_gross,
             weighed.order_gross,
             tekmetric.share_left(weighed.job_discount, weighed.gross_cents, NULLIF(weighed.job_gross, (0)::numeric)) AS job_left,
             tekmetric.share_left(weighed.order_discount, weighed.gross_cents, NULLIF(weighed.order_gross, (0)::numeric)) AS order_left
            FROM weighed
         ), floored AS (
          SELECT left_over.tm_repair_order_id,
             left_over.tm_job_id,
             left_over.kind,
             left_over.tm_line_id,
             left_over.decision,
             left_over.is_tire,
             left_over.gross_cents,
             left_over.cost_cents,
             left_over.hours,
             left_over.logged_hours,
             left_over.is_charged,
             left_over.tm_technician_id,
             left_over.hourly_cost_cents,
             left_over.rate_source,
             left_over.job_discount,
             left_over.order_discount,
             left_over.job_gross,
             left_over.order_gross,
             left_over.job_left,
             left_over.order_left,
             ((((left_over.job_discount * left_over.gross_cents) * sign(left_over.job_gross)) - left_over.job_left) / abs(left_over.job_gross)) AS job_floor,
             ((((left_over.order_discount * left_over.gross_cents) * sign(left_over.order_gross)) - left_over.order_left) / abs(left_over.order_gross)) AS order_floor
            FROM left_over
           WHERE ((left_over.job_left IS NOT NULL) OR (left_over.order_left IS NOT NULL))
         ), shared AS (
          SELECT floored.tm_repair_order_id,
             floored.tm_job_id,
             floored.kind,
             floored.tm_line_id,
             (COALESCE((floored.job_floor + (
                 CASE
                     WHEN ((row_number() OVER (PARTITION BY floored.tm_repair_order_id, floored.tm_job_id ORDER BY floored.job_left DESC NULLS LAST, floored.kind, floored.tm_line_id))::numeric <= (floored.job_discount - sum(floored.job_floor) OVER (PARTITION BY floored.tm_repair_order_id, floored.tm_job_id))) THEN 1
                     ELSE 0
                 END)::numeric), (0)::numeric) + COALESCE((floored.order_floor + (
                 CASE
                     WHEN ((row_number() OVER (PARTITION BY floored.tm_repair_order_id ORDER BY floored.order_left DESC NULLS LAST, floored.kind, floored.tm_line_id))::numeric <= (floored.order_discount - sum(floored.order_floor) OVER (PARTITION BY floored.tm_repair_order_id))) THEN 1
                     ELSE 0
                 END)::numeric), (0)::numeric)) AS discount_cents
            FROM floored
         )
  SELECT priced.tm_repair_order_id,
     priced.tm_job_id,
     priced.kind,
     priced.tm_line_id,
     priced.decision,
     priced.is_tire,
     priced.gross_cents,
     COALESCE(shared.discount_cents, (0)::numeric) AS "coalesce",
     (priced.gross_cents - COALESCE(shared.discount_cents, (0)::numeric)),
     priced.cost_cents,
     priced.hours,
     priced.logged_hours,
     priced.is_charged,
     priced.tm_technician_id,
     priced.hourly_cost_cents,
     priced.rate_source
    FROM (priced
      LEFT JOIN shared ON (((shared.tm_repair_order_id = priced.tm_repair_order_id) AND (NOT (shared.tm_job_id IS DISTINCT FROM priced.tm_job_id)) AND (shared.kind = priced.kind) AND (shared.tm_line_id = priced.tm_line_id))));
END;

grant execute on routine tekmetric.line_figures(bigint,bigint,bigint[]) to daysheet_analyst;

grant execute on routine tekmetric.line_figures(bigint,bigint,bigint[]) to daysheet_editor;

grant execute on routine tekmetric.line_figures(bigint,bigint,bigint[]) to daysheet_reader;

grant execute on routine tekmetric.line_figures(bigint,bigint,bigint[]) to daysheet_service;

CREATE OR REPLACE FUNCTION tekmetric.net_sales(figures tekmetric.ro_snapshots)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((((((figures).labor_net_cents)::numeric + ((figures).parts_net_cents)::numeric) + ((figures).sublet_net_cents)::numeric) + ((figures).fees_total_cents)::numeric) - ((figures).unsplit_discount_cents)::numeric);

grant execute on routine tekmetric.net_sales(tekmetric.ro_snapshots) to daysheet_analyst;

grant execute on routine tekmetric.net_sales(tekmetric.ro_snapshots) to daysheet_editor;

grant execute on routine tekmetric.net_sales(tekmetric.ro_snapshots) to daysheet_reader;

grant execute on routine tekmetric.net_sales(tekmetric.ro_snapshots) to daysheet_service;

CREATE OR REPLACE FUNCTION tekmetric.share_left(amount numeric, weight numeric, total numeric)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN mod((mod(((amount * weight) * sign(total)), abs(total)) + abs(total)), abs(total));

grant execute on routine tekmetric.share_left(numeric,numeric,numeric) to daysheet_analyst;

grant execute on routine tekmetric.share_left(numeric,numeric,numeric) to daysheet_editor;

grant execute on routine tekmetric.share_left(numeric,numeric,numeric) to daysheet_reader;

grant execute on routine tekmetric.share_left(numeric,numeric,numeric) to daysheet_service;

CREATE OR REPLACE FUNCTION tekmetric.usual_fee_type(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN ((lower(name) ~~ '%shop%'::text) OR (lower(name) ~~ '%suppl%'::text)) THEN 'shop_supplies'::text WHEN ((lower(name) ~~ '%epa%'::text) OR (lower(name) ~~ '%environ%'::text)) THEN 'environmental'::text WHEN (lower(name) ~~ '%dispos%'::text) THEN 'disposal'::text WHEN ((lower(name) ~~ '%hazmat%'::text) OR (lower(name) ~~ '%hazard%'::text)) THEN 'hazmat'::text ELSE 'other'::text END;

grant execute on routine tekmetric.usual_fee_type(text) to daysheet_analyst;

grant execute on routine tekmetric.usual_fee_type(text) to daysheet_editor;

grant execute on routine tekmetric.usual_fee_type(text) to daysheet_reader;

grant execute on routine tekmetric.usual_fee_type(text) to daysheet_service;

create table control.accepted_differences (
    tenant_id bigint not null,
    location_id bigint not null,
    day_on date not null,
    figure text not null,
    acceptance_no integer not null,
    difference_cents bigint,
    difference_hours numeric,
    reason text not null,
    accepted_at timestamp with time zone not null,
    accepted_by text not null,
    taken_back_at timestamp with time zone,
    taken_back_by text,
    constraint accepted_differences_pkey PRIMARY KEY (tenant_id, location_id, day_on, figure, acceptance_no),
    constraint accepted_differences_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint accepted_differences_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES control.locations(tenant_id, location_id) ON DELETE CASCADE,
    constraint accepted_differences_acceptance_no_check CHECK ((acceptance_no > 0)),
    constraint accepted_differences_accepted_by_check CHECK ((accepted_by <> ''::text)),
    constraint accepted_differences_check CHECK ((num_nonnulls(difference_cents, difference_hours) = 1)),
    constraint accepted_differences_check1 CHECK (((taken_back_at IS NULL) = (taken_back_by IS NULL))),
    constraint accepted_differences_figure_check CHECK ((figure = ANY (ARRAY['sales'::text, 'cost'::text, 'profit'::text, 'hours'::text]))),
    constraint accepted_differences_reason_check CHECK ((reason <> ''::text))
);

CREATE UNIQUE INDEX accepted_differences_standing ON control.accepted_differences USING btree (tenant_id, location_id, day_on, figure) WHERE (taken_back_at IS NULL);

alter table control.accepted_differences enable row level security;
alter table control.accepted_differences force row level security;
create policy may_read on control.accepted_differences as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.accepted_differences as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.accepted_differences as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, location_id, day_on, figure, acceptance_no, difference_cents, difference_hours, accepted_at, taken_back_at) on control.accepted_differences to daysheet_analyst;
grant select on control.accepted_differences to daysheet_editor;
grant select on control.accepted_differences to daysheet_reader;
grant delete, insert, select, update on control.accepted_differences to daysheet_service;

create table control.alert_channels (
    tenant_id bigint not null,
    channel_id bigint not null generated always as identity,
    name text not null,
    service text not null,
    sealed_url bytea not null,
    kinds text[] not null default '{}'::text[],
    quiet_from time without time zone,
    quiet_until time without time zone,
    time_zone text not null default 'UTC'::text,
    created_at timestamp with time zone not null,
    last_sent_at timestamp with time zone,
    failures integer not null default 0,
    last_error text,
    constraint alert_channels_pkey PRIMARY KEY (tenant_id, channel_id),
    constraint alert_channels_tenant_id_name_key UNIQUE (tenant_id, name),
    constraint alert_channels_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint alert_channels_failures_check CHECK ((failures >= 0)),
    constraint alert_channels_name_check CHECK ((name <> ''::text)),
    constraint quiet_from_and_until CHECK (((quiet_from IS NULL) = (quiet_until IS NULL)))
);

alter table control.alert_channels enable row level security;
alter table control.alert_channels force row level security;
create policy may_read on control.alert_channels as permissive for select to daysheet_editor
    using (tenant_id IS NOT NULL);
create policy may_write on control.alert_channels as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.alert_channels as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, channel_id, name, service, kinds, quiet_from, quiet_until, time_zone, created_at, last_sent_at, failures, last_error) on control.alert_channels to daysheet_editor;
grant delete, insert, select, update on control.alert_channels to daysheet_service;

create table control.alert_incidents (
    tenant_id bigint not null,
    incident_id bigint not null generated always as identity,
    rule_id bigint not null,
    cause text not null,
    connection text,
    title text not null,
    place text not null,
    what text not null,
    since_at timestamp with time zone,
    value_text text,
    limit_text text,
    by_itself text,
    to_do text,
    opened_at timestamp with time zone not null,
    last_seen_at timestamp with time zone not null,
    told_at timestamp with time zone,
    well_at timestamp with time zone,
    well_text text,
    closed_at timestamp with time zone,
    ending text,
    constraint alert_incidents_pkey PRIMARY KEY (tenant_id, incident_id),
    constraint alert_incidents_tenant_id_rule_id_fkey FOREIGN KEY (tenant_id, rule_id) REFERENCES control.alert_rules(tenant_id, rule_id) ON DELETE CASCADE,
    constraint alert_incidents_cause_check CHECK ((cause <> ''::text)),
    constraint alert_incidents_ending_check CHECK ((ending = ANY (ARRAY['well'::text, 'gone'::text]))),
    constraint closed_with_an_ending CHECK (((closed_at IS NULL) = (ending IS NULL)))
);

CREATE INDEX alert_incidents_by_rule ON control.alert_incidents USING btree (tenant_id, rule_id);

CREATE INDEX alert_incidents_by_time ON control.alert_incidents USING btree (tenant_id, opened_at);

CREATE UNIQUE INDEX alert_incidents_open ON control.alert_incidents USING btree (tenant_id, rule_id, cause) WHERE (closed_at IS NULL);

alter table control.alert_incidents enable row level security;
alter table control.alert_incidents force row level security;
create policy may_read on control.alert_incidents as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.alert_incidents as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.alert_incidents as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, incident_id, rule_id, cause, connection, title, place, what, since_at, value_text, limit_text, by_itself, to_do, opened_at, last_seen_at, told_at, well_at, well_text, closed_at, ending) on control.alert_incidents to daysheet_analyst;
grant select on control.alert_incidents to daysheet_editor;
grant select on control.alert_incidents to daysheet_reader;
grant delete, insert, select, update on control.alert_incidents to daysheet_service;

create table control.alert_looks (
    tenant_id bigint not null,
    looked_at timestamp with time zone not null,
    lease_owner text,
    leased_until timestamp with time zone,
    constraint alert_looks_pkey PRIMARY KEY (tenant_id),
    constraint alert_looks_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE
);

alter table control.alert_looks enable row level security;
alter table control.alert_looks force row level security;
create policy may_write on control.alert_looks as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.alert_looks as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.alert_looks to daysheet_service;

create table control.alert_messages (
    tenant_id bigint not null,
    message_id bigint not null generated always as identity,
    channel_id bigint not null,
    incident_id bigint not null,
    event text not null,
    state text not null default 'queued'::text,
    queued_at timestamp with time zone not null,
    due_at timestamp with time zone not null,
    attempts integer not null default 0,
    lease_token uuid,
    lease_until timestamp with time zone,
    sent_at timestamp with time zone,
    error text,
    constraint alert_messages_pkey PRIMARY KEY (tenant_id, message_id),
    constraint alert_messages_tenant_id_channel_id_incident_id_event_key UNIQUE (tenant_id, channel_id, incident_id, event),
    constraint alert_messages_tenant_id_channel_id_fkey FOREIGN KEY (tenant_id, channel_id) REFERENCES control.alert_channels(tenant_id, channel_id) ON DELETE CASCADE,
    constraint alert_messages_tenant_id_incident_id_fkey FOREIGN KEY (tenant_id, incident_id) REFERENCES control.alert_incidents(tenant_id, incident_id) ON DELETE CASCADE,
    constraint alert_messages_attempts_check CHECK ((attempts >= 0)),
    constraint alert_messages_event_check CHECK ((event = ANY (ARRAY['opened'::text, 'closed'::text]))),
    constraint alert_messages_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text])))
);

CREATE INDEX alert_messages_by_incident ON control.alert_messages USING btree (tenant_id, incident_id);

CREATE INDEX alert_messages_by_lease ON control.alert_messages USING btree (tenant_id, lease_token) WHERE (lease_token IS NOT NULL);

CREATE INDEX alert_messages_waiting ON control.alert_messages USING btree (tenant_id, channel_id, due_at) WHERE (state <> 'sent'::text);

alter table control.alert_messages enable row level security;
alter table control.alert_messages force row level security;
create policy may_write on control.alert_messages as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.alert_messages as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.alert_messages to daysheet_service;

create table control.alert_rules (
    tenant_id bigint not null,
    rule_id bigint not null generated always as identity,
    name text not null,
    kind text not null,
    metric text,
    comparison text,
    limit_value numeric,
    is_usual boolean not null default false,
    is_urgent boolean not null default false,
    muted_at timestamp with time zone,
    muted_until timestamp with time zone,
    judged_at timestamp with time zone,
    no_data text,
    created_at timestamp with time zone not null,
    constraint alert_rules_pkey PRIMARY KEY (tenant_id, rule_id),
    constraint alert_rules_tenant_id_name_key UNIQUE (tenant_id, name),
    constraint alert_rules_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint alert_rules_comparison_check CHECK ((comparison = ANY (ARRAY['below'::text, 'above'::text]))),
    constraint alert_rules_kind_check CHECK ((kind = ANY (ARRAY['sync_failed'::text, 'stale'::text, 'credential_refused'::text, 'quota'::text, 'quarantine'::text, 'reconciliation'::text, 'webhook_silence'::text, 'metric'::text]))),
    constraint alert_rules_name_check CHECK ((name <> ''::text)),
    constraint metric_with_its_limit CHECK ((((kind = 'metric'::text) = (metric IS NOT NULL)) AND ((kind = 'metric'::text) = (comparison IS NOT NULL)) AND ((kind = 'metric'::text) = (limit_value IS NOT NULL)))),
    constraint muted_for_a_while CHECK (((muted_until IS NULL) OR (muted_at IS NOT NULL)))
);

alter table control.alert_rules enable row level security;
alter table control.alert_rules force row level security;
create policy may_read on control.alert_rules as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.alert_rules as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.alert_rules as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, rule_id, name, kind, metric, comparison, limit_value, is_usual, is_urgent, muted_at, muted_until, judged_at, no_data, created_at) on control.alert_rules to daysheet_analyst;
grant select on control.alert_rules to daysheet_editor;
grant select on control.alert_rules to daysheet_reader;
grant delete, insert, select, update on control.alert_rules to daysheet_service;

create table control.api_keys (
    tenant_id bigint not null,
    key_id bigint not null generated always as identity,
    name text not null,
    key_digest bytea not null,
    is_test boolean not null default false,
    scopes text[] not null,
    locations bigint[],
    made_at timestamp with time zone not null,
    made_by text not null,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    constraint api_keys_pkey PRIMARY KEY (tenant_id, key_id),
    constraint api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint api_keys_name_check CHECK ((name <> ''::text))
);

alter table control.api_keys enable row level security;
alter table control.api_keys force row level security;
create policy may_write on control.api_keys as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.api_keys as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.api_keys to daysheet_service;

create table control.audit_log (
    tenant_id bigint not null,
    entry_id bigint not null generated always as identity,
    at timestamp with time zone not null default now(),
    actor text not null,
    action text not null,
    thing text not null,
    constraint audit_log_pkey PRIMARY KEY (tenant_id, entry_id),
    constraint audit_log_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE
);

CREATE INDEX audit_log_by_time ON control.audit_log USING btree (tenant_id, at);

alter table control.audit_log enable row level security;
alter table control.audit_log force row level security;
create policy may_read on control.audit_log as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.audit_log as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.audit_log as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, entry_id, at, action, thing) on control.audit_log to daysheet_analyst;
grant select on control.audit_log to daysheet_editor;
grant select on control.audit_log to daysheet_reader;
grant insert, select on control.audit_log to daysheet_service;

create table control.board_limits (
    tenant_id bigint not null,
    kind text not null,
    word text not null,
    minutes integer not null,
    set_at timestamp with time zone not null,
    set_by text not null,
    constraint board_limits_pkey PRIMARY KEY (tenant_id, kind, word),
    constraint board_limits_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint board_limits_kind_check CHECK ((kind = ANY (ARRAY['state'::text, 'label'::text]))),
    constraint board_limits_minutes_check CHECK (((minutes >= 1) AND (minutes <= 527040))),
    constraint board_limits_set_by_check CHECK ((set_by <> ''::text)),
    constraint board_limits_word_check CHECK ((word <> ''::text))
);

alter table control.board_limits enable row level security;
alter table control.board_limits force row level security;
create policy may_read on control.board_limits as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.board_limits as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.board_limits as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, kind, word, minutes, set_at) on control.board_limits to daysheet_analyst;
grant select on control.board_limits to daysheet_editor;
grant select on control.board_limits to daysheet_reader;
grant delete, insert, select, update on control.board_limits to daysheet_service;

create table control.browser_sessions (
    tenant_id bigint not null,
    token_digest bytea not null,
    person_id bigint not null,
    address_digest bytea not null,
    began_at timestamp with time zone not null,
    seen_at timestamp with time zone not null,
    ends_at timestamp with time zone not null,
    ended_at timestamp with time zone,
    constraint browser_sessions_pkey PRIMARY KEY (tenant_id, token_digest),
    constraint browser_sessions_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES control.people(tenant_id, person_id) ON DELETE CASCADE
);

CREATE INDEX browser_sessions_by_person ON control.browser_sessions USING btree (tenant_id, person_id);

alter table control.browser_sessions enable row level security;
alter table control.browser_sessions force row level security;
create policy may_write on control.browser_sessions as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.browser_sessions as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.browser_sessions to daysheet_service;

create table control.call_budgets (
    budget_key text not null,
    theoretical_at timestamp with time zone not null,
    held_until timestamp with time zone not null default '-infinity'::timestamp with time zone,
    constraint call_budgets_pkey PRIMARY KEY (budget_key)
);

grant delete, insert, select, update on control.call_budgets to daysheet_service;

create table control.call_ledger (
    budget_key text not null,
    month_on date not null,
    calls bigint not null,
    counted_from_at timestamp with time zone not null,
    constraint call_ledger_pkey PRIMARY KEY (budget_key, month_on),
    constraint call_ledger_calls_check CHECK ((calls >= 0))
);

grant delete, insert, select, update on control.call_ledger to daysheet_service;

create table control.call_plans (
    tenant_id bigint not null,
    connection_id bigint not null,
    plan text not null,
    every_minutes integer,
    customers_per_day integer,
    changed_percent integer,
    backfill_days integer,
    stored_at timestamp with time zone not null,
    constraint call_plans_pkey PRIMARY KEY (tenant_id, connection_id),
    constraint call_plans_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint call_plans_backfill_days_check CHECK ((backfill_days >= 0)),
    constraint call_plans_changed_percent_check CHECK (((changed_percent >= 0) AND (changed_percent <= 100))),
    constraint call_plans_customers_per_day_check CHECK ((customers_per_day >= 0)),
    constraint call_plans_every_minutes_check CHECK ((every_minutes > 0)),
    constraint call_plans_plan_check CHECK ((plan <> ''::text))
);

alter table control.call_plans enable row level security;
alter table control.call_plans force row level security;
create policy may_read on control.call_plans as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.call_plans as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.call_plans as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, plan, every_minutes, customers_per_day, changed_percent, backfill_days, stored_at) on control.call_plans to daysheet_analyst;
grant select on control.call_plans to daysheet_editor;
grant select on control.call_plans to daysheet_reader;
grant delete, insert, select, update on control.call_plans to daysheet_service;

create table control.census_ids (
    tenant_id bigint not null,
    connection_id bigint not null,
    stream text not null,
    location_id bigint not null,
    pass_number integer not null,
    next_page integer not null,
    ids text[] not null,
    constraint census_ids_pkey PRIMARY KEY (tenant_id, connection_id, stream, location_id, pass_number, next_page),
    constraint census_ids_tenant_id_connection_id_stream_location_id_fkey FOREIGN KEY (tenant_id, connection_id, stream, location_id) REFERENCES control.sync_cursors(tenant_id, connection_id, stream, location_id) ON DELETE CASCADE,
    constraint census_ids_next_page_check CHECK ((next_page > 0)),
    constraint census_ids_pass_number_check CHECK ((pass_number > 0))
);

alter table control.census_ids enable row level security;
alter table control.census_ids force row level security;
create policy may_write on control.census_ids as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.census_ids as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.census_ids to daysheet_service;

create table control.circuits (
    budget_key text not null,
    failures integer not null default 0,
    opened_at timestamp with time zone,
    probe_at timestamp with time zone,
    holder text,
    held_until timestamp with time zone,
    constraint circuits_pkey PRIMARY KEY (budget_key),
    constraint circuits_failures_check CHECK ((failures >= 0))
);

grant delete, insert, select, update on control.circuits to daysheet_service;

create table control.closed_months (
    tenant_id bigint not null,
    vendor text not null,
    location_key text not null,
    month_on date not null,
    closed_at timestamp with time zone not null,
    closed_by text not null,
    constraint closed_months_pkey PRIMARY KEY (tenant_id, vendor, location_key, month_on),
    constraint closed_months_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint closed_months_month_on_check CHECK ((EXTRACT(day FROM month_on) = (1)::numeric))
);

alter table control.closed_months enable row level security;
alter table control.closed_months force row level security;
create policy may_read on control.closed_months as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.closed_months as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.closed_months as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, vendor, location_key, month_on, closed_at) on control.closed_months to daysheet_analyst;
grant select on control.closed_months to daysheet_editor;
grant select on control.closed_months to daysheet_reader;
grant delete, insert, select, update on control.closed_months to daysheet_service;

create table control.connections (
    tenant_id bigint not null,
    connection_id bigint not null generated always as identity,
    name text not null,
    vendor text not null,
    base_url text not null,
    sealed_secret bytea not null,
    budget_key text not null,
    calls_per_minute integer,
    status text not null default 'active'::text,
    status_reason text,
    created_at timestamp with time zone not null default now(),
    checked_at timestamp with time zone,
    rotations bigint not null default 0,
    public_only boolean not null default false,
    constraint connections_pkey PRIMARY KEY (tenant_id, connection_id),
    constraint connections_tenant_id_name_key UNIQUE (tenant_id, name),
    constraint connections_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint connections_calls_per_minute_check CHECK ((calls_per_minute > 0)),
    constraint connections_name_check CHECK ((name <> ''::text)),
    constraint connections_rotations_check CHECK ((rotations >= 0)),
    constraint connections_status_check CHECK ((status = ANY (ARRAY['active'::text, 'needs_reauth'::text, 'paused'::text])))
);

alter table control.connections enable row level security;
alter table control.connections force row level security;
create policy may_read on control.connections as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.connections as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.connections as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, name, vendor, base_url, budget_key, calls_per_minute, status, status_reason, created_at, checked_at, rotations, public_only) on control.connections to daysheet_analyst;
grant select (tenant_id, connection_id, name, vendor, base_url, budget_key, calls_per_minute, status, status_reason, created_at, checked_at, rotations, public_only) on control.connections to daysheet_editor;
grant select (tenant_id, connection_id, name, vendor, base_url, budget_key, calls_per_minute, status, status_reason, created_at, checked_at, rotations, public_only) on control.connections to daysheet_reader;
grant delete, insert, select, update on control.connections to daysheet_service;

create table control.count_checks (
    tenant_id bigint not null,
    run_id uuid not null,
    stream text not null,
    location_id bigint not null default 0,
    connection_id bigint not null,
    since_at timestamp with time zone,
    checked_at timestamp with time zone not null,
    announced bigint not null,
    held bigint not null,
    set_aside bigint not null,
    page_size bigint,
    constraint count_checks_pkey PRIMARY KEY (tenant_id, run_id, stream, location_id),
    constraint count_checks_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES control.runs(tenant_id, run_id) ON DELETE CASCADE,
    constraint count_checks_announced_check CHECK ((announced >= 0)),
    constraint count_checks_held_check CHECK ((held >= 0)),
    constraint count_checks_page_size_check CHECK ((page_size > 0)),
    constraint count_checks_set_aside_check CHECK ((set_aside >= 0))
);

CREATE INDEX count_checks_by_connection ON control.count_checks USING btree (tenant_id, connection_id, checked_at);

alter table control.count_checks enable row level security;
alter table control.count_checks force row level security;
create policy may_read on control.count_checks as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.count_checks as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.count_checks as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, run_id, stream, location_id, connection_id, since_at, checked_at, announced, held, set_aside, page_size) on control.count_checks to daysheet_analyst;
grant select on control.count_checks to daysheet_editor;
grant select on control.count_checks to daysheet_reader;
grant delete, insert, select, update on control.count_checks to daysheet_service;

create table control.dirty_days (
    tenant_id bigint not null,
    vendor text not null,
    location_key text not null,
    day_on date not null,
    marked_at timestamp with time zone not null,
    source_ids text[] not null default '{}'::text[],
    constraint dirty_days_pkey PRIMARY KEY (tenant_id, vendor, location_key, day_on),
    constraint dirty_days_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE
);

alter table control.dirty_days enable row level security;
alter table control.dirty_days force row level security;
create policy may_read on control.dirty_days as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.dirty_days as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.dirty_days as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, vendor, location_key, day_on, marked_at, source_ids) on control.dirty_days to daysheet_analyst;
grant select on control.dirty_days to daysheet_editor;
grant select on control.dirty_days to daysheet_reader;
grant delete, insert, select, update on control.dirty_days to daysheet_service;

create table control.drift (
    tenant_id bigint not null,
    connection_id bigint not null,
    stream text not null,
    kind text not null,
    name text not null,
    word text not null default ''::text,
    first_seen_at timestamp with time zone not null,
    last_seen_at timestamp with time zone not null,
    seen_count bigint not null default 1,
    constraint drift_pkey PRIMARY KEY (tenant_id, connection_id, stream, kind, name, word),
    constraint drift_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint drift_kind_check CHECK ((kind = ANY (ARRAY['new_field'::text, 'missing_field'::text, 'unknown_word'::text]))),
    constraint drift_seen_count_check CHECK ((seen_count > 0))
);

alter table control.drift enable row level security;
alter table control.drift force row level security;
create policy may_read on control.drift as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.drift as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.drift as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, stream, kind, name, word, first_seen_at, last_seen_at, seen_count) on control.drift to daysheet_analyst;
grant select on control.drift to daysheet_editor;
grant select on control.drift to daysheet_reader;
grant delete, insert, select, update on control.drift to daysheet_service;

create table control.first_views (
    tenant_id bigint not null,
    owner text not null,
    view_id bigint not null,
    constraint first_views_pkey PRIMARY KEY (tenant_id, owner),
    constraint first_views_tenant_id_view_id_fkey FOREIGN KEY (tenant_id, view_id) REFERENCES control.saved_views(tenant_id, view_id) ON DELETE CASCADE,
    constraint first_views_owner_check CHECK ((owner <> ''::text))
);

CREATE INDEX first_views_by_view ON control.first_views USING btree (tenant_id, view_id);

alter table control.first_views enable row level security;
alter table control.first_views force row level security;
create policy may_write on control.first_views as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.first_views as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.first_views to daysheet_service;

create table control.follow_ups (
    tenant_id bigint not null,
    follow_up_id bigint not null generated always as identity,
    kind text not null,
    vendor text not null,
    record_id text not null,
    label text not null,
    location_id bigint,
    note text not null,
    for_actor text,
    due_on date,
    made_at timestamp with time zone not null,
    made_by text not null,
    done_at timestamp with time zone,
    done_by text,
    constraint follow_ups_pkey PRIMARY KEY (tenant_id, follow_up_id),
    constraint follow_ups_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint follow_ups_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES control.locations(tenant_id, location_id) ON DELETE CASCADE,
    constraint follow_ups_check CHECK (((done_at IS NULL) = (done_by IS NULL))),
    constraint follow_ups_done_by_check CHECK ((done_by <> ''::text)),
    constraint follow_ups_for_actor_check CHECK ((for_actor <> ''::text)),
    constraint follow_ups_kind_check CHECK ((kind = ANY (ARRAY['order'::text, 'journey'::text]))),
    constraint follow_ups_label_check CHECK ((label <> ''::text)),
    constraint follow_ups_made_by_check CHECK ((made_by <> ''::text)),
    constraint follow_ups_note_check CHECK ((note <> ''::text)),
    constraint follow_ups_record_id_check CHECK ((record_id <> ''::text)),
    constraint follow_ups_vendor_check CHECK ((vendor <> ''::text))
);

CREATE INDEX follow_ups_by_location ON control.follow_ups USING btree (tenant_id, location_id);

CREATE INDEX follow_ups_done ON control.follow_ups USING btree (tenant_id, done_at) WHERE (done_at IS NOT NULL);

CREATE INDEX follow_ups_open ON control.follow_ups USING btree (tenant_id, for_actor) WHERE (done_at IS NULL);

alter table control.follow_ups enable row level security;
alter table control.follow_ups force row level security;
create policy may_write on control.follow_ups as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.follow_ups as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.follow_ups to daysheet_service;

create table control.frozen_figures (
    tenant_id bigint not null,
    vendor text not null,
    location_key text not null,
    month_on date not null,
    table_name text not null,
    metric_date date not null,
    row_key text not null,
    figures jsonb not null,
    personal_figures jsonb not null,
    constraint frozen_figures_pkey PRIMARY KEY (tenant_id, vendor, location_key, month_on, table_name, metric_date, row_key),
    constraint frozen_figures_tenant_id_vendor_location_key_month_on_fkey FOREIGN KEY (tenant_id, vendor, location_key, month_on) REFERENCES control.closed_months(tenant_id, vendor, location_key, month_on) ON DELETE CASCADE
);

alter table control.frozen_figures enable row level security;
alter table control.frozen_figures force row level security;
create policy may_read on control.frozen_figures as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.frozen_figures as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.frozen_figures as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, vendor, location_key, month_on, table_name, metric_date, row_key, figures) on control.frozen_figures to daysheet_analyst;
grant select on control.frozen_figures to daysheet_editor;
grant select on control.frozen_figures to daysheet_reader;
grant delete, insert, select, update on control.frozen_figures to daysheet_service;

create table control.goals (
    tenant_id bigint not null,
    location_id bigint not null,
    metric text not null,
    month_on date not null,
    goal numeric not null,
    set_at timestamp with time zone not null,
    set_by text not null,
    constraint goals_pkey PRIMARY KEY (tenant_id, location_id, metric, month_on),
    constraint goals_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint goals_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES control.locations(tenant_id, location_id) ON DELETE CASCADE,
    constraint goals_goal_check CHECK ((goal > (0)::numeric)),
    constraint goals_metric_check CHECK ((metric <> ''::text)),
    constraint goals_month_on_check CHECK ((EXTRACT(day FROM month_on) = (1)::numeric)),
    constraint goals_set_by_check CHECK ((set_by <> ''::text))
);

alter table control.goals enable row level security;
alter table control.goals force row level security;
create policy may_read on control.goals as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.goals as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.goals as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, location_id, metric, month_on, goal, set_at) on control.goals to daysheet_analyst;
grant select on control.goals to daysheet_editor;
grant select on control.goals to daysheet_reader;
grant delete, insert, select, update on control.goals to daysheet_service;

create table control.granted_page_sizes (
    tenant_id bigint not null,
    connection_id bigint not null,
    stream text not null,
    page_size integer not null,
    seen_at timestamp with time zone not null,
    constraint granted_page_sizes_pkey PRIMARY KEY (tenant_id, connection_id, stream),
    constraint granted_page_sizes_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint granted_page_sizes_page_size_check CHECK ((page_size > 0))
);

alter table control.granted_page_sizes enable row level security;
alter table control.granted_page_sizes force row level security;
create policy may_read on control.granted_page_sizes as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.granted_page_sizes as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.granted_page_sizes as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, stream, page_size, seen_at) on control.granted_page_sizes to daysheet_analyst;
grant select on control.granted_page_sizes to daysheet_editor;
grant select on control.granted_page_sizes to daysheet_reader;
grant delete, insert, select, update on control.granted_page_sizes to daysheet_service;

create table control.host_keys (
    key_id bigint not null generated always as identity,
    name text not null,
    key_digest bytea not null,
    made_at timestamp with time zone not null,
    made_by text not null,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    constraint host_keys_pkey PRIMARY KEY (key_id),
    constraint host_keys_name_check CHECK ((name <> ''::text))
);

grant insert, select on control.host_keys to daysheet_service;
grant update (last_used_at, revoked_at) on control.host_keys to daysheet_service;

create table control.host_log (
    entry_id bigint not null generated always as identity,
    at timestamp with time zone not null,
    actor text not null,
    action text not null,
    thing text not null,
    constraint host_log_pkey PRIMARY KEY (entry_id)
);

grant insert, select on control.host_log to daysheet_service;

create table control.idempotency_keys (
    tenant_id bigint not null,
    actor text not null,
    route text not null,
    key text not null,
    digest bytea not null,
    began_at timestamp with time zone not null,
    status integer,
    headers jsonb,
    body bytea,
    constraint idempotency_keys_pkey PRIMARY KEY (tenant_id, actor, route, key),
    constraint idempotency_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint idempotency_keys_actor_check CHECK ((actor <> ''::text)),
    constraint idempotency_keys_key_check CHECK ((key <> ''::text)),
    constraint idempotency_keys_route_check CHECK ((route <> ''::text))
);

CREATE INDEX idempotency_keys_by_age ON control.idempotency_keys USING btree (tenant_id, began_at);

alter table control.idempotency_keys enable row level security;
alter table control.idempotency_keys force row level security;
create policy may_write on control.idempotency_keys as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.idempotency_keys as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.idempotency_keys to daysheet_service;

create table control.lead_submissions (
    tenant_id bigint not null,
    submission_id bigint not null generated always as identity,
    connection_id bigint not null,
    idempotency_key text not null,
    lead_digest bytea not null,
    dedup_digest bytea not null,
    lead jsonb,
    state text not null default 'waiting'::text,
    attempts integer not null default 0,
    last_error text,
    answer text,
    lead_id text,
    created_at timestamp with time zone not null,
    sent_at timestamp with time zone,
    tried_at timestamp with time zone,
    settled_at timestamp with time zone,
    fence bigint not null default 0,
    lease_owner text,
    lease_until timestamp with time zone,
    constraint lead_submissions_pkey PRIMARY KEY (tenant_id, submission_id),
    constraint lead_submissions_tenant_id_connection_id_idempotency_key_key UNIQUE (tenant_id, connection_id, idempotency_key),
    constraint lead_submissions_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint lead_submissions_attempts_check CHECK ((attempts >= 0)),
    constraint lead_submissions_idempotency_key_check CHECK ((idempotency_key <> ''::text)),
    constraint lead_submissions_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'accepted'::text, 'already_there'::text, 'refused'::text, 'unknown'::text, 'given_up'::text]))),
    constraint settled_in_the_end CHECK (((settled_at IS NOT NULL) = (state = ANY (ARRAY['accepted'::text, 'already_there'::text, 'refused'::text, 'given_up'::text]))))
);

CREATE INDEX lead_submissions_alike ON control.lead_submissions USING btree (tenant_id, connection_id, dedup_digest, created_at);

CREATE INDEX lead_submissions_to_erase ON control.lead_submissions USING btree (tenant_id, connection_id, settled_at) WHERE (lead IS NOT NULL);

CREATE INDEX lead_submissions_unsettled ON control.lead_submissions USING btree (tenant_id, connection_id, submission_id) WHERE (settled_at IS NULL);

alter table control.lead_submissions enable row level security;
alter table control.lead_submissions force row level security;
create policy may_read on control.lead_submissions as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.lead_submissions as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.lead_submissions as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, submission_id, connection_id, state, attempts, last_error, lead_id, created_at, sent_at, tried_at, settled_at, fence, lease_owner, lease_until) on control.lead_submissions to daysheet_analyst;
grant select on control.lead_submissions to daysheet_editor;
grant select on control.lead_submissions to daysheet_reader;
grant delete, insert, select, update on control.lead_submissions to daysheet_service;

create table control.location_questions (
    tenant_id bigint not null,
    connection_id bigint not null,
    source_id text not null,
    name text not null,
    asked_at timestamp with time zone not null,
    constraint location_questions_pkey PRIMARY KEY (tenant_id, connection_id, source_id),
    constraint location_questions_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint location_questions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE
);

alter table control.location_questions enable row level security;
alter table control.location_questions force row level security;
create policy may_read on control.location_questions as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.location_questions as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.location_questions as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, source_id, name, asked_at) on control.location_questions to daysheet_analyst;
grant select on control.location_questions to daysheet_editor;
grant select on control.location_questions to daysheet_reader;
grant delete, insert, select, update on control.location_questions to daysheet_service;

create table control.location_sources (
    tenant_id bigint not null,
    connection_id bigint not null,
    source_id text not null,
    location_id bigint not null,
    mapped_at timestamp with time zone not null,
    constraint location_sources_pkey PRIMARY KEY (tenant_id, connection_id, source_id),
    constraint location_sources_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint location_sources_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint location_sources_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES control.locations(tenant_id, location_id) ON DELETE CASCADE
);

CREATE INDEX location_sources_by_location ON control.location_sources USING btree (tenant_id, location_id);

alter table control.location_sources enable row level security;
alter table control.location_sources force row level security;
create policy may_read on control.location_sources as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.location_sources as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.location_sources as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, source_id, location_id, mapped_at) on control.location_sources to daysheet_analyst;
grant select on control.location_sources to daysheet_editor;
grant select on control.location_sources to daysheet_reader;
grant delete, insert, select, update on control.location_sources to daysheet_service;

create table control.locations (
    tenant_id bigint not null,
    location_id bigint not null generated always as identity,
    connection_id bigint not null,
    vendor text not null,
    account_id bigint not null default 0,
    source_id text not null,
    name text not null,
    time_zone text,
    time_zone_source text,
    currency text,
    in_scope boolean not null default true,
    first_seen_at timestamp with time zone not null,
    constraint locations_pkey PRIMARY KEY (tenant_id, location_id),
    constraint locations_tenant_id_vendor_account_id_source_id_key UNIQUE (tenant_id, vendor, account_id, source_id),
    constraint locations_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id),
    constraint locations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint locations_location_id_check CHECK ((location_id > 0))
);

CREATE INDEX locations_by_connection ON control.locations USING btree (tenant_id, connection_id);

alter table control.locations enable row level security;
alter table control.locations force row level security;
create policy may_read on control.locations as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.locations as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.locations as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, location_id, connection_id, vendor, account_id, source_id, name, time_zone, time_zone_source, currency, in_scope, first_seen_at) on control.locations to daysheet_analyst;
grant select on control.locations to daysheet_editor;
grant select on control.locations to daysheet_reader;
grant delete, insert, select, update on control.locations to daysheet_service;

create table control.migrations (
    set_name text not null,
    name text not null,
    sha256 text not null,
    applied_at timestamp with time zone not null default now(),
    constraint migrations_pkey PRIMARY KEY (set_name, name)
);

create table control.owner_tokens (
    tenant_id bigint not null,
    token_digest bytea not null,
    ends_at timestamp with time zone not null,
    constraint owner_tokens_pkey PRIMARY KEY (tenant_id),
    constraint owner_tokens_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE
);

alter table control.owner_tokens enable row level security;
alter table control.owner_tokens force row level security;
create policy may_write on control.owner_tokens as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.owner_tokens as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.owner_tokens to daysheet_service;

create table control.people (
    tenant_id bigint not null,
    person_id bigint not null generated always as identity,
    email text not null,
    name text not null,
    role text not null,
    locations bigint[],
    password_hash text,
    is_active boolean not null default true,
    added_at timestamp with time zone not null,
    last_sign_in_at timestamp with time zone,
    constraint people_pkey PRIMARY KEY (tenant_id, person_id),
    constraint people_tenant_id_email_key UNIQUE (tenant_id, email),
    constraint people_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint email_in_lower_case CHECK ((email = lower(email))),
    constraint people_name_check CHECK ((name <> ''::text)),
    constraint people_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'manager'::text, 'dispatcher'::text, 'advisor'::text, 'technician'::text, 'analyst'::text, 'developer'::text, 'auditor'::text])))
);

alter table control.people enable row level security;
alter table control.people force row level security;
create policy may_write on control.people as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.people as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.people to daysheet_service;

create table control.pressing_hidden (
    tenant_id bigint not null,
    owner text not null,
    kind text not null,
    name text not null,
    parts jsonb not null default '{}'::jsonb,
    until_at timestamp with time zone,
    hidden_at timestamp with time zone not null,
    constraint pressing_hidden_pkey PRIMARY KEY (tenant_id, owner, kind, name),
    constraint pressing_hidden_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint pressing_hidden_kind_check CHECK ((kind = ANY (ARRAY['order'::text, 'journey'::text, 'fix'::text]))),
    constraint pressing_hidden_name_check CHECK ((name <> ''::text)),
    constraint pressing_hidden_owner_check CHECK ((owner <> ''::text))
);

alter table control.pressing_hidden enable row level security;
alter table control.pressing_hidden force row level security;
create policy may_write on control.pressing_hidden as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.pressing_hidden as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.pressing_hidden to daysheet_service;

create table control.quarantine (
    tenant_id bigint not null,
    quarantine_id bigint not null generated always as identity,
    connection_id bigint not null,
    stream text not null,
    location_id bigint not null default 0,
    source_id text,
    path text not null default ''::text,
    reason text not null,
    problems jsonb not null,
    payload bytea not null,
    payload_hash bytea not null,
    run_id uuid not null,
    first_seen_at timestamp with time zone not null,
    last_seen_at timestamp with time zone not null,
    seen_count bigint not null default 1,
    attempts integer not null default 0,
    resolved_at timestamp with time zone,
    resolution text,
    record_key text not null generated always as (COALESCE(source_id, encode(payload_hash, 'hex'::text))) stored,
    accepted_at timestamp with time zone,
    constraint quarantine_pkey PRIMARY KEY (tenant_id, quarantine_id),
    constraint quarantine_tenant_id_connection_id_stream_location_id_recor_key UNIQUE (tenant_id, connection_id, stream, location_id, record_key, path),
    constraint quarantine_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint quarantine_attempts_check CHECK ((attempts >= 0)),
    constraint quarantine_seen_count_check CHECK ((seen_count > 0))
);

CREATE INDEX quarantine_by_run ON control.quarantine USING btree (tenant_id, run_id) WHERE (resolved_at IS NULL);

CREATE INDEX quarantine_settled ON control.quarantine USING btree (tenant_id, resolved_at) WHERE (resolved_at IS NOT NULL);

alter table control.quarantine enable row level security;
alter table control.quarantine force row level security;
create policy may_read on control.quarantine as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.quarantine as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.quarantine as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, quarantine_id, connection_id, stream, location_id, source_id, path, reason, payload_hash, run_id, first_seen_at, last_seen_at, seen_count, attempts, resolved_at, resolution, record_key, accepted_at) on control.quarantine to daysheet_analyst;
grant select on control.quarantine to daysheet_editor;
grant select on control.quarantine to daysheet_reader;
grant delete, insert, select, update on control.quarantine to daysheet_service;

create table control.raw_bodies (
    tenant_id bigint not null,
    body_hash bytea not null,
    body bytea not null storage external,
    record_count integer not null,
    bytes bigint not null,
    constraint raw_bodies_pkey PRIMARY KEY (tenant_id, body_hash),
    constraint raw_bodies_bytes_check CHECK ((bytes >= 0)),
    constraint raw_bodies_record_count_check CHECK ((record_count >= 0))
);

alter table control.raw_bodies enable row level security;
alter table control.raw_bodies force row level security;
create policy may_write on control.raw_bodies as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.raw_bodies as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.raw_bodies to daysheet_service;

create table control.raw_objects (
    tenant_id bigint not null,
    connection_id bigint not null,
    stream text not null,
    source_id text not null,
    payload_hash bytea not null,
    body bytea not null storage external,
    bytes bigint not null,
    fetched_at timestamp with time zone not null,
    constraint raw_objects_pkey PRIMARY KEY (tenant_id, connection_id, stream, source_id),
    constraint raw_objects_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint raw_objects_bytes_check CHECK ((bytes >= 0))
);

alter table control.raw_objects enable row level security;
alter table control.raw_objects force row level security;
create policy may_write on control.raw_objects as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.raw_objects as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.raw_objects to daysheet_service;

create table control.raw_pages (
    tenant_id bigint not null,
    connection_id bigint not null,
    page_id bigint not null generated always as identity,
    run_id uuid not null,
    stream text not null,
    location_id bigint not null default 0,
    list_name text not null,
    page_number integer not null,
    fetched_at timestamp with time zone not null,
    body_hash bytea not null,
    constraint raw_pages_pkey PRIMARY KEY (tenant_id, connection_id, page_id),
    constraint raw_pages_tenant_id_body_hash_fkey FOREIGN KEY (tenant_id, body_hash) REFERENCES control.raw_bodies(tenant_id, body_hash),
    constraint raw_pages_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE
);

CREATE INDEX raw_pages_by_body ON control.raw_pages USING btree (tenant_id, body_hash);

alter table control.raw_pages enable row level security;
alter table control.raw_pages force row level security;
create policy may_write on control.raw_pages as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.raw_pages as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.raw_pages to daysheet_service;

create table control.record_versions (
    tenant_id bigint not null,
    connection_id bigint not null,
    location_id bigint not null,
    stream text not null,
    source_id text not null,
    payload_hash bytea not null,
    source_updated_at timestamp with time zone,
    fetched_at timestamp with time zone not null,
    seen_at timestamp with time zone not null,
    constraint record_versions_pkey PRIMARY KEY (tenant_id, connection_id, location_id, stream, source_id)
);

alter table control.record_versions enable row level security;
alter table control.record_versions force row level security;
create policy may_read on control.record_versions as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.record_versions as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.record_versions as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, location_id, stream, source_id, payload_hash, source_updated_at, fetched_at, seen_at) on control.record_versions to daysheet_analyst;
grant select on control.record_versions to daysheet_editor;
grant select on control.record_versions to daysheet_reader;
grant delete, insert, select, update on control.record_versions to daysheet_service;

create table control.restatements (
    tenant_id bigint not null,
    vendor text not null,
    location_key text not null,
    month_on date not null,
    table_name text not null,
    metric_date date not null,
    row_key text not null,
    restatement_no bigint not null,
    noticed_at timestamp with time zone not null,
    old_figures jsonb not null,
    new_figures jsonb not null,
    source_ids text[] not null,
    constraint restatements_pkey PRIMARY KEY (tenant_id, vendor, location_key, month_on, table_name, metric_date, row_key, restatement_no),
    constraint restatements_tenant_id_vendor_location_key_month_on_fkey FOREIGN KEY (tenant_id, vendor, location_key, month_on) REFERENCES control.closed_months(tenant_id, vendor, location_key, month_on) ON DELETE CASCADE
);

CREATE INDEX restatements_by_time ON control.restatements USING btree (tenant_id, noticed_at);

alter table control.restatements enable row level security;
alter table control.restatements force row level security;
create policy may_read on control.restatements as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.restatements as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.restatements as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, vendor, location_key, month_on, table_name, metric_date, row_key, restatement_no, noticed_at, source_ids) on control.restatements to daysheet_analyst;
grant select on control.restatements to daysheet_editor;
grant select on control.restatements to daysheet_reader;
grant delete, insert, select, update on control.restatements to daysheet_service;

create table control.runs (
    tenant_id bigint not null,
    run_id uuid not null,
    connection_id bigint not null,
    kind text not null,
    status text not null,
    started_at timestamp with time zone not null,
    finished_at timestamp with time zone,
    schedule text,
    cancel_asked_at timestamp with time zone,
    is_cut boolean not null default false,
    constraint runs_pkey PRIMARY KEY (tenant_id, run_id),
    constraint runs_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint runs_status_check CHECK ((status = ANY (ARRAY['running'::text, 'completed'::text, 'partial'::text, 'failed'::text])))
);

CREATE INDEX runs_by_connection ON control.runs USING btree (tenant_id, connection_id, started_at);

CREATE INDEX runs_by_time ON control.runs USING btree (tenant_id, started_at DESC, run_id);

CREATE INDEX runs_completed ON control.runs USING btree (tenant_id, connection_id, finished_at) WHERE (status = 'completed'::text);

CREATE INDEX runs_running ON control.runs USING btree (tenant_id) WHERE (status = 'running'::text);

alter table control.runs enable row level security;
alter table control.runs force row level security;
create policy may_read on control.runs as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.runs as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.runs as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, run_id, connection_id, kind, status, started_at, finished_at, schedule, cancel_asked_at, is_cut) on control.runs to daysheet_analyst;
grant select on control.runs to daysheet_editor;
grant select on control.runs to daysheet_reader;
grant delete, insert, select, update on control.runs to daysheet_service;

create table control.saved_views (
    tenant_id bigint not null,
    view_id bigint not null generated always as identity,
    owner text not null,
    name text not null,
    address text not null,
    is_shared boolean not null default false,
    made_at timestamp with time zone not null,
    constraint saved_views_pkey PRIMARY KEY (tenant_id, view_id),
    constraint saved_views_tenant_id_owner_name_key UNIQUE (tenant_id, owner, name),
    constraint saved_views_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint saved_views_address_check CHECK ((address ~ '^/([^/]|$)'::text)),
    constraint saved_views_name_check CHECK ((name <> ''::text)),
    constraint saved_views_owner_check CHECK ((owner <> ''::text))
);

CREATE INDEX saved_views_shared ON control.saved_views USING btree (tenant_id) WHERE is_shared;

alter table control.saved_views enable row level security;
alter table control.saved_views force row level security;
create policy may_write on control.saved_views as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.saved_views as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.saved_views to daysheet_service;

create table control.schedules (
    tenant_id bigint not null,
    connection_id bigint not null,
    name text not null,
    kind text not null,
    streams text[] not null default '{}'::text[],
    every_seconds integer,
    times_of_day time without time zone[] not null default '{}'::time without time zone[],
    time_zone text not null default 'UTC'::text,
    is_adaptive boolean not null default false,
    pace_seconds integer,
    is_enabled boolean not null default true,
    next_due_at timestamp with time zone not null,
    last_started_at timestamp with time zone,
    last_finished_at timestamp with time zone,
    last_good_at timestamp with time zone,
    round_at timestamp with time zone,
    is_behind boolean not null default false,
    failures integer not null default 0,
    reason text,
    run_id uuid,
    fence bigint not null default 0,
    lease_owner text,
    leased_until timestamp with time zone,
    asked jsonb,
    constraint schedules_pkey PRIMARY KEY (tenant_id, connection_id, name),
    constraint schedules_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint interval_or_times CHECK (((every_seconds IS NULL) OR (cardinality(times_of_day) = 0))),
    constraint schedules_every_seconds_check CHECK ((every_seconds > 0)),
    constraint schedules_failures_check CHECK ((failures >= 0)),
    constraint schedules_kind_check CHECK ((kind = ANY (ARRAY['board'::text, 'fresh'::text, 'history'::text, 'census'::text, 'reconcile'::text, 'count'::text, 'asked'::text]))),
    constraint schedules_name_check CHECK ((name <> ''::text)),
    constraint schedules_pace_seconds_check CHECK ((pace_seconds > 0))
);

alter table control.schedules enable row level security;
alter table control.schedules force row level security;
create policy may_read on control.schedules as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.schedules as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.schedules as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, name, kind, streams, every_seconds, times_of_day, time_zone, is_adaptive, pace_seconds, is_enabled, next_due_at, last_started_at, last_finished_at, last_good_at, round_at, is_behind, failures, reason, run_id, fence, lease_owner, leased_until) on control.schedules to daysheet_analyst;
grant select on control.schedules to daysheet_editor;
grant select on control.schedules to daysheet_reader;
grant delete, insert, select, update on control.schedules to daysheet_service;

create table control.sign_in_counters (
    counter_digest bytea not null,
    tries integer not null,
    ends_at timestamp with time zone not null,
    constraint sign_in_counters_pkey PRIMARY KEY (counter_digest),
    constraint sign_in_counters_tries_check CHECK ((tries >= 0))
);

CREATE INDEX sign_in_counters_by_end ON control.sign_in_counters USING btree (ends_at);

grant delete, insert, select, update on control.sign_in_counters to daysheet_service;

create table control.stale_figures (
    tenant_id bigint not null,
    vendor text not null,
    location_key text not null,
    from_on date not null,
    next_key text not null default ''::text,
    cause text not null,
    marked_at timestamp with time zone not null,
    constraint stale_figures_pkey PRIMARY KEY (tenant_id, vendor, location_key),
    constraint stale_figures_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE
);

alter table control.stale_figures enable row level security;
alter table control.stale_figures force row level security;
create policy may_read on control.stale_figures as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.stale_figures as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.stale_figures as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, vendor, location_key, from_on, next_key, cause, marked_at) on control.stale_figures to daysheet_analyst;
grant select on control.stale_figures to daysheet_editor;
grant select on control.stale_figures to daysheet_reader;
grant delete, insert, select, update on control.stale_figures to daysheet_service;

create table control.stream_totals (
    tenant_id bigint not null,
    vendor text not null,
    stream text not null,
    completed bigint not null default 0,
    partial bigint not null default 0,
    failed bigint not null default 0,
    new bigint not null default 0,
    changed bigint not null default 0,
    same bigint not null default 0,
    stale bigint not null default 0,
    quarantined bigint not null default 0,
    ignored bigint not null default 0,
    deleted bigint not null default 0,
    requests bigint not null default 0,
    retries bigint not null default 0,
    rate_limited bigint not null default 0,
    milliseconds bigint not null default 0,
    within_1_second bigint not null default 0,
    within_10_seconds bigint not null default 0,
    within_1_minute bigint not null default 0,
    within_10_minutes bigint not null default 0,
    longer bigint not null default 0,
    constraint stream_totals_pkey PRIMARY KEY (tenant_id, vendor, stream),
    constraint stream_totals_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE
);

alter table control.stream_totals enable row level security;
alter table control.stream_totals force row level security;
create policy may_read on control.stream_totals as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.stream_totals as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.stream_totals as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, vendor, stream, completed, partial, failed, new, changed, same, stale, quarantined, ignored, deleted, requests, retries, rate_limited, milliseconds, within_1_second, within_10_seconds, within_1_minute, within_10_minutes, longer) on control.stream_totals to daysheet_analyst;
grant select on control.stream_totals to daysheet_editor;
grant select on control.stream_totals to daysheet_reader;
grant delete, insert, select, update on control.stream_totals to daysheet_service;

create table control.sync_cursors (
    tenant_id bigint not null,
    connection_id bigint not null,
    stream text not null,
    location_id bigint not null default 0,
    mode text not null,
    reached_at timestamp with time zone,
    "position" jsonb,
    census_at timestamp with time zone,
    fence bigint not null default 0,
    lease_owner text,
    lease_until timestamp with time zone,
    last_error text,
    consecutive_failures integer not null default 0,
    updated_at timestamp with time zone not null,
    constraint sync_cursors_pkey PRIMARY KEY (tenant_id, connection_id, stream, location_id),
    constraint sync_cursors_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint sync_cursors_consecutive_failures_check CHECK ((consecutive_failures >= 0))
);

alter table control.sync_cursors enable row level security;
alter table control.sync_cursors force row level security;
create policy may_read on control.sync_cursors as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.sync_cursors as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.sync_cursors as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, stream, location_id, mode, reached_at, "position", census_at, fence, lease_owner, lease_until, last_error, consecutive_failures, updated_at) on control.sync_cursors to daysheet_analyst;
grant select on control.sync_cursors to daysheet_editor;
grant select on control.sync_cursors to daysheet_reader;
grant delete, insert, select, update on control.sync_cursors to daysheet_service;

create table control.sync_log (
    tenant_id bigint not null,
    run_id uuid not null,
    stream text not null,
    location_id bigint not null default 0,
    status text not null,
    started_at timestamp with time zone not null,
    finished_at timestamp with time zone,
    window_from timestamp with time zone,
    reached_at timestamp with time zone,
    received bigint not null default 0,
    new bigint not null default 0,
    changed bigint not null default 0,
    same bigint not null default 0,
    stale bigint not null default 0,
    quarantined bigint not null default 0,
    ignored bigint not null default 0,
    deleted bigint not null default 0,
    lines_quarantined bigint not null default 0,
    rows_written bigint not null default 0,
    pages bigint not null default 0,
    requests bigint not null default 0,
    retries bigint not null default 0,
    rate_limited bigint not null default 0,
    bytes bigint not null default 0,
    error text,
    details jsonb,
    constraint sync_log_pkey PRIMARY KEY (tenant_id, run_id, stream, location_id),
    constraint sync_log_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES control.runs(tenant_id, run_id) ON DELETE CASCADE,
    constraint counters_add_up CHECK ((received = (((((new + changed) + same) + stale) + quarantined) + ignored))),
    constraint sync_log_status_check CHECK ((status = ANY (ARRAY['running'::text, 'completed'::text, 'partial'::text, 'failed'::text])))
);

CREATE INDEX sync_log_quarantined ON control.sync_log USING btree (tenant_id, run_id) WHERE ((quarantined + lines_quarantined) > 0);

CREATE INDEX sync_log_whole ON control.sync_log USING btree (tenant_id, stream, location_id, started_at) WHERE ((status = 'completed'::text) AND ((details ->> 'passes'::text) <> '0'::text));

alter table control.sync_log enable row level security;
alter table control.sync_log force row level security;
create policy may_read on control.sync_log as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.sync_log as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.sync_log as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, run_id, stream, location_id, status, started_at, finished_at, window_from, reached_at, received, new, changed, same, stale, quarantined, ignored, deleted, lines_quarantined, rows_written, pages, requests, retries, rate_limited, bytes, error, details) on control.sync_log to daysheet_analyst;
grant select on control.sync_log to daysheet_editor;
grant select on control.sync_log to daysheet_reader;
grant delete, insert, select, update on control.sync_log to daysheet_service;

create table control.tenants (
    tenant_id bigint not null generated always as identity,
    name text not null,
    created_at timestamp with time zone not null default now(),
    board_due_at timestamp with time zone,
    fresh_due_at timestamp with time zone,
    history_due_at timestamp with time zone,
    board_served_at timestamp with time zone,
    fresh_served_at timestamp with time zone,
    history_served_at timestamp with time zone,
    status text not null default 'active'::text,
    constraint tenants_pkey PRIMARY KEY (tenant_id),
    constraint tenants_name_key UNIQUE (name),
    constraint tenants_name_check CHECK ((name <> ''::text)),
    constraint tenants_status_check CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text])))
);

alter table control.tenants enable row level security;
alter table control.tenants force row level security;
create policy may_list on control.tenants as permissive for all to daysheet_owner, daysheet_scheduler
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy own_row on control.tenants as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader, daysheet_service
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select on control.tenants to daysheet_analyst;
grant select on control.tenants to daysheet_editor;
grant select on control.tenants to daysheet_reader;
grant insert, select on control.tenants to daysheet_scheduler;
grant update (name, board_due_at, fresh_due_at, history_due_at, board_served_at, fresh_served_at, history_served_at, status) on control.tenants to daysheet_scheduler;
grant select on control.tenants to daysheet_service;

create table control.tv_links (
    tenant_id bigint not null,
    link_id bigint not null generated always as identity,
    name text not null,
    board text not null,
    filters jsonb not null default '{}'::jsonb,
    locations bigint[],
    token_digest bytea not null,
    made_at timestamp with time zone not null,
    made_by text not null,
    expires_at timestamp with time zone,
    last_seen_at timestamp with time zone,
    revoked_at timestamp with time zone,
    more jsonb not null default '[]'::jsonb,
    turn_seconds integer not null default 30,
    constraint tv_links_pkey PRIMARY KEY (tenant_id, link_id),
    constraint tv_links_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint tv_links_board_check CHECK ((board = ANY (ARRAY['work_in_progress'::text, 'journeys'::text]))),
    constraint tv_links_made_by_check CHECK ((made_by <> ''::text)),
    constraint tv_links_name_check CHECK ((name <> ''::text)),
    constraint tv_links_turn_seconds_check CHECK (((turn_seconds >= 10) AND (turn_seconds <= 300)))
);

alter table control.tv_links enable row level security;
alter table control.tv_links force row level security;
create policy may_write on control.tv_links as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.tv_links as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.tv_links to daysheet_service;

create table control.vendor_totals (
    tenant_id bigint not null,
    location_id bigint not null,
    figure text not null,
    first_on date not null,
    is_month boolean not null,
    amount_cents bigint,
    amount_hours numeric,
    set_at timestamp with time zone not null,
    set_by text not null,
    constraint vendor_totals_pkey PRIMARY KEY (tenant_id, location_id, figure, first_on, is_month),
    constraint vendor_totals_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint vendor_totals_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES control.locations(tenant_id, location_id) ON DELETE CASCADE,
    constraint vendor_totals_check CHECK ((num_nonnulls(amount_cents, amount_hours) = 1)),
    constraint vendor_totals_check1 CHECK (((figure = 'hours'::text) = (amount_hours IS NOT NULL))),
    constraint vendor_totals_check2 CHECK (((NOT is_month) OR (EXTRACT(day FROM first_on) = (1)::numeric))),
    constraint vendor_totals_figure_check CHECK ((figure = ANY (ARRAY['sales'::text, 'cost'::text, 'profit'::text, 'hours'::text]))),
    constraint vendor_totals_set_by_check CHECK ((set_by <> ''::text))
);

alter table control.vendor_totals enable row level security;
alter table control.vendor_totals force row level security;
create policy may_read on control.vendor_totals as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.vendor_totals as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.vendor_totals as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, location_id, figure, first_on, is_month, amount_cents, amount_hours, set_at) on control.vendor_totals to daysheet_analyst;
grant select on control.vendor_totals to daysheet_editor;
grant select on control.vendor_totals to daysheet_reader;
grant delete, insert, select, update on control.vendor_totals to daysheet_service;

create table control.visits (
    tenant_id bigint not null,
    actor text not null,
    seen_at timestamp with time zone not null,
    before_at timestamp with time zone,
    constraint visits_pkey PRIMARY KEY (tenant_id, actor),
    constraint visits_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(tenant_id) ON DELETE CASCADE,
    constraint visits_actor_check CHECK ((actor <> ''::text))
);

alter table control.visits enable row level security;
alter table control.visits force row level security;
create policy may_write on control.visits as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.visits as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.visits to daysheet_service;

create table control.webhook_endpoints (
    tenant_id bigint not null,
    connection_id bigint not null,
    token_digest bytea not null,
    former_digest bytea,
    former_until timestamp with time zone,
    created_at timestamp with time zone not null,
    rotated_at timestamp with time zone,
    refused bigint not null default 0,
    refused_at timestamp with time zone,
    refusal text,
    storms bigint not null default 0,
    storm_at timestamp with time zone,
    constraint webhook_endpoints_pkey PRIMARY KEY (tenant_id, connection_id),
    constraint webhook_endpoints_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint former_for_a_while CHECK (((former_digest IS NULL) = (former_until IS NULL))),
    constraint webhook_endpoints_refused_check CHECK ((refused >= 0)),
    constraint webhook_endpoints_storms_check CHECK ((storms >= 0))
);

alter table control.webhook_endpoints enable row level security;
alter table control.webhook_endpoints force row level security;
create policy may_read on control.webhook_endpoints as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on control.webhook_endpoints as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.webhook_endpoints as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, former_until, created_at, rotated_at, refused, refused_at, refusal, storms, storm_at) on control.webhook_endpoints to daysheet_analyst;
grant select (tenant_id, connection_id, former_until, created_at, rotated_at, refused, refused_at, refusal, storms, storm_at) on control.webhook_endpoints to daysheet_editor;
grant select (tenant_id, connection_id, former_until, created_at, rotated_at, refused, refused_at, refusal, storms, storm_at) on control.webhook_endpoints to daysheet_reader;
grant delete, insert, select, update on control.webhook_endpoints to daysheet_service;

create table control.webhook_hints (
    tenant_id bigint not null,
    hook_id bigint not null,
    stream text not null,
    source_id text not null,
    connection_id bigint not null,
    is_found boolean not null default false,
    place text,
    constraint webhook_hints_pkey PRIMARY KEY (tenant_id, hook_id, stream, source_id),
    constraint webhook_hints_tenant_id_hook_id_fkey FOREIGN KEY (tenant_id, hook_id) REFERENCES control.webhook_inbox(tenant_id, hook_id) ON DELETE CASCADE
);

CREATE INDEX webhook_hints_by_record ON control.webhook_hints USING btree (tenant_id, connection_id, stream, source_id);

alter table control.webhook_hints enable row level security;
alter table control.webhook_hints force row level security;
create policy may_write on control.webhook_hints as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.webhook_hints as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.webhook_hints to daysheet_service;

create table control.webhook_inbox (
    tenant_id bigint not null,
    hook_id bigint not null generated always as identity,
    connection_id bigint not null,
    body_digest bytea not null,
    sealed_body bytea not null,
    body_bytes bigint not null,
    kind text not null,
    event text,
    received_at timestamp with time zone not null,
    last_received_at timestamp with time zone not null,
    deliveries bigint not null default 1,
    handled bigint not null default 0,
    waiting_since timestamp with time zone not null,
    due_at timestamp with time zone not null,
    lease_until timestamp with time zone,
    fence bigint not null default 0,
    processed_at timestamp with time zone,
    attempts bigint not null default 0,
    error text,
    given_up_at timestamp with time zone,
    constraint webhook_inbox_pkey PRIMARY KEY (tenant_id, hook_id),
    constraint webhook_inbox_tenant_id_connection_id_body_digest_key UNIQUE (tenant_id, connection_id, body_digest),
    constraint webhook_inbox_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES control.connections(tenant_id, connection_id) ON DELETE CASCADE,
    constraint webhook_inbox_attempts_check CHECK ((attempts >= 0)),
    constraint webhook_inbox_body_bytes_check CHECK ((body_bytes >= 0)),
    constraint webhook_inbox_check CHECK (((handled >= 0) AND (handled <= deliveries))),
    constraint webhook_inbox_deliveries_check CHECK ((deliveries > 0)),
    constraint webhook_inbox_kind_check CHECK ((kind <> ''::text))
);

CREATE INDEX webhook_inbox_by_time ON control.webhook_inbox USING btree (tenant_id, connection_id, last_received_at);

CREATE INDEX webhook_inbox_waiting ON control.webhook_inbox USING btree (tenant_id, connection_id, due_at) WHERE ((handled < deliveries) AND (given_up_at IS NULL));

alter table control.webhook_inbox enable row level security;
alter table control.webhook_inbox force row level security;
create policy may_write on control.webhook_inbox as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on control.webhook_inbox as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant delete, insert, select, update on control.webhook_inbox to daysheet_service;

create view mart.branch_figures with (security_invoker=true, security_barrier=true) as
 SELECT daily.tenant_id,
    location.location_id,
    location.name AS location_name,
    location.currency,
    daily.sm_location_id,
    daily.metric_date AS day_on,
    daily.leads_in,
    daily.leads_unique,
    (((100)::numeric * (daily.leads_bad)::numeric) / (NULLIF(daily.leads_in, 0))::numeric) AS bad_lead_rate,
    daily.leads_bad AS bad_lead_rate_numerator,
    daily.leads_in AS bad_lead_rate_denominator,
    (((100)::numeric * (daily.leads_booked_in_30_days)::numeric) / (NULLIF(daily.leads_judged, 0))::numeric) AS close_rate_cohort,
    daily.leads_booked_in_30_days AS close_rate_cohort_numerator,
    daily.leads_judged AS close_rate_cohort_denominator,
    daily.leads_judged AS close_rate_cohort_known,
    (daily.leads_in - daily.leads_bad) AS close_rate_cohort_of,
    (((100)::numeric * (daily.bookings)::numeric) / (NULLIF(daily.leads_in, 0))::numeric) AS close_rate_period,
    daily.bookings AS close_rate_period_numerator,
    daily.leads_in AS close_rate_period_denominator,
    daily.bookings AS close_rate_period_known,
    (daily.bookings + daily.bookings_undated) AS close_rate_period_of,
    daily.bookings,
    daily.bookings AS bookings_known,
    (daily.bookings + daily.bookings_undated) AS bookings_of,
    daily.booked_value_cents,
    daily.bookings_priced AS booked_value_known,
    (daily.bookings + daily.bookings_undated) AS booked_value_of,
    (((100)::numeric * (daily.moves_cancelled)::numeric) / (NULLIF(daily.moves_booked, 0))::numeric) AS cancel_rate,
    daily.moves_cancelled AS cancel_rate_numerator,
    daily.moves_booked AS cancel_rate_denominator,
    daily.cancellations,
    daily.cancellations AS cancellations_known,
    (daily.cancellations + daily.cancellations_undated) AS cancellations_of,
    (((100)::numeric * (daily.losses)::numeric) / (NULLIF((daily.bookings + daily.losses), 0))::numeric) AS lost_rate,
    daily.losses AS lost_rate_numerator,
    (daily.bookings + daily.losses) AS lost_rate_denominator,
    (daily.bookings + daily.losses) AS lost_rate_known,
    (((daily.bookings + daily.bookings_undated) + daily.losses) + daily.losses_undated) AS lost_rate_of,
    daily.scheduled_value_cents,
    daily.jobs_priced AS scheduled_value_known,
    daily.jobs_booked AS scheduled_value_of,
    daily.earned_value_cents,
    daily.jobs_charged AS earned_value_known,
    daily.jobs_done AS earned_value_of,
    ((daily.earned_value_cents)::numeric / (NULLIF(daily.jobs_charged, 0))::numeric) AS average_job_value,
    daily.earned_value_cents AS average_job_value_numerator,
    daily.jobs_charged AS average_job_value_denominator,
    daily.jobs_charged AS average_job_value_known,
    daily.jobs_done AS average_job_value_of,
    ((daily.earned_value_cents)::numeric / (NULLIF(daily.moves_done, 0))::numeric) AS average_move_value,
    daily.earned_value_cents AS average_move_value_numerator,
    daily.moves_done AS average_move_value_denominator,
    daily.jobs_charged AS average_move_value_known,
    daily.jobs_done AS average_move_value_of,
    daily.jobs_booked AS jobs_day,
    daily.jobs_unassigned AS unassigned_tomorrow,
    (((100)::numeric * (daily.jobs_on_time)::numeric) / (NULLIF(daily.jobs_start_known, 0))::numeric) AS on_time_start,
    daily.jobs_on_time AS on_time_start_numerator,
    daily.jobs_start_known AS on_time_start_denominator,
    daily.jobs_start_known AS on_time_start_known,
    daily.jobs_begun AS on_time_start_of,
    (((100)::numeric * ((daily.compared_actual_cents - daily.compared_estimate_cents))::numeric) / (NULLIF(daily.compared_estimate_cents, 0))::numeric) AS estimate_bias,
    (daily.compared_actual_cents - daily.compared_estimate_cents) AS estimate_bias_numerator,
    daily.compared_estimate_cents AS estimate_bias_denominator,
    daily.jobs_compared AS estimate_bias_known,
    daily.jobs_done AS estimate_bias_of,
    (((100)::numeric * daily.estimate_error_sum) / (NULLIF(daily.jobs_compared, 0))::numeric) AS estimate_abs_error,
    daily.estimate_error_sum AS estimate_abs_error_numerator,
    daily.jobs_compared AS estimate_abs_error_denominator,
    daily.jobs_compared AS estimate_abs_error_known,
    daily.jobs_done AS estimate_abs_error_of,
    (((100)::numeric * (daily.jobs_within_10_percent)::numeric) / (NULLIF(daily.jobs_compared, 0))::numeric) AS estimate_within_10,
    daily.jobs_within_10_percent AS estimate_within_10_numerator,
    daily.jobs_compared AS estimate_within_10_denominator,
    daily.jobs_compared AS estimate_within_10_known,
    daily.jobs_done AS estimate_within_10_of,
    (((100)::numeric * (daily.timed_actual_minutes - daily.timed_estimated_minutes)) / NULLIF(daily.timed_estimated_minutes, (0)::numeric)) AS hours_variance,
    (daily.timed_actual_minutes - daily.timed_estimated_minutes) AS hours_variance_numerator,
    daily.timed_estimated_minutes AS hours_variance_denominator,
    daily.jobs_timed AS hours_variance_known,
    daily.jobs_done AS hours_variance_of,
    (((100)::numeric * daily.used_truck_minutes) / NULLIF(daily.capacity_truck_minutes, (0)::numeric)) AS truck_utilization,
    daily.used_truck_minutes AS truck_utilization_numerator,
    daily.capacity_truck_minutes AS truck_utilization_denominator,
    daily.truck_jobs AS truck_utilization_known,
    daily.jobs_booked AS truck_utilization_of,
    (((100)::numeric * daily.planned_used_truck_minutes) / NULLIF(daily.capacity_truck_minutes, (0)::numeric)) AS capacity_outlook,
    daily.planned_used_truck_minutes AS capacity_outlook_numerator,
    daily.capacity_truck_minutes AS capacity_outlook_denominator,
    daily.truck_jobs AS capacity_outlook_known,
    daily.jobs_booked AS capacity_outlook_of,
    (((60)::numeric * (daily.truck_yield_cents)::numeric) / NULLIF(daily.truck_yield_minutes, (0)::numeric)) AS revenue_per_truck_hour,
    daily.truck_yield_cents AS revenue_per_truck_hour_numerator,
    daily.truck_yield_minutes AS revenue_per_truck_hour_denominator,
    daily.truck_yield_jobs AS revenue_per_truck_hour_known,
    daily.jobs_done AS revenue_per_truck_hour_of,
    (((60)::numeric * (daily.crew_yield_cents)::numeric) / NULLIF(daily.crew_yield_minutes, (0)::numeric)) AS revenue_per_crew_hour,
    daily.crew_yield_cents AS revenue_per_crew_hour_numerator,
    daily.crew_yield_minutes AS revenue_per_crew_hour_denominator,
    daily.crew_yield_jobs AS revenue_per_crew_hour_known,
    daily.jobs_done AS revenue_per_crew_hour_of
   FROM (smartmoving.branch_days daily
     LEFT JOIN control.locations location ON (((location.tenant_id = daily.tenant_id) AND (location.vendor = 'smartmoving'::text) AND (location.source_id = daily.sm_location_id))));

grant select on mart.branch_figures to daysheet_analyst;
grant select on mart.branch_figures to daysheet_editor;
grant select on mart.branch_figures to daysheet_reader;
grant select on mart.branch_figures to daysheet_service;

create view mart.customers_analytics with (security_invoker=true, security_barrier=true) as
 WITH visits AS (
         SELECT repair_orders.tenant_id,
            repair_orders.tm_shop_id,
            repair_orders.tm_customer_id,
            min(repair_orders.posted_on) AS first_visit_on,
            max(repair_orders.posted_on) AS last_visit_on,
            count(*) AS visit_count,
            (sum((repair_orders.total_sales_cents - repair_orders.taxes_cents)))::bigint AS lifetime_revenue_cents
           FROM tekmetric.repair_orders
          WHERE (repair_orders.is_posted AND (NOT repair_orders.is_deleted) AND (repair_orders.tm_customer_id IS NOT NULL))
          GROUP BY repair_orders.tenant_id, repair_orders.tm_shop_id, repair_orders.tm_customer_id
        )
 SELECT customers.tenant_id,
    customers.tm_shop_id,
    customers.tm_id AS tm_customer_id,
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
    COALESCE(visits.visit_count, (0)::bigint) AS visit_count,
    COALESCE(visits.lifetime_revenue_cents, (0)::bigint) AS lifetime_revenue_cents
   FROM (tekmetric.customers
     LEFT JOIN visits ON (((visits.tenant_id = customers.tenant_id) AND (visits.tm_shop_id = customers.tm_shop_id) AND (visits.tm_customer_id = customers.tm_id))));

grant select on mart.customers_analytics to daysheet_analyst;
grant select on mart.customers_analytics to daysheet_editor;
grant select on mart.customers_analytics to daysheet_reader;
grant select on mart.customers_analytics to daysheet_service;

create view mart.journeys with (security_invoker=true, security_barrier=true) as
 WITH clock AS (
         SELECT COALESCE((NULLIF(current_setting('app.as_of'::text, true), ''::text))::timestamp with time zone, now()) AS read_at
        ), today AS (
         SELECT location_1.tenant_id,
            location_1.location_id,
            ((clock.read_at AT TIME ZONE location_1.time_zone))::date AS today_on
           FROM (control.locations location_1
             CROSS JOIN clock)
        )
 SELECT journey.tenant_id,
    journey.connection_id,
    journey.sm_job_id,
    journey.sm_opportunity_id,
    journey.sm_customer_id,
    journey.external_id,
    journey.job_number,
    journey.job_sequence,
    journey.quote_number,
    journey.location_id,
    location.name AS location_name,
    journey.branch_name,
    (journey.location_id IS NULL) AS is_unmapped,
    location.time_zone,
    journey.service_date,
    today.today_on,
    (journey.service_date = today.today_on) AS is_today,
    (journey.service_date = (today.today_on + 1)) AS is_tomorrow,
        CASE
            WHEN ((journey.status = ANY (ARRAY['SCHEDULED'::text, 'CONFIRMED'::text])) AND (journey.service_date = today.today_on)) THEN 'MORNING_PREP'::text
            ELSE journey.status
        END AS shown_status,
    journey.status,
    journey.status_reason,
    journey.vendor_status,
    journey.vendor_pipeline_label,
    journey.vendor_stage,
    journey.local_stage,
    journey.local_stage_at,
    journey.local_stage_by,
    journey.local_stage_on,
    journey.priority,
    journey.truck_number,
    journey.local_tags,
    journey.local_notes,
    journey.tags,
    journey.flags,
    journey.arrival_window,
    journey.window_start,
    journey.window_end,
    journey.planned_start_at,
    journey.started_at,
    journey.ended_at,
    journey.is_confirmed,
    journey.confirmed_at,
    journey.completed_at,
    journey.closed_at,
    journey.drop_off_on,
    journey.estimated_labor_minutes,
    journey.estimated_travel_minutes,
    journey.actual_labor_minutes,
    journey.actual_travel_minutes,
    journey.billable_minutes,
    journey.estimated_duration_minutes,
    journey.actual_duration_minutes,
    journey.customer_name,
    journey.customer_phone,
    journey.customer_email,
    journey.origin_address,
    journey.destination_address,
    journey.destination_is_inferred,
    journey.stop_count,
    journey.crew_names,
    journey.crew_count_planned,
    journey.crew_count_assigned,
    journey.truck_count_planned,
    journey.service_type_id,
    journey.service_type,
    journey.journey_kind,
    journey.move_size,
    journey.volume_cubic_feet,
    journey.weight_pounds,
    journey.salesperson_id,
    journey.salesperson,
    journey.referral_source,
    journey.estimated_cost_cents,
    journey.actual_cost_cents,
    journey.variance_cents,
    journey.tips_cents,
    journey.opportunity_estimated_subtotal_cents,
    journey.opportunity_estimated_tax_cents,
    journey.opportunity_estimated_total_cents,
    journey.estimated_total_share_cents,
    journey.paid_net_cents,
    journey.currency,
    journey.billing_status,
    journey.first_seen_at,
    GREATEST(opportunity.seen_at, customer.seen_at, detail.seen_at) AS last_seen_at,
    journey.changed_at
   FROM (((((smartmoving.truck_journeys journey
     LEFT JOIN control.locations location ON (((location.tenant_id = journey.tenant_id) AND (location.location_id = journey.location_id))))
     LEFT JOIN today ON (((today.tenant_id = journey.tenant_id) AND (today.location_id = journey.location_id))))
     LEFT JOIN control.record_versions opportunity ON (((opportunity.tenant_id = journey.tenant_id) AND (opportunity.connection_id = journey.connection_id) AND (opportunity.location_id = 0) AND (opportunity.stream = 'smartmoving.opportunities'::text) AND (opportunity.source_id = (journey.sm_opportunity_id)::text) AND (opportunity.payload_hash <> '\x'::bytea))))
     LEFT JOIN control.record_versions customer ON (((customer.tenant_id = journey.tenant_id) AND (customer.connection_id = journey.connection_id) AND (customer.location_id = 0) AND (customer.stream = 'smartmoving.customers'::text) AND (customer.source_id = (journey.sm_customer_id)::text) AND (customer.payload_hash <> '\x'::bytea))))
     LEFT JOIN control.record_versions detail ON (((detail.tenant_id = journey.tenant_id) AND (detail.connection_id = journey.connection_id) AND (detail.location_id = 0) AND (detail.stream = 'smartmoving.job_details'::text) AND (detail.source_id = (journey.sm_job_id)::text) AND (detail.payload_hash <> '\x'::bytea))))
  WHERE (journey.deleted_at IS NULL);

grant select on mart.journeys to daysheet_editor;
grant select on mart.journeys to daysheet_reader;
grant select on mart.journeys to daysheet_service;

create view mart.journeys_analytics with (security_invoker=true, security_barrier=true) as
 WITH clock AS (
         SELECT COALESCE((NULLIF(current_setting('app.as_of'::text, true), ''::text))::timestamp with time zone, now()) AS read_at
        ), today AS (
         SELECT location_1.tenant_id,
            location_1.location_id,
            ((clock.read_at AT TIME ZONE location_1.time_zone))::date AS today_on
           FROM (control.locations location_1
             CROSS JOIN clock)
        )
 SELECT journey.tenant_id,
    journey.connection_id,
    journey.sm_job_id,
    journey.sm_opportunity_id,
    journey.sm_customer_id,
    journey.job_number,
    journey.job_sequence,
    journey.quote_number,
    journey.location_id,
    location.name AS location_name,
    journey.branch_name,
    (journey.location_id IS NULL) AS is_unmapped,
    location.time_zone,
    journey.service_date,
    today.today_on,
    (journey.service_date = today.today_on) AS is_today,
    (journey.service_date = (today.today_on + 1)) AS is_tomorrow,
        CASE
            WHEN ((journey.status = ANY (ARRAY['SCHEDULED'::text, 'CONFIRMED'::text])) AND (journey.service_date = today.today_on)) THEN 'MORNING_PREP'::text
            ELSE journey.status
        END AS shown_status,
    journey.status,
    journey.status_reason,
    journey.vendor_status,
    journey.vendor_stage,
    journey.local_stage,
    journey.local_stage_at,
    journey.priority,
    journey.truck_number,
    journey.tags,
    journey.flags,
    journey.window_start,
    journey.window_end,
    journey.planned_start_at,
    journey.started_at,
    journey.ended_at,
    journey.is_confirmed,
    journey.confirmed_at,
    journey.completed_at,
    journey.closed_at,
    journey.drop_off_on,
    journey.estimated_labor_minutes,
    journey.estimated_travel_minutes,
    journey.actual_labor_minutes,
    journey.actual_travel_minutes,
    journey.billable_minutes,
    journey.estimated_duration_minutes,
    journey.actual_duration_minutes,
    journey.stop_count,
    journey.crew_count_planned,
    journey.crew_count_assigned,
    journey.truck_count_planned,
    journey.service_type_id,
    journey.service_type,
    journey.journey_kind,
    journey.move_size,
    journey.volume_cubic_feet,
    journey.weight_pounds,
    journey.referral_source,
    journey.estimated_cost_cents,
    journey.actual_cost_cents,
    journey.variance_cents,
    journey.tips_cents,
    journey.estimated_total_share_cents,
    journey.currency,
    journey.billing_status,
    journey.first_seen_at,
    journey.changed_at
   FROM ((smartmoving.truck_journeys journey
     LEFT JOIN control.locations location ON (((location.tenant_id = journey.tenant_id) AND (location.location_id = journey.location_id))))
     LEFT JOIN today ON (((today.tenant_id = journey.tenant_id) AND (today.location_id = journey.location_id))))
  WHERE (journey.deleted_at IS NULL);

grant select on mart.journeys_analytics to daysheet_analyst;
grant select on mart.journeys_analytics to daysheet_editor;
grant select on mart.journeys_analytics to daysheet_reader;
grant select on mart.journeys_analytics to daysheet_service;

create view mart.lead_responses with (security_invoker=true, security_barrier=true) as
 WITH clock AS (
         SELECT COALESCE((NULLIF(current_setting('app.as_of'::text, true), ''::text))::timestamp with time zone, now()) AS read_at
        )
 SELECT inquiry.tenant_id,
    inquiry.connection_id,
    inquiry.sm_id,
    COALESCE(location.source_id, (inquiry.sm_branch_id)::text) AS sm_location_id,
    location.location_id,
    location.name AS location_name,
    inquiry.sm_branch_id,
    inquiry.referral_source,
    inquiry.created_at,
    inquiry.created_on,
    inquiry.is_deleted,
    (inquiry.touched_at IS NULL) AS is_waiting,
    (inquiry.first_seen_at <= (inquiry.created_at + '1 day'::interval)) AS is_measured,
    (EXTRACT(epoch FROM (COALESCE(inquiry.touched_at, clock.read_at) - inquiry.created_at)) / (60)::numeric) AS minutes,
    (EXTRACT(epoch FROM (clock.read_at - inquiry.created_at)) / (60)::numeric) AS age_minutes
   FROM (((smartmoving.inquiries inquiry
     CROSS JOIN clock)
     LEFT JOIN control.location_sources source ON (((source.tenant_id = inquiry.tenant_id) AND (source.connection_id = inquiry.connection_id) AND (source.source_id = (inquiry.sm_branch_id)::text))))
     LEFT JOIN control.locations location ON (((location.tenant_id = source.tenant_id) AND (location.location_id = source.location_id))));

grant select on mart.lead_responses to daysheet_analyst;
grant select on mart.lead_responses to daysheet_editor;
grant select on mart.lead_responses to daysheet_reader;
grant select on mart.lead_responses to daysheet_service;

create view mart.shop_figures with (security_invoker=true, security_barrier=true) as
 SELECT daily.tenant_id,
    location.location_id,
    location.name AS location_name,
    location.currency,
    daily.tm_shop_id,
    daily.metric_date AS day_on,
    daily.ro_count AS car_count,
    daily.vehicle_visits,
    daily.zero_ro_count AS no_charge_count,
    (((daily.labor_revenue_cents + daily.parts_revenue_cents) + daily.sublet_revenue_cents) + daily.fees_total_cents) AS gross_sales_cents,
    ((((daily.labor_net_cents + daily.parts_net_cents) + daily.sublet_net_cents) + daily.fees_total_cents) - daily.unsplit_discount_cents) AS net_sales_cents,
    ((((((daily.labor_net_cents + daily.parts_net_cents) + daily.sublet_net_cents) + daily.fees_total_cents) - daily.unsplit_discount_cents))::numeric / (NULLIF(daily.ro_count, 0))::numeric) AS average_repair_order,
    ((((daily.labor_net_cents + daily.parts_net_cents) + daily.sublet_net_cents) + daily.fees_total_cents) - daily.unsplit_discount_cents) AS average_repair_order_numerator,
    daily.ro_count AS average_repair_order_denominator,
    ((((((daily.labor_net_cents + daily.parts_net_cents) + daily.sublet_net_cents) + daily.fees_total_cents) - daily.unsplit_discount_cents))::numeric / (NULLIF((daily.ro_count - daily.zero_ro_count), 0))::numeric) AS average_repair_order_charged,
    ((((daily.labor_net_cents + daily.parts_net_cents) + daily.sublet_net_cents) + daily.fees_total_cents) - daily.unsplit_discount_cents) AS average_repair_order_charged_numerator,
    (daily.ro_count - daily.zero_ro_count) AS average_repair_order_charged_denominator,
    daily.sold_value_cents,
    (((100)::numeric * (daily.discount_total_cents)::numeric) / (NULLIF((((daily.labor_revenue_cents + daily.parts_revenue_cents) + daily.sublet_revenue_cents) + daily.fees_total_cents), 0))::numeric) AS discount_percent,
    daily.discount_total_cents AS discount_percent_numerator,
    (((daily.labor_revenue_cents + daily.parts_revenue_cents) + daily.sublet_revenue_cents) + daily.fees_total_cents) AS discount_percent_denominator,
    (((100)::numeric * (daily.fees_total_cents)::numeric) / (NULLIF((daily.labor_revenue_cents + daily.parts_revenue_cents), 0))::numeric) AS fee_percent,
    daily.fees_total_cents AS fee_percent_numerator,
    (daily.labor_revenue_cents + daily.parts_revenue_cents) AS fee_percent_denominator,
    (daily.costed_parts_net_cents - daily.parts_cost_cents) AS parts_gross_profit_cents,
    daily.costed_parts_net_cents AS parts_gross_profit_known,
    daily.parts_net_cents AS parts_gross_profit_of,
    (((100)::numeric * ((daily.costed_parts_net_cents - daily.parts_cost_cents))::numeric) / (NULLIF(daily.costed_parts_net_cents, 0))::numeric) AS parts_gross_profit_percent,
    (daily.costed_parts_net_cents - daily.parts_cost_cents) AS parts_gross_profit_percent_numerator,
    daily.costed_parts_net_cents AS parts_gross_profit_percent_denominator,
    daily.costed_parts_net_cents AS parts_gross_profit_percent_known,
    daily.parts_net_cents AS parts_gross_profit_percent_of,
    (((100)::numeric * ((daily.costed_parts_without_tires_net_cents - daily.parts_without_tires_cost_cents))::numeric) / (NULLIF(daily.costed_parts_without_tires_net_cents, 0))::numeric) AS parts_gross_profit_percent_without_tires,
    (daily.costed_parts_without_tires_net_cents - daily.parts_without_tires_cost_cents) AS parts_gross_profit_percent_without_tires_numerator,
    daily.costed_parts_without_tires_net_cents AS parts_gross_profit_percent_without_tires_denominator,
    daily.costed_parts_without_tires_net_cents AS parts_gross_profit_percent_without_tires_known,
    daily.parts_without_tires_net_cents AS parts_gross_profit_percent_without_tires_of,
    (daily.costed_labor_net_cents - daily.labor_cost_cents) AS labor_gross_profit_cents,
    daily.costed_labor_net_cents AS labor_gross_profit_known,
    daily.labor_net_cents AS labor_gross_profit_of,
    (((100)::numeric * ((daily.costed_labor_net_cents - daily.labor_cost_cents))::numeric) / (NULLIF(daily.costed_labor_net_cents, 0))::numeric) AS labor_gross_profit_percent,
    (daily.costed_labor_net_cents - daily.labor_cost_cents) AS labor_gross_profit_percent_numerator,
    daily.costed_labor_net_cents AS labor_gross_profit_percent_denominator,
    daily.costed_labor_net_cents AS labor_gross_profit_percent_known,
    daily.labor_net_cents AS labor_gross_profit_percent_of,
    (((100)::numeric * ((daily.costed_sublet_net_cents - daily.sublet_cost_cents))::numeric) / (NULLIF(daily.costed_sublet_net_cents, 0))::numeric) AS sublet_gross_profit_percent,
    (daily.costed_sublet_net_cents - daily.sublet_cost_cents) AS sublet_gross_profit_percent_numerator,
    daily.costed_sublet_net_cents AS sublet_gross_profit_percent_denominator,
    daily.costed_sublet_net_cents AS sublet_gross_profit_percent_known,
    daily.sublet_net_cents AS sublet_gross_profit_percent_of,
    (((((((daily.costed_parts_net_cents - daily.parts_cost_cents) + daily.costed_labor_net_cents) - daily.labor_cost_cents) + daily.costed_sublet_net_cents) - daily.sublet_cost_cents) - daily.unsplit_discount_cents) + daily.fees_total_cents) AS gross_profit_cents,
    ((((daily.costed_parts_net_cents + daily.costed_labor_net_cents) + daily.costed_sublet_net_cents) - daily.unsplit_discount_cents) + daily.fees_total_cents) AS gross_profit_known,
    ((((daily.labor_net_cents + daily.parts_net_cents) + daily.sublet_net_cents) + daily.fees_total_cents) - daily.unsplit_discount_cents) AS gross_profit_of,
    (((100)::numeric * ((((((((daily.costed_parts_net_cents - daily.parts_cost_cents) + daily.costed_labor_net_cents) - daily.labor_cost_cents) + daily.costed_sublet_net_cents) - daily.sublet_cost_cents) - daily.unsplit_discount_cents) + daily.fees_total_cents))::numeric) / (NULLIF(((((daily.costed_parts_net_cents + daily.costed_labor_net_cents) + daily.costed_sublet_net_cents) - daily.unsplit_discount_cents) + daily.fees_total_cents), 0))::numeric) AS gross_profit_percent,
    (((((((daily.costed_parts_net_cents - daily.parts_cost_cents) + daily.costed_labor_net_cents) - daily.labor_cost_cents) + daily.costed_sublet_net_cents) - daily.sublet_cost_cents) - daily.unsplit_discount_cents) + daily.fees_total_cents) AS gross_profit_percent_numerator,
    ((((daily.costed_parts_net_cents + daily.costed_labor_net_cents) + daily.costed_sublet_net_cents) - daily.unsplit_discount_cents) + daily.fees_total_cents) AS gross_profit_percent_denominator,
    ((((daily.costed_parts_net_cents + daily.costed_labor_net_cents) + daily.costed_sublet_net_cents) - daily.unsplit_discount_cents) + daily.fees_total_cents) AS gross_profit_percent_known,
    ((((daily.labor_net_cents + daily.parts_net_cents) + daily.sublet_net_cents) + daily.fees_total_cents) - daily.unsplit_discount_cents) AS gross_profit_percent_of,
    ((((((daily.costed_parts_net_cents - daily.parts_cost_cents) + daily.costed_labor_net_cents) - daily.labor_cost_cents) + daily.costed_sublet_net_cents) - daily.sublet_cost_cents) - daily.unsplit_discount_cents) AS gross_profit_without_fees_cents,
    (((daily.costed_parts_net_cents + daily.costed_labor_net_cents) + daily.costed_sublet_net_cents) - daily.unsplit_discount_cents) AS gross_profit_without_fees_known,
    (((((daily.labor_net_cents + daily.parts_net_cents) + daily.sublet_net_cents) + daily.fees_total_cents) - daily.unsplit_discount_cents) - daily.fees_total_cents) AS gross_profit_without_fees_of,
    (((((((((daily.costed_parts_net_cents - daily.parts_cost_cents) + daily.costed_labor_net_cents) - daily.labor_cost_cents) + daily.costed_sublet_net_cents) - daily.sublet_cost_cents) - daily.unsplit_discount_cents) + daily.fees_total_cents))::numeric / (NULLIF(daily.ro_count, 0))::numeric) AS gross_profit_per_repair_order,
    (((((((daily.costed_parts_net_cents - daily.parts_cost_cents) + daily.costed_labor_net_cents) - daily.labor_cost_cents) + daily.costed_sublet_net_cents) - daily.sublet_cost_cents) - daily.unsplit_discount_cents) + daily.fees_total_cents) AS gross_profit_per_repair_order_numerator,
    daily.ro_count AS gross_profit_per_repair_order_denominator,
    ((((daily.costed_parts_net_cents + daily.costed_labor_net_cents) + daily.costed_sublet_net_cents) - daily.unsplit_discount_cents) + daily.fees_total_cents) AS gross_profit_per_repair_order_known,
    ((((daily.labor_net_cents + daily.parts_net_cents) + daily.sublet_net_cents) + daily.fees_total_cents) - daily.unsplit_discount_cents) AS gross_profit_per_repair_order_of,
    daily.labor_hours AS billed_hours,
    daily.charged_hours,
    (daily.labor_hours / (NULLIF(daily.ro_count, 0))::numeric) AS hours_per_repair_order,
    daily.labor_hours AS hours_per_repair_order_numerator,
    daily.ro_count AS hours_per_repair_order_denominator,
    ((daily.labor_net_cents)::numeric / NULLIF(daily.labor_hours, (0)::numeric)) AS effective_labor_rate,
    daily.labor_net_cents AS effective_labor_rate_numerator,
    daily.labor_hours AS effective_labor_rate_denominator,
    ((daily.labor_net_cents)::numeric / NULLIF(daily.charged_hours, (0)::numeric)) AS effective_labor_rate_charged,
    daily.labor_net_cents AS effective_labor_rate_charged_numerator,
    daily.charged_hours AS effective_labor_rate_charged_denominator,
    (((((((((daily.costed_parts_net_cents - daily.parts_cost_cents) + daily.costed_labor_net_cents) - daily.labor_cost_cents) + daily.costed_sublet_net_cents) - daily.sublet_cost_cents) - daily.unsplit_discount_cents) + daily.fees_total_cents))::numeric / NULLIF(daily.labor_hours, (0)::numeric)) AS gross_profit_per_billed_hour,
    (((((((daily.costed_parts_net_cents - daily.parts_cost_cents) + daily.costed_labor_net_cents) - daily.labor_cost_cents) + daily.costed_sublet_net_cents) - daily.sublet_cost_cents) - daily.unsplit_discount_cents) + daily.fees_total_cents) AS gross_profit_per_billed_hour_numerator,
    daily.labor_hours AS gross_profit_per_billed_hour_denominator,
    ((((daily.costed_parts_net_cents + daily.costed_labor_net_cents) + daily.costed_sublet_net_cents) - daily.unsplit_discount_cents) + daily.fees_total_cents) AS gross_profit_per_billed_hour_known,
    ((((daily.labor_net_cents + daily.parts_net_cents) + daily.sublet_net_cents) + daily.fees_total_cents) - daily.unsplit_discount_cents) AS gross_profit_per_billed_hour_of,
    (((daily.costed_labor_net_cents - daily.labor_cost_cents))::numeric / NULLIF((daily.labor_hours - daily.no_rate_hours), (0)::numeric)) AS labor_gross_profit_per_hour,
    (daily.costed_labor_net_cents - daily.labor_cost_cents) AS labor_gross_profit_per_hour_numerator,
    (daily.labor_hours - daily.no_rate_hours) AS labor_gross_profit_per_hour_denominator,
    daily.costed_labor_net_cents AS labor_gross_profit_per_hour_known,
    daily.labor_net_cents AS labor_gross_profit_per_hour_of,
    (((100)::numeric * daily.unassigned_hours) / NULLIF(daily.labor_hours, (0)::numeric)) AS unassigned_hours,
    daily.unassigned_hours AS unassigned_hours_numerator,
    daily.labor_hours AS unassigned_hours_denominator,
    (((100)::numeric * (daily.authorized_value_cents)::numeric) / (NULLIF(daily.potential_revenue_cents, 0))::numeric) AS close_ratio_value,
    daily.authorized_value_cents AS close_ratio_value_numerator,
    daily.potential_revenue_cents AS close_ratio_value_denominator,
    (((100)::numeric * (daily.authorized_valued_job_count)::numeric) / (NULLIF(daily.valued_job_count, 0))::numeric) AS close_ratio_jobs,
    daily.authorized_valued_job_count AS close_ratio_jobs_numerator,
    daily.valued_job_count AS close_ratio_jobs_denominator,
    daily.authorized_value_cents,
    daily.potential_revenue_cents AS potential_value_cents,
    (daily.declined_revenue_cents + daily.pending_value_cents) AS declined_value_cents
   FROM (tekmetric.shop_days daily
     LEFT JOIN control.locations location ON (((location.tenant_id = daily.tenant_id) AND (location.vendor = 'tekmetric'::text) AND (location.source_id = (daily.tm_shop_id)::text))));

grant select on mart.shop_figures to daysheet_analyst;
grant select on mart.shop_figures to daysheet_editor;
grant select on mart.shop_figures to daysheet_reader;
grant select on mart.shop_figures to daysheet_service;

create view mart.technician_figures with (security_invoker=true, security_barrier=true) as
 SELECT daily.tenant_id,
    location.location_id,
    location.name AS location_name,
    location.currency,
    daily.tm_shop_id,
    daily.metric_date AS day_on,
    daily.technician_key,
    daily.hours_billed AS technician_billed_hours,
    ((daily.labor_net_cents)::numeric / NULLIF(daily.hours_billed, (0)::numeric)) AS technician_effective_labor_rate,
    daily.labor_net_cents AS technician_effective_labor_rate_numerator,
    daily.hours_billed AS technician_effective_labor_rate_denominator,
    (((100)::numeric * daily.measured_logged_hours) / NULLIF(daily.measured_attended_hours, (0)::numeric)) AS utilization,
    daily.measured_logged_hours AS utilization_numerator,
    daily.measured_attended_hours AS utilization_denominator,
    daily.measured_attended_hours AS utilization_known,
    daily.attended_hours AS utilization_of,
    (((100)::numeric * daily.efficiency_hours) / NULLIF(daily.hours_logged, (0)::numeric)) AS efficiency,
    daily.efficiency_hours AS efficiency_numerator,
    daily.hours_logged AS efficiency_denominator,
    daily.efficiency_hours AS efficiency_known,
    daily.hours_billed AS efficiency_of,
    (((100)::numeric * daily.billed_attended_hours) / NULLIF(daily.attended_hours, (0)::numeric)) AS productivity,
    daily.billed_attended_hours AS productivity_numerator,
    daily.attended_hours AS productivity_denominator,
    daily.billed_attended_hours AS productivity_known,
    daily.hours_billed AS productivity_of
   FROM (tekmetric.technician_days daily
     LEFT JOIN control.locations location ON (((location.tenant_id = daily.tenant_id) AND (location.vendor = 'tekmetric'::text) AND (location.source_id = (daily.tm_shop_id)::text))));

grant select on mart.technician_figures to daysheet_analyst;
grant select on mart.technician_figures to daysheet_editor;
grant select on mart.technician_figures to daysheet_reader;
grant select on mart.technician_figures to daysheet_service;

create table smartmoving.arrival_windows (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    description text,
    start_hour numeric,
    end_hour numeric,
    is_default boolean not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint arrival_windows_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint arrival_windows_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

alter table smartmoving.arrival_windows enable row level security;
alter table smartmoving.arrival_windows force row level security;
create policy may_read on smartmoving.arrival_windows as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.arrival_windows as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.arrival_windows as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, description, start_hour, end_hour, is_default, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.arrival_windows to daysheet_analyst;
grant select on smartmoving.arrival_windows to daysheet_editor;
grant select on smartmoving.arrival_windows to daysheet_reader;
grant delete, insert, select, update on smartmoving.arrival_windows to daysheet_service;

create table smartmoving.bad_lead_reasons (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    name text,
    sort_order bigint,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint bad_lead_reasons_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint bad_lead_reasons_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

alter table smartmoving.bad_lead_reasons enable row level security;
alter table smartmoving.bad_lead_reasons force row level security;
create policy may_read on smartmoving.bad_lead_reasons as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.bad_lead_reasons as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.bad_lead_reasons as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, name, sort_order, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.bad_lead_reasons to daysheet_analyst;
grant select on smartmoving.bad_lead_reasons to daysheet_editor;
grant select on smartmoving.bad_lead_reasons to daysheet_reader;
grant delete, insert, select, update on smartmoving.bad_lead_reasons to daysheet_service;

create table smartmoving.branch_aliases (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_branch_id uuid not null,
    name_key text not null,
    country text,
    is_corporate boolean not null,
    is_current boolean not null,
    first_seen_at timestamp with time zone not null,
    constraint branch_aliases_pkey PRIMARY KEY (tenant_id, connection_id, sm_branch_id, name_key)
);

CREATE INDEX branch_aliases_by_name_key ON smartmoving.branch_aliases USING btree (tenant_id, connection_id, name_key);

alter table smartmoving.branch_aliases enable row level security;
alter table smartmoving.branch_aliases force row level security;
create policy may_read on smartmoving.branch_aliases as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.branch_aliases as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.branch_aliases as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_branch_id, name_key, country, is_corporate, is_current, first_seen_at) on smartmoving.branch_aliases to daysheet_analyst;
grant select on smartmoving.branch_aliases to daysheet_editor;
grant select on smartmoving.branch_aliases to daysheet_reader;
grant delete, insert, select, update on smartmoving.branch_aliases to daysheet_service;

create table smartmoving.branch_capacity (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_branch_id uuid not null,
    weekday integer not null,
    from_on date not null,
    trucks integer not null,
    bookable_hours numeric not null,
    constraint branch_capacity_pkey PRIMARY KEY (tenant_id, connection_id, sm_branch_id, weekday, from_on),
    constraint branch_capacity_bookable_hours_check CHECK (((bookable_hours >= (0)::numeric) AND (bookable_hours <= (24)::numeric))),
    constraint branch_capacity_trucks_check CHECK (((trucks >= 0) AND (trucks <= 1000))),
    constraint branch_capacity_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7)))
);

alter table smartmoving.branch_capacity enable row level security;
alter table smartmoving.branch_capacity force row level security;
create policy may_read on smartmoving.branch_capacity as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.branch_capacity as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.branch_capacity as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_branch_id, weekday, from_on, trucks, bookable_hours) on smartmoving.branch_capacity to daysheet_analyst;
grant select on smartmoving.branch_capacity to daysheet_editor;
grant select on smartmoving.branch_capacity to daysheet_reader;
grant delete, insert, select, update on smartmoving.branch_capacity to daysheet_service;

create table smartmoving.branch_capacity_exceptions (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_branch_id uuid not null,
    day_on date not null,
    trucks integer not null,
    bookable_hours numeric not null,
    reason text,
    constraint branch_capacity_exceptions_pkey PRIMARY KEY (tenant_id, connection_id, sm_branch_id, day_on),
    constraint branch_capacity_exceptions_bookable_hours_check CHECK (((bookable_hours >= (0)::numeric) AND (bookable_hours <= (24)::numeric))),
    constraint branch_capacity_exceptions_trucks_check CHECK (((trucks >= 0) AND (trucks <= 1000)))
);

alter table smartmoving.branch_capacity_exceptions enable row level security;
alter table smartmoving.branch_capacity_exceptions force row level security;
create policy may_read on smartmoving.branch_capacity_exceptions as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.branch_capacity_exceptions as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.branch_capacity_exceptions as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_branch_id, day_on, trucks, bookable_hours, reason) on smartmoving.branch_capacity_exceptions to daysheet_analyst;
grant select on smartmoving.branch_capacity_exceptions to daysheet_editor;
grant select on smartmoving.branch_capacity_exceptions to daysheet_reader;
grant delete, insert, select, update on smartmoving.branch_capacity_exceptions to daysheet_service;

create view smartmoving.branch_days with (security_invoker=true, security_barrier=true) as
 WITH shown AS (
         SELECT daily_1.tenant_id,
            daily_1.connection_id,
            daily_1.sm_branch_id,
            daily_1.metric_date,
            daily_1.is_idle,
            daily_1.leads_in,
            daily_1.leads_unique,
            daily_1.leads_bad,
            daily_1.leads_untouched,
            daily_1.leads_left,
            daily_1.leads_judged,
            daily_1.leads_booked_in_30_days,
            daily_1.leads_measured,
            daily_1.bookings,
            daily_1.bookings_priced,
            daily_1.booked_value_cents,
            daily_1.bookings_undated,
            daily_1.losses,
            daily_1.losses_undated,
            daily_1.cancellations,
            daily_1.cancellations_undated,
            daily_1.jobs,
            daily_1.jobs_tentative,
            daily_1.jobs_scheduled,
            daily_1.jobs_confirmed,
            daily_1.jobs_en_route,
            daily_1.jobs_onsite,
            daily_1.jobs_completed,
            daily_1.jobs_audited,
            daily_1.jobs_cancelled,
            daily_1.jobs_booked,
            daily_1.jobs_priced,
            daily_1.scheduled_value_cents,
            daily_1.jobs_done,
            daily_1.jobs_charged,
            daily_1.earned_value_cents,
            daily_1.moves_booked,
            daily_1.moves_cancelled,
            daily_1.moves_done,
            daily_1.jobs_compared,
            daily_1.compared_estimate_cents,
            daily_1.compared_actual_cents,
            daily_1.estimate_error_sum,
            daily_1.jobs_within_10_percent,
            daily_1.jobs_timed,
            daily_1.timed_estimated_minutes,
            daily_1.timed_actual_minutes,
            daily_1.jobs_overlong,
            daily_1.truck_jobs,
            daily_1.truck_minutes,
            daily_1.planned_truck_minutes,
            daily_1.truck_yield_jobs,
            daily_1.truck_yield_cents,
            daily_1.truck_yield_minutes,
            daily_1.crew_yield_jobs,
            daily_1.crew_yield_cents,
            daily_1.crew_yield_minutes,
            daily_1.jobs_begun,
            daily_1.jobs_start_known,
            daily_1.jobs_on_time,
            daily_1.jobs_customer_confirmed,
            daily_1.jobs_unassigned,
            daily_1.capacity_trucks,
            daily_1.capacity_truck_minutes,
            daily_1.used_truck_minutes,
            daily_1.planned_used_truck_minutes,
            daily_1.built_at,
            false AS is_frozen
           FROM smartmoving.daily_branch_metrics daily_1
          WHERE (NOT (EXISTS ( SELECT
                   FROM control.closed_months closed
                  WHERE ((closed.tenant_id = daily_1.tenant_id) AND (closed.vendor = 'smartmoving'::text) AND (closed.location_key = (daily_1.sm_branch_id)::text) AND (closed.month_on = ((daily_1.metric_date - (EXTRACT(day FROM daily_1.metric_date))::integer) + 1))))))
        UNION ALL
         SELECT frozen_day.tenant_id,
            frozen_day.connection_id,
            frozen_day.sm_branch_id,
            frozen_day.metric_date,
            frozen_day.is_idle,
            frozen_day.leads_in,
            frozen_day.leads_unique,
            frozen_day.leads_bad,
            frozen_day.leads_untouched,
            frozen_day.leads_left,
            frozen_day.leads_judged,
            frozen_day.leads_booked_in_30_days,
            frozen_day.leads_measured,
            frozen_day.bookings,
            frozen_day.bookings_priced,
            frozen_day.booked_value_cents,
            frozen_day.bookings_undated,
            frozen_day.losses,
            frozen_day.losses_undated,
            frozen_day.cancellations,
            frozen_day.cancellations_undated,
            frozen_day.jobs,
            frozen_day.jobs_tentative,
            frozen_day.jobs_scheduled,
            frozen_day.jobs_confirmed,
            frozen_day.jobs_en_route,
            frozen_day.jobs_onsite,
            frozen_day.jobs_completed,
            frozen_day.jobs_audited,
            frozen_day.jobs_cancelled,
            frozen_day.jobs_booked,
            frozen_day.jobs_priced,
            frozen_day.scheduled_value_cents,
            frozen_day.jobs_done,
            frozen_day.jobs_charged,
            frozen_day.earned_value_cents,
            frozen_day.moves_booked,
            frozen_day.moves_cancelled,
            frozen_day.moves_done,
            frozen_day.jobs_compared,
            frozen_day.compared_estimate_cents,
            frozen_day.compared_actual_cents,
            frozen_day.estimate_error_sum,
            frozen_day.jobs_within_10_percent,
            frozen_day.jobs_timed,
            frozen_day.timed_estimated_minutes,
            frozen_day.timed_actual_minutes,
            frozen_day.jobs_overlong,
            frozen_day.truck_jobs,
            frozen_day.truck_minutes,
            frozen_day.planned_truck_minutes,
            frozen_day.truck_yield_jobs,
            frozen_day.truck_yield_cents,
            frozen_day.truck_yield_minutes,
            frozen_day.crew_yield_jobs,
            frozen_day.crew_yield_cents,
            frozen_day.crew_yield_minutes,
            frozen_day.jobs_begun,
            frozen_day.jobs_start_known,
            frozen_day.jobs_on_time,
            frozen_day.jobs_customer_confirmed,
            frozen_day.jobs_unassigned,
            frozen_day.capacity_trucks,
            frozen_day.capacity_truck_minutes,
            frozen_day.used_truck_minutes,
            frozen_day.planned_used_truck_minutes,
            frozen_day.built_at,
            true
           FROM (control.frozen_figures frozen
             CROSS JOIN LATERAL jsonb_populate_record(NULL::smartmoving.daily_branch_metrics, (frozen.figures || jsonb_build_object('tenant_id', frozen.tenant_id, 'connection_id', split_part(frozen.row_key, ' '::text, 2), 'sm_branch_id', frozen.location_key, 'metric_date', frozen.metric_date))) frozen_day(tenant_id, connection_id, sm_branch_id, metric_date, is_idle, leads_in, leads_unique, leads_bad, leads_untouched, leads_left, leads_judged, leads_booked_in_30_days, leads_measured, bookings, bookings_priced, booked_value_cents, bookings_undated, losses, losses_undated, cancellations, cancellations_undated, jobs, jobs_tentative, jobs_scheduled, jobs_confirmed, jobs_en_route, jobs_onsite, jobs_completed, jobs_audited, jobs_cancelled, jobs_booked, jobs_priced, scheduled_value_cents, jobs_done, jobs_charged, earned_value_cents, moves_booked, moves_cancelled, moves_done, jobs_compared, compared_estimate_cents, compared_actual_cents, estimate_error_sum, jobs_within_10_percent, jobs_timed, timed_estimated_minutes, timed_actual_minutes, jobs_overlong, truck_jobs, truck_minutes, planned_truck_minutes, truck_yield_jobs, truck_yield_cents, truck_yield_minutes, crew_yield_jobs, crew_yield_cents, crew_yield_minutes, jobs_begun, jobs_start_known, jobs_on_time, jobs_customer_confirmed, jobs_unassigned, capacity_trucks, capacity_truck_minutes, used_truck_minutes, planned_used_truck_minutes, built_at))
          WHERE ((frozen.vendor = 'smartmoving'::text) AND (frozen.table_name = 'daily_branch_metrics'::text))
        )
 SELECT daily.tenant_id,
    COALESCE(location.source_id, (daily.sm_branch_id)::text) AS sm_location_id,
    daily.metric_date,
    (sum(daily.leads_in))::bigint AS leads_in,
    (sum(daily.leads_unique))::bigint AS leads_unique,
    (sum(daily.leads_bad))::bigint AS leads_bad,
    (sum(daily.leads_untouched))::bigint AS leads_untouched,
    (sum(daily.leads_left))::bigint AS leads_left,
    (sum(daily.leads_judged))::bigint AS leads_judged,
    (sum(daily.leads_booked_in_30_days))::bigint AS leads_booked_in_30_days,
    (sum(daily.leads_measured))::bigint AS leads_measured,
    (sum(daily.bookings))::bigint AS bookings,
    (sum(daily.bookings_priced))::bigint AS bookings_priced,
    (sum(daily.booked_value_cents))::bigint AS booked_value_cents,
    (sum(daily.bookings_undated))::bigint AS bookings_undated,
    (sum(daily.losses))::bigint AS losses,
    (sum(daily.losses_undated))::bigint AS losses_undated,
    (sum(daily.cancellations))::bigint AS cancellations,
    (sum(daily.cancellations_undated))::bigint AS cancellations_undated,
    (sum(daily.jobs))::bigint AS jobs,
    (sum(daily.jobs_tentative))::bigint AS jobs_tentative,
    (sum(daily.jobs_scheduled))::bigint AS jobs_scheduled,
    (sum(daily.jobs_confirmed))::bigint AS jobs_confirmed,
    (sum(daily.jobs_en_route))::bigint AS jobs_en_route,
    (sum(daily.jobs_onsite))::bigint AS jobs_onsite,
    (sum(daily.jobs_completed))::bigint AS jobs_completed,
    (sum(daily.jobs_audited))::bigint AS jobs_audited,
    (sum(daily.jobs_cancelled))::bigint AS jobs_cancelled,
    (sum(daily.jobs_booked))::bigint AS jobs_booked,
    (sum(daily.jobs_priced))::bigint AS jobs_priced,
    (sum(daily.scheduled_value_cents))::bigint AS scheduled_value_cents,
    (sum(daily.jobs_done))::bigint AS jobs_done,
    (sum(daily.jobs_charged))::bigint AS jobs_charged,
    (sum(daily.earned_value_cents))::bigint AS earned_value_cents,
    (sum(daily.moves_booked))::bigint AS moves_booked,
    (sum(daily.moves_cancelled))::bigint AS moves_cancelled,
    (sum(daily.moves_done))::bigint AS moves_done,
    (sum(daily.jobs_compared))::bigint AS jobs_compared,
    (sum(daily.compared_estimate_cents))::bigint AS compared_estimate_cents,
    (sum(daily.compared_actual_cents))::bigint AS compared_actual_cents,
    sum(daily.estimate_error_sum) AS estimate_error_sum,
    (sum(daily.jobs_within_10_percent))::bigint AS jobs_within_10_percent,
    (sum(daily.jobs_timed))::bigint AS jobs_timed,
    sum(daily.timed_estimated_minutes) AS timed_estimated_minutes,
    sum(daily.timed_actual_minutes) AS timed_actual_minutes,
    (sum(daily.jobs_overlong))::bigint AS jobs_overlong,
    (sum(daily.truck_jobs))::bigint AS truck_jobs,
    sum(daily.truck_minutes) AS truck_minutes,
    sum(daily.planned_truck_minutes) AS planned_truck_minutes,
    (sum(daily.truck_yield_jobs))::bigint AS truck_yield_jobs,
    (sum(daily.truck_yield_cents))::bigint AS truck_yield_cents,
    sum(daily.truck_yield_minutes) AS truck_yield_minutes,
    (sum(daily.crew_yield_jobs))::bigint AS crew_yield_jobs,
    (sum(daily.crew_yield_cents))::bigint AS crew_yield_cents,
    sum(daily.crew_yield_minutes) AS crew_yield_minutes,
    (sum(daily.jobs_begun))::bigint AS jobs_begun,
    (sum(daily.jobs_start_known))::bigint AS jobs_start_known,
    (sum(daily.jobs_on_time))::bigint AS jobs_on_time,
    (sum(daily.jobs_customer_confirmed))::bigint AS jobs_customer_confirmed,
    (sum(daily.jobs_unassigned))::bigint AS jobs_unassigned,
    (sum(daily.capacity_trucks))::bigint AS capacity_trucks,
    sum(daily.capacity_truck_minutes) AS capacity_truck_minutes,
    sum(daily.used_truck_minutes) AS used_truck_minutes,
    sum(daily.planned_used_truck_minutes) AS planned_used_truck_minutes,
    max(daily.built_at) AS built_at,
    bool_and(daily.is_frozen) AS is_frozen
   FROM ((shown daily
     LEFT JOIN control.location_sources source ON (((source.tenant_id = daily.tenant_id) AND (source.connection_id = daily.connection_id) AND (source.source_id = (daily.sm_branch_id)::text))))
     LEFT JOIN control.locations location ON (((location.tenant_id = source.tenant_id) AND (location.location_id = source.location_id))))
  GROUP BY daily.tenant_id, COALESCE(location.source_id, (daily.sm_branch_id)::text), daily.metric_date;

grant select on smartmoving.branch_days to daysheet_analyst;
grant select on smartmoving.branch_days to daysheet_editor;
grant select on smartmoving.branch_days to daysheet_reader;
grant select on smartmoving.branch_days to daysheet_service;

create table smartmoving.branches (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    name text,
    phone_number text,
    full_address text,
    street text,
    city text,
    state text,
    zip text,
    latitude numeric,
    longitude numeric,
    is_primary boolean not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint branches_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint branches_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

alter table smartmoving.branches enable row level security;
alter table smartmoving.branches force row level security;
create policy may_read on smartmoving.branches as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.branches as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.branches as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, name, phone_number, full_address, street, city, state, zip, latitude, longitude, is_primary, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.branches to daysheet_analyst;
grant select on smartmoving.branches to daysheet_editor;
grant select on smartmoving.branches to daysheet_reader;
grant delete, insert, select, update on smartmoving.branches to daysheet_service;

create table smartmoving.cancellation_reasons (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    name text,
    sort_order bigint,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint cancellation_reasons_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint cancellation_reasons_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

alter table smartmoving.cancellation_reasons enable row level security;
alter table smartmoving.cancellation_reasons force row level security;
create policy may_read on smartmoving.cancellation_reasons as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.cancellation_reasons as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.cancellation_reasons as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, name, sort_order, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.cancellation_reasons to daysheet_analyst;
grant select on smartmoving.cancellation_reasons to daysheet_editor;
grant select on smartmoving.cancellation_reasons to daysheet_reader;
grant delete, insert, select, update on smartmoving.cancellation_reasons to daysheet_service;

create table smartmoving.customer_jobs (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_customer_id uuid not null,
    sm_opportunity_id uuid not null,
    sm_id uuid not null,
    job_number text,
    service_on date not null,
    service_type_id bigint not null,
    constraint customer_jobs_pkey PRIMARY KEY (tenant_id, connection_id, sm_customer_id, sm_opportunity_id, sm_id),
    constraint customer_jobs_tenant_id_connection_id_sm_customer_id_sm_op_fkey FOREIGN KEY (tenant_id, connection_id, sm_customer_id, sm_opportunity_id) REFERENCES smartmoving.customer_opportunities(tenant_id, connection_id, sm_customer_id, sm_id) ON DELETE CASCADE
);

CREATE INDEX customer_jobs_by_service_on ON smartmoving.customer_jobs USING btree (tenant_id, connection_id, service_on);

CREATE INDEX customer_jobs_by_sm_id ON smartmoving.customer_jobs USING btree (tenant_id, connection_id, sm_id);

alter table smartmoving.customer_jobs enable row level security;
alter table smartmoving.customer_jobs force row level security;
create policy may_read on smartmoving.customer_jobs as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.customer_jobs as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.customer_jobs as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_customer_id, sm_opportunity_id, sm_id, job_number, service_on, service_type_id) on smartmoving.customer_jobs to daysheet_analyst;
grant select on smartmoving.customer_jobs to daysheet_editor;
grant select on smartmoving.customer_jobs to daysheet_reader;
grant delete, insert, select, update on smartmoving.customer_jobs to daysheet_service;

create table smartmoving.customer_opportunities (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_customer_id uuid not null,
    sm_id uuid not null,
    quote_number text,
    status bigint not null,
    constraint customer_opportunities_pkey PRIMARY KEY (tenant_id, connection_id, sm_customer_id, sm_id),
    constraint customer_opportunities_tenant_id_connection_id_sm_customer_fkey FOREIGN KEY (tenant_id, connection_id, sm_customer_id) REFERENCES smartmoving.customers(tenant_id, connection_id, sm_id) ON DELETE CASCADE
);

CREATE INDEX customer_opportunities_by_sm_id ON smartmoving.customer_opportunities USING btree (tenant_id, connection_id, sm_id);

alter table smartmoving.customer_opportunities enable row level security;
alter table smartmoving.customer_opportunities force row level security;
create policy may_read on smartmoving.customer_opportunities as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.customer_opportunities as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.customer_opportunities as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_customer_id, sm_id, quote_number, status) on smartmoving.customer_opportunities to daysheet_analyst;
grant select on smartmoving.customer_opportunities to daysheet_editor;
grant select on smartmoving.customer_opportunities to daysheet_reader;
grant delete, insert, select, update on smartmoving.customer_opportunities to daysheet_service;

create table smartmoving.customer_phones (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_customer_id uuid not null,
    "position" bigint not null,
    phone_number text,
    phone_type bigint,
    constraint customer_phones_pkey PRIMARY KEY (tenant_id, connection_id, sm_customer_id, "position"),
    constraint customer_phones_tenant_id_connection_id_sm_customer_id_fkey FOREIGN KEY (tenant_id, connection_id, sm_customer_id) REFERENCES smartmoving.customers(tenant_id, connection_id, sm_id) ON DELETE CASCADE
);

alter table smartmoving.customer_phones enable row level security;
alter table smartmoving.customer_phones force row level security;
create policy may_read on smartmoving.customer_phones as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.customer_phones as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.customer_phones as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_customer_id, "position", phone_type) on smartmoving.customer_phones to daysheet_analyst;
grant select on smartmoving.customer_phones to daysheet_editor;
grant select on smartmoving.customer_phones to daysheet_reader;
grant delete, insert, select, update on smartmoving.customer_phones to daysheet_service;

create table smartmoving.customers (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    name text not null,
    phone_number text,
    phone_type bigint,
    email text,
    address text,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint customers_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint customers_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

alter table smartmoving.customers enable row level security;
alter table smartmoving.customers force row level security;
create policy may_read on smartmoving.customers as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.customers as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.customers as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, phone_type, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.customers to daysheet_analyst;
grant select on smartmoving.customers to daysheet_editor;
grant select on smartmoving.customers to daysheet_reader;
grant delete, insert, select, update on smartmoving.customers to daysheet_service;

create table smartmoving.daily_branch_metrics (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_branch_id uuid not null,
    metric_date date not null,
    is_idle boolean not null,
    leads_in bigint not null,
    leads_unique bigint not null,
    leads_bad bigint not null,
    leads_untouched bigint not null,
    leads_left bigint not null,
    leads_judged bigint not null,
    leads_booked_in_30_days bigint not null,
    leads_measured bigint not null,
    bookings bigint not null,
    bookings_priced bigint not null,
    booked_value_cents bigint not null,
    bookings_undated bigint not null,
    losses bigint not null,
    losses_undated bigint not null,
    cancellations bigint not null,
    cancellations_undated bigint not null,
    jobs bigint not null,
    jobs_tentative bigint not null,
    jobs_scheduled bigint not null,
    jobs_confirmed bigint not null,
    jobs_en_route bigint not null,
    jobs_onsite bigint not null,
    jobs_completed bigint not null,
    jobs_audited bigint not null,
    jobs_cancelled bigint not null,
    jobs_booked bigint not null,
    jobs_priced bigint not null,
    scheduled_value_cents bigint not null,
    jobs_done bigint not null,
    jobs_charged bigint not null,
    earned_value_cents bigint not null,
    moves_booked bigint not null,
    moves_cancelled bigint not null,
    moves_done bigint not null,
    jobs_compared bigint not null,
    compared_estimate_cents bigint not null,
    compared_actual_cents bigint not null,
    estimate_error_sum numeric not null,
    jobs_within_10_percent bigint not null,
    jobs_timed bigint not null,
    timed_estimated_minutes numeric not null,
    timed_actual_minutes numeric not null,
    jobs_overlong bigint not null,
    truck_jobs bigint not null,
    truck_minutes numeric not null,
    planned_truck_minutes numeric not null,
    truck_yield_jobs bigint not null,
    truck_yield_cents bigint not null,
    truck_yield_minutes numeric not null,
    crew_yield_jobs bigint not null,
    crew_yield_cents bigint not null,
    crew_yield_minutes numeric not null,
    jobs_begun bigint not null,
    jobs_start_known bigint not null,
    jobs_on_time bigint not null,
    jobs_customer_confirmed bigint not null,
    jobs_unassigned bigint not null,
    capacity_trucks bigint,
    capacity_truck_minutes numeric,
    used_truck_minutes numeric,
    planned_used_truck_minutes numeric,
    built_at timestamp with time zone not null,
    constraint daily_branch_metrics_pkey PRIMARY KEY (tenant_id, connection_id, sm_branch_id, metric_date)
);

CREATE INDEX daily_branch_metrics_by_branch ON smartmoving.daily_branch_metrics USING btree (tenant_id, sm_branch_id, metric_date);

alter table smartmoving.daily_branch_metrics enable row level security;
alter table smartmoving.daily_branch_metrics force row level security;
create policy may_read on smartmoving.daily_branch_metrics as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.daily_branch_metrics as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.daily_branch_metrics as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_branch_id, metric_date, is_idle, leads_in, leads_unique, leads_bad, leads_untouched, leads_left, leads_judged, leads_booked_in_30_days, leads_measured, bookings, bookings_priced, booked_value_cents, bookings_undated, losses, losses_undated, cancellations, cancellations_undated, jobs, jobs_tentative, jobs_scheduled, jobs_confirmed, jobs_en_route, jobs_onsite, jobs_completed, jobs_audited, jobs_cancelled, jobs_booked, jobs_priced, scheduled_value_cents, jobs_done, jobs_charged, earned_value_cents, moves_booked, moves_cancelled, moves_done, jobs_compared, compared_estimate_cents, compared_actual_cents, estimate_error_sum, jobs_within_10_percent, jobs_timed, timed_estimated_minutes, timed_actual_minutes, jobs_overlong, truck_jobs, truck_minutes, planned_truck_minutes, truck_yield_jobs, truck_yield_cents, truck_yield_minutes, crew_yield_jobs, crew_yield_cents, crew_yield_minutes, jobs_begun, jobs_start_known, jobs_on_time, jobs_customer_confirmed, jobs_unassigned, capacity_trucks, capacity_truck_minutes, used_truck_minutes, planned_used_truck_minutes, built_at) on smartmoving.daily_branch_metrics to daysheet_analyst;
grant select on smartmoving.daily_branch_metrics to daysheet_editor;
grant select on smartmoving.daily_branch_metrics to daysheet_reader;
grant delete, insert, select, update on smartmoving.daily_branch_metrics to daysheet_service;

create table smartmoving.inquiries (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    sm_branch_id uuid not null,
    referral_source text,
    status bigint,
    is_deleted boolean not null,
    has_left boolean not null,
    phone_key text,
    email_key text,
    estimated_cents bigint,
    created_at timestamp with time zone,
    created_on date,
    first_seen_at timestamp with time zone not null,
    touched_at timestamp with time zone,
    booked_at timestamp with time zone,
    booked_on date,
    is_booking_dated boolean not null,
    lost_at timestamp with time zone,
    lost_on date,
    is_loss_dated boolean not null,
    cancelled_at timestamp with time zone,
    cancelled_on date,
    is_cancellation_dated boolean not null,
    changed_at timestamp with time zone not null,
    constraint inquiries_pkey PRIMARY KEY (tenant_id, connection_id, sm_id)
);

CREATE INDEX inquiries_by_booked_on ON smartmoving.inquiries USING btree (tenant_id, sm_branch_id, booked_on);

CREATE INDEX inquiries_by_cancelled_on ON smartmoving.inquiries USING btree (tenant_id, sm_branch_id, cancelled_on);

CREATE INDEX inquiries_by_created_on ON smartmoving.inquiries USING btree (tenant_id, sm_branch_id, created_on);

CREATE INDEX inquiries_by_email ON smartmoving.inquiries USING btree (tenant_id, connection_id, email_key, created_at);

CREATE INDEX inquiries_by_lost_on ON smartmoving.inquiries USING btree (tenant_id, sm_branch_id, lost_on);

CREATE INDEX inquiries_by_phone ON smartmoving.inquiries USING btree (tenant_id, connection_id, phone_key, created_at);

alter table smartmoving.inquiries enable row level security;
alter table smartmoving.inquiries force row level security;
create policy may_read on smartmoving.inquiries as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.inquiries as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.inquiries as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, sm_branch_id, referral_source, status, is_deleted, has_left, estimated_cents, created_at, created_on, first_seen_at, touched_at, booked_at, booked_on, is_booking_dated, lost_at, lost_on, is_loss_dated, cancelled_at, cancelled_on, is_cancellation_dated, changed_at) on smartmoving.inquiries to daysheet_analyst;
grant select on smartmoving.inquiries to daysheet_editor;
grant select on smartmoving.inquiries to daysheet_reader;
grant delete, insert, select, update on smartmoving.inquiries to daysheet_service;

create table smartmoving.job_actual_charges (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_opportunity_id uuid not null,
    sm_job_id uuid not null,
    "position" bigint not null,
    name text,
    charge_category bigint not null,
    description text,
    editable_description text,
    sort_order bigint not null,
    subtotal_cents bigint not null,
    discount_cents bigint not null,
    total_cents bigint not null,
    constraint job_actual_charges_pkey PRIMARY KEY (tenant_id, connection_id, sm_opportunity_id, sm_job_id, "position"),
    constraint job_actual_charges_tenant_id_connection_id_sm_opportunity__fkey FOREIGN KEY (tenant_id, connection_id, sm_opportunity_id, sm_job_id) REFERENCES smartmoving.jobs(tenant_id, connection_id, sm_opportunity_id, sm_id) ON DELETE CASCADE
);

alter table smartmoving.job_actual_charges enable row level security;
alter table smartmoving.job_actual_charges force row level security;
create policy may_read on smartmoving.job_actual_charges as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.job_actual_charges as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.job_actual_charges as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_opportunity_id, sm_job_id, "position", name, charge_category, description, editable_description, sort_order, subtotal_cents, discount_cents, total_cents) on smartmoving.job_actual_charges to daysheet_analyst;
grant select on smartmoving.job_actual_charges to daysheet_editor;
grant select on smartmoving.job_actual_charges to daysheet_reader;
grant delete, insert, select, update on smartmoving.job_actual_charges to daysheet_service;

create table smartmoving.job_details (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    job_number text,
    service_on date not null,
    service_type_id bigint not null,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    completed_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    closed_at timestamp with time zone,
    sm_opportunity_id uuid not null,
    arrival_window text,
    drop_off_on date,
    crew_names text[] not null,
    tips_cents bigint,
    crew_notes text,
    customer_notes text,
    internal_notes text,
    crew_feedback text,
    accounting_notes text,
    dispatcher_notes text,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint job_details_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint job_details_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

alter table smartmoving.job_details enable row level security;
alter table smartmoving.job_details force row level security;
create policy may_read on smartmoving.job_details as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.job_details as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.job_details as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, job_number, service_on, service_type_id, started_at, ended_at, completed_at, confirmed_at, closed_at, sm_opportunity_id, arrival_window, drop_off_on, tips_cents, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.job_details to daysheet_analyst;
grant select on smartmoving.job_details to daysheet_editor;
grant select on smartmoving.job_details to daysheet_reader;
grant delete, insert, select, update on smartmoving.job_details to daysheet_service;

create table smartmoving.job_estimated_charges (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_opportunity_id uuid not null,
    sm_job_id uuid not null,
    "position" bigint not null,
    name text,
    charge_category bigint not null,
    description text,
    editable_description text,
    sort_order bigint not null,
    subtotal_cents bigint not null,
    discount_cents bigint not null,
    total_cents bigint not null,
    constraint job_estimated_charges_pkey PRIMARY KEY (tenant_id, connection_id, sm_opportunity_id, sm_job_id, "position"),
    constraint job_estimated_charges_tenant_id_connection_id_sm_opportuni_fkey FOREIGN KEY (tenant_id, connection_id, sm_opportunity_id, sm_job_id) REFERENCES smartmoving.jobs(tenant_id, connection_id, sm_opportunity_id, sm_id) ON DELETE CASCADE
);

alter table smartmoving.job_estimated_charges enable row level security;
alter table smartmoving.job_estimated_charges force row level security;
create policy may_read on smartmoving.job_estimated_charges as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.job_estimated_charges as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.job_estimated_charges as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_opportunity_id, sm_job_id, "position", name, charge_category, description, editable_description, sort_order, subtotal_cents, discount_cents, total_cents) on smartmoving.job_estimated_charges to daysheet_analyst;
grant select on smartmoving.job_estimated_charges to daysheet_editor;
grant select on smartmoving.job_estimated_charges to daysheet_reader;
grant delete, insert, select, update on smartmoving.job_estimated_charges to daysheet_service;

create table smartmoving.job_stops (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_job_id uuid not null,
    sm_id uuid not null,
    is_origin boolean not null,
    is_destination boolean not null,
    stop_order bigint not null,
    full_address text,
    unit text,
    latitude numeric not null,
    longitude numeric not null,
    property_name text,
    property_type bigint not null,
    stairs bigint not null,
    has_elevator boolean not null,
    parking text,
    notes text,
    constraint job_stops_pkey PRIMARY KEY (tenant_id, connection_id, sm_job_id, sm_id),
    constraint job_stops_tenant_id_connection_id_sm_job_id_fkey FOREIGN KEY (tenant_id, connection_id, sm_job_id) REFERENCES smartmoving.job_details(tenant_id, connection_id, sm_id) ON DELETE CASCADE
);

alter table smartmoving.job_stops enable row level security;
alter table smartmoving.job_stops force row level security;
create policy may_read on smartmoving.job_stops as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.job_stops as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.job_stops as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_job_id, sm_id, is_origin, is_destination, stop_order, property_type, stairs, has_elevator) on smartmoving.job_stops to daysheet_analyst;
grant select on smartmoving.job_stops to daysheet_editor;
grant select on smartmoving.job_stops to daysheet_reader;
grant delete, insert, select, update on smartmoving.job_stops to daysheet_service;

create table smartmoving.job_time_lists (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint job_time_lists_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint job_time_lists_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

alter table smartmoving.job_time_lists enable row level security;
alter table smartmoving.job_time_lists force row level security;
create policy may_read on smartmoving.job_time_lists as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.job_time_lists as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.job_time_lists as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.job_time_lists to daysheet_analyst;
grant select on smartmoving.job_time_lists to daysheet_editor;
grant select on smartmoving.job_time_lists to daysheet_reader;
grant delete, insert, select, update on smartmoving.job_time_lists to daysheet_service;

create table smartmoving.job_times (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_opportunity_id uuid not null,
    sm_id uuid not null,
    job_number text,
    service_on date not null,
    service_type_id bigint not null,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    completed_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    closed_at timestamp with time zone,
    constraint job_times_pkey PRIMARY KEY (tenant_id, connection_id, sm_opportunity_id, sm_id),
    constraint job_times_tenant_id_connection_id_sm_opportunity_id_fkey FOREIGN KEY (tenant_id, connection_id, sm_opportunity_id) REFERENCES smartmoving.job_time_lists(tenant_id, connection_id, sm_id) ON DELETE CASCADE
);

CREATE INDEX job_times_by_sm_id ON smartmoving.job_times USING btree (tenant_id, connection_id, sm_id);

alter table smartmoving.job_times enable row level security;
alter table smartmoving.job_times force row level security;
create policy may_read on smartmoving.job_times as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.job_times as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.job_times as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_opportunity_id, sm_id, job_number, service_on, service_type_id, started_at, ended_at, completed_at, confirmed_at, closed_at) on smartmoving.job_times to daysheet_analyst;
grant select on smartmoving.job_times to daysheet_editor;
grant select on smartmoving.job_times to daysheet_reader;
grant delete, insert, select, update on smartmoving.job_times to daysheet_service;

create table smartmoving.jobs (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_opportunity_id uuid not null,
    sm_id uuid not null,
    job_number text,
    service_on date not null,
    service_type_id bigint not null,
    confirmed boolean not null,
    addresses text[] not null,
    arrival_window_id uuid,
    arrival_window text,
    window_start_hour numeric,
    window_end_hour numeric,
    tips_cents bigint,
    crew_names text[] not null,
    estimated_labor_hours numeric,
    actual_labor_hours numeric,
    billable_hours numeric,
    estimated_travel_hours numeric,
    actual_travel_hours numeric,
    constraint jobs_pkey PRIMARY KEY (tenant_id, connection_id, sm_opportunity_id, sm_id),
    constraint jobs_tenant_id_connection_id_sm_opportunity_id_fkey FOREIGN KEY (tenant_id, connection_id, sm_opportunity_id) REFERENCES smartmoving.opportunities(tenant_id, connection_id, sm_id) ON DELETE CASCADE
);

CREATE INDEX jobs_by_service_on ON smartmoving.jobs USING btree (tenant_id, connection_id, service_on);

CREATE INDEX jobs_by_sm_id ON smartmoving.jobs USING btree (tenant_id, connection_id, sm_id);

alter table smartmoving.jobs enable row level security;
alter table smartmoving.jobs force row level security;
create policy may_read on smartmoving.jobs as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.jobs as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.jobs as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_opportunity_id, sm_id, job_number, service_on, service_type_id, confirmed, arrival_window_id, arrival_window, window_start_hour, window_end_hour, tips_cents, estimated_labor_hours, actual_labor_hours, billable_hours, estimated_travel_hours, actual_travel_hours) on smartmoving.jobs to daysheet_analyst;
grant select on smartmoving.jobs to daysheet_editor;
grant select on smartmoving.jobs to daysheet_reader;
grant delete, insert, select, update on smartmoving.jobs to daysheet_service;

create table smartmoving.journey_status_history (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_job_id uuid not null,
    observed_at timestamp with time zone not null,
    what text not null,
    was text,
    became text not null,
    cause text not null,
    reason text,
    constraint journey_status_history_pkey PRIMARY KEY (tenant_id, connection_id, sm_job_id, observed_at, what),
    constraint journey_status_history_tenant_id_connection_id_sm_job_id_fkey FOREIGN KEY (tenant_id, connection_id, sm_job_id) REFERENCES smartmoving.truck_journeys(tenant_id, connection_id, sm_job_id) ON DELETE CASCADE,
    constraint journey_status_history_cause_check CHECK ((cause = ANY (ARRAY['sync'::text, 'webhook'::text, 'user'::text, 'clock'::text]))),
    constraint journey_status_history_what_check CHECK ((what = ANY (ARRAY['status'::text, 'service_date'::text])))
);

alter table smartmoving.journey_status_history enable row level security;
alter table smartmoving.journey_status_history force row level security;
create policy may_read on smartmoving.journey_status_history as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.journey_status_history as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.journey_status_history as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_job_id, observed_at, what, was, became, cause, reason) on smartmoving.journey_status_history to daysheet_analyst;
grant select on smartmoving.journey_status_history to daysheet_editor;
grant select on smartmoving.journey_status_history to daysheet_reader;
grant delete, insert, select, update on smartmoving.journey_status_history to daysheet_service;

create table smartmoving.leads (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    customer_name text,
    email text,
    phone_number text,
    phone_type bigint,
    referral_source text,
    affiliate_name text,
    service_on date,
    salesperson_id uuid,
    salesperson text,
    service_type_id bigint,
    sm_branch_id uuid,
    branch_name text,
    origin_full_address text,
    origin_street text,
    origin_city text,
    origin_state text,
    origin_zip text,
    destination_full_address text,
    destination_street text,
    destination_city text,
    destination_state text,
    destination_zip text,
    move_size_id uuid,
    move_size text,
    sm_created_at timestamp with time zone not null,
    status bigint,
    lost_reason text,
    bad_lead_reason text,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint leads_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint leads_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

CREATE INDEX leads_by_sm_created_at ON smartmoving.leads USING btree (tenant_id, connection_id, sm_created_at);

alter table smartmoving.leads enable row level security;
alter table smartmoving.leads force row level security;
create policy may_read on smartmoving.leads as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.leads as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.leads as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, phone_type, referral_source, service_on, salesperson_id, service_type_id, sm_branch_id, branch_name, origin_city, origin_state, destination_city, destination_state, move_size_id, move_size, sm_created_at, status, lost_reason, bad_lead_reason, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.leads to daysheet_analyst;
grant select on smartmoving.leads to daysheet_editor;
grant select on smartmoving.leads to daysheet_reader;
grant delete, insert, select, update on smartmoving.leads to daysheet_service;

create table smartmoving.lost_reasons (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    description text,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint lost_reasons_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint lost_reasons_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

alter table smartmoving.lost_reasons enable row level security;
alter table smartmoving.lost_reasons force row level security;
create policy may_read on smartmoving.lost_reasons as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.lost_reasons as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.lost_reasons as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, description, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.lost_reasons to daysheet_analyst;
grant select on smartmoving.lost_reasons to daysheet_editor;
grant select on smartmoving.lost_reasons to daysheet_reader;
grant delete, insert, select, update on smartmoving.lost_reasons to daysheet_service;

create table smartmoving.move_sizes (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    name text,
    description text,
    volume_cubic_feet bigint,
    weight_pounds numeric,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint move_sizes_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint move_sizes_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

alter table smartmoving.move_sizes enable row level security;
alter table smartmoving.move_sizes force row level security;
create policy may_read on smartmoving.move_sizes as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.move_sizes as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.move_sizes as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, name, description, volume_cubic_feet, weight_pounds, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.move_sizes to daysheet_analyst;
grant select on smartmoving.move_sizes to daysheet_editor;
grant select on smartmoving.move_sizes to daysheet_reader;
grant delete, insert, select, update on smartmoving.move_sizes to daysheet_service;

create table smartmoving.opportunities (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    quote_number bigint not null,
    sm_customer_id uuid,
    customer_name text,
    customer_email text,
    customer_phone_number text,
    branch_name text,
    opportunity_type bigint not null,
    service_type_id bigint,
    service_on date,
    status bigint not null,
    pipeline_label text,
    move_size text,
    volume_cubic_feet numeric not null,
    weight_pounds numeric not null,
    estimated_subtotal_cents bigint,
    estimated_taxable_cents bigint,
    estimated_tax_cents bigint,
    estimated_total_cents bigint,
    salesperson_id uuid,
    salesperson text,
    referral_source text,
    tariff_id uuid,
    tariff text,
    affiliate_name text,
    custom_field_01 text,
    custom_field_02 text,
    custom_field_03 text,
    cancellation_reason text,
    has_trip_info boolean not null,
    sm_created_at timestamp with time zone,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint opportunities_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint opportunities_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

CREATE INDEX opportunities_by_branch_name ON smartmoving.opportunities USING btree (tenant_id, connection_id, branch_name);

CREATE INDEX opportunities_by_status ON smartmoving.opportunities USING btree (tenant_id, connection_id, status);

alter table smartmoving.opportunities enable row level security;
alter table smartmoving.opportunities force row level security;
create policy may_read on smartmoving.opportunities as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.opportunities as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.opportunities as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, quote_number, sm_customer_id, branch_name, opportunity_type, service_type_id, service_on, status, pipeline_label, move_size, volume_cubic_feet, weight_pounds, estimated_subtotal_cents, estimated_taxable_cents, estimated_tax_cents, estimated_total_cents, salesperson_id, referral_source, tariff_id, tariff, cancellation_reason, has_trip_info, sm_created_at, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.opportunities to daysheet_analyst;
grant select on smartmoving.opportunities to daysheet_editor;
grant select on smartmoving.opportunities to daysheet_reader;
grant delete, insert, select, update on smartmoving.opportunities to daysheet_service;

create table smartmoving.opportunity_contacts (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_opportunity_id uuid not null,
    "position" bigint not null,
    name text,
    email text,
    phone_number text,
    phone_type bigint,
    constraint opportunity_contacts_pkey PRIMARY KEY (tenant_id, connection_id, sm_opportunity_id, "position"),
    constraint opportunity_contacts_tenant_id_connection_id_sm_opportunit_fkey FOREIGN KEY (tenant_id, connection_id, sm_opportunity_id) REFERENCES smartmoving.opportunities(tenant_id, connection_id, sm_id) ON DELETE CASCADE
);

alter table smartmoving.opportunity_contacts enable row level security;
alter table smartmoving.opportunity_contacts force row level security;
create policy may_read on smartmoving.opportunity_contacts as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.opportunity_contacts as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.opportunity_contacts as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_opportunity_id, "position", phone_type) on smartmoving.opportunity_contacts to daysheet_analyst;
grant select on smartmoving.opportunity_contacts to daysheet_editor;
grant select on smartmoving.opportunity_contacts to daysheet_reader;
grant delete, insert, select, update on smartmoving.opportunity_contacts to daysheet_service;

create table smartmoving.payments (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_opportunity_id uuid not null,
    "position" bigint not null,
    payment_source bigint not null,
    payment_type bigint not null,
    payment_category bigint,
    amount_cents bigint not null,
    refunded_cents bigint not null,
    taken_by text,
    is_outstanding boolean not null,
    paid_at timestamp with time zone,
    refunds_payment_id uuid,
    constraint payments_pkey PRIMARY KEY (tenant_id, connection_id, sm_opportunity_id, "position"),
    constraint payments_tenant_id_connection_id_sm_opportunity_id_fkey FOREIGN KEY (tenant_id, connection_id, sm_opportunity_id) REFERENCES smartmoving.opportunities(tenant_id, connection_id, sm_id) ON DELETE CASCADE
);

alter table smartmoving.payments enable row level security;
alter table smartmoving.payments force row level security;
create policy may_read on smartmoving.payments as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.payments as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.payments as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_opportunity_id, "position", payment_source, payment_type, payment_category, amount_cents, refunded_cents, is_outstanding, paid_at, refunds_payment_id) on smartmoving.payments to daysheet_analyst;
grant select on smartmoving.payments to daysheet_editor;
grant select on smartmoving.payments to daysheet_reader;
grant delete, insert, select, update on smartmoving.payments to daysheet_service;

create table smartmoving.pipeline_labels (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    name text,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint pipeline_labels_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint pipeline_labels_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

alter table smartmoving.pipeline_labels enable row level security;
alter table smartmoving.pipeline_labels force row level security;
create policy may_read on smartmoving.pipeline_labels as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.pipeline_labels as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.pipeline_labels as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, name, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.pipeline_labels to daysheet_analyst;
grant select on smartmoving.pipeline_labels to daysheet_editor;
grant select on smartmoving.pipeline_labels to daysheet_reader;
grant delete, insert, select, update on smartmoving.pipeline_labels to daysheet_service;

create table smartmoving.referral_sources (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    name text,
    is_lead_provider boolean not null,
    is_public boolean not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint referral_sources_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint referral_sources_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

alter table smartmoving.referral_sources enable row level security;
alter table smartmoving.referral_sources force row level security;
create policy may_read on smartmoving.referral_sources as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.referral_sources as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.referral_sources as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, name, is_lead_provider, is_public, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.referral_sources to daysheet_analyst;
grant select on smartmoving.referral_sources to daysheet_editor;
grant select on smartmoving.referral_sources to daysheet_reader;
grant delete, insert, select, update on smartmoving.referral_sources to daysheet_service;

create table smartmoving.service_types (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id bigint not null,
    name text,
    scaling_factor_percent bigint not null,
    has_activity_loading boolean not null,
    has_activity_finished_loading boolean not null,
    has_activity_unloading boolean not null,
    sort_order bigint not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint service_types_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint service_types_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

alter table smartmoving.service_types enable row level security;
alter table smartmoving.service_types force row level security;
create policy may_read on smartmoving.service_types as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.service_types as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.service_types as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, name, scaling_factor_percent, has_activity_loading, has_activity_finished_loading, has_activity_unloading, sort_order, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.service_types to daysheet_analyst;
grant select on smartmoving.service_types to daysheet_editor;
grant select on smartmoving.service_types to daysheet_reader;
grant delete, insert, select, update on smartmoving.service_types to daysheet_service;

create table smartmoving.truck_journeys (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_job_id uuid not null,
    sm_opportunity_id uuid not null,
    sm_customer_id uuid,
    external_id text,
    job_number text,
    job_sequence integer,
    quote_number text,
    location_id bigint,
    sm_branch_id uuid,
    branch_name text,
    service_date date not null,
    arrival_window text,
    window_start time without time zone,
    window_end time without time zone,
    planned_start_at timestamp with time zone,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    is_confirmed boolean not null,
    confirmed_at timestamp with time zone,
    completed_at timestamp with time zone,
    closed_at timestamp with time zone,
    drop_off_on date,
    time_zone text,
    estimated_labor_minutes bigint,
    estimated_travel_minutes bigint,
    actual_labor_minutes bigint,
    actual_travel_minutes bigint,
    billable_minutes bigint,
    estimated_duration_minutes bigint,
    actual_duration_minutes bigint,
    customer_name text,
    customer_phone text,
    customer_email text,
    origin_address text,
    destination_address text,
    destination_is_inferred boolean not null,
    stop_count integer,
    crew_names text[] not null,
    crew_count_planned integer,
    crew_count_assigned integer not null,
    truck_count_planned integer,
    truck_number text,
    service_type_id bigint not null,
    service_type text not null,
    journey_kind text not null,
    move_size text,
    volume_cubic_feet numeric,
    weight_pounds numeric,
    salesperson_id uuid,
    salesperson text,
    referral_source text,
    estimated_cost_cents bigint,
    actual_cost_cents bigint,
    variance_cents bigint,
    tips_cents bigint,
    opportunity_estimated_subtotal_cents bigint,
    opportunity_estimated_tax_cents bigint,
    opportunity_estimated_total_cents bigint,
    estimated_total_share_cents bigint,
    paid_net_cents bigint,
    currency text,
    status text not null,
    status_reason text,
    vendor_status bigint not null,
    vendor_pipeline_label text,
    vendor_stage text not null,
    local_stage text,
    local_stage_at timestamp with time zone,
    local_stage_by text,
    local_stage_on date,
    billing_status text not null,
    priority text not null default 'NORMAL'::text,
    tags text[] not null,
    local_tags text[] not null default '{}'::text[],
    local_notes text,
    flags text[] not null,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    deleted_at timestamp with time zone,
    constraint truck_journeys_pkey PRIMARY KEY (tenant_id, connection_id, sm_job_id),
    constraint truck_journeys_billing_status_check CHECK ((billing_status = ANY (ARRAY['PENDING'::text, 'INVOICED'::text, 'PAID'::text, 'OVERDUE'::text, 'CANCELLED'::text]))),
    constraint truck_journeys_local_stage_check CHECK ((local_stage = ANY (ARRAY['EN_ROUTE'::text, 'ONSITE'::text, 'COMPLETED'::text, 'AUDITED'::text, 'CANCELLED'::text]))),
    constraint truck_journeys_priority_check CHECK ((priority = ANY (ARRAY['LOW'::text, 'NORMAL'::text, 'HIGH'::text, 'URGENT'::text]))),
    constraint truck_journeys_status_check CHECK ((status = ANY (ARRAY['TENTATIVE'::text, 'SCHEDULED'::text, 'CONFIRMED'::text, 'EN_ROUTE'::text, 'ONSITE'::text, 'COMPLETED'::text, 'AUDITED'::text, 'CANCELLED'::text])))
);

CREATE INDEX truck_journeys_by_branch ON smartmoving.truck_journeys USING btree (tenant_id, COALESCE(sm_branch_id, '00000000-0000-0000-0000-000000000000'::uuid), service_date);

CREATE INDEX truck_journeys_by_external_id ON smartmoving.truck_journeys USING btree (tenant_id, external_id);

CREATE INDEX truck_journeys_by_job_number ON smartmoving.truck_journeys USING btree (tenant_id, job_number);

CREATE INDEX truck_journeys_by_location ON smartmoving.truck_journeys USING btree (tenant_id, location_id, service_date);

CREATE INDEX truck_journeys_by_opportunity ON smartmoving.truck_journeys USING btree (tenant_id, connection_id, sm_opportunity_id);

CREATE INDEX truck_journeys_by_service_date ON smartmoving.truck_journeys USING btree (tenant_id, service_date, status);

alter table smartmoving.truck_journeys enable row level security;
alter table smartmoving.truck_journeys force row level security;
create policy may_read on smartmoving.truck_journeys as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.truck_journeys as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.truck_journeys as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_job_id, sm_opportunity_id, sm_customer_id, external_id, job_number, job_sequence, quote_number, location_id, sm_branch_id, branch_name, service_date, arrival_window, window_start, window_end, planned_start_at, started_at, ended_at, is_confirmed, confirmed_at, completed_at, closed_at, drop_off_on, time_zone, estimated_labor_minutes, estimated_travel_minutes, actual_labor_minutes, actual_travel_minutes, billable_minutes, estimated_duration_minutes, actual_duration_minutes, destination_is_inferred, stop_count, crew_count_planned, crew_count_assigned, truck_count_planned, truck_number, service_type_id, service_type, journey_kind, move_size, volume_cubic_feet, weight_pounds, salesperson_id, referral_source, estimated_cost_cents, actual_cost_cents, variance_cents, tips_cents, opportunity_estimated_subtotal_cents, opportunity_estimated_tax_cents, opportunity_estimated_total_cents, estimated_total_share_cents, paid_net_cents, currency, status, status_reason, vendor_status, vendor_pipeline_label, vendor_stage, local_stage, local_stage_at, local_stage_on, billing_status, priority, tags, local_tags, flags, first_seen_at, changed_at, deleted_at) on smartmoving.truck_journeys to daysheet_analyst;
grant select on smartmoving.truck_journeys to daysheet_editor;
grant select on smartmoving.truck_journeys to daysheet_reader;
grant delete, insert, select, update on smartmoving.truck_journeys to daysheet_service;

create table smartmoving.users (
    tenant_id bigint not null,
    connection_id bigint not null,
    sm_id uuid not null,
    name text,
    title text,
    email text,
    sm_branch_id uuid,
    role_id uuid,
    role_name text,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint users_pkey PRIMARY KEY (tenant_id, connection_id, sm_id),
    constraint users_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['absent'::text, 'gone'::text])))
);

alter table smartmoving.users enable row level security;
alter table smartmoving.users force row level security;
create policy may_read on smartmoving.users as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on smartmoving.users as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on smartmoving.users as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, connection_id, sm_id, title, sm_branch_id, role_id, role_name, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on smartmoving.users to daysheet_analyst;
grant select on smartmoving.users to daysheet_editor;
grant select on smartmoving.users to daysheet_reader;
grant delete, insert, select, update on smartmoving.users to daysheet_service;

create table tekmetric.appointments (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_id bigint not null,
    tm_customer_id bigint,
    tm_vehicle_id bigint,
    title text,
    description text,
    start_at timestamp with time zone not null,
    end_at timestamp with time zone not null,
    color text,
    arrived boolean,
    status text not null,
    confirmation_status text,
    ride_option_id bigint,
    ride_option text,
    appointment_option_id bigint,
    appointment_option text,
    dropoff_at timestamp with time zone,
    pickup_at timestamp with time zone,
    lead_source text,
    tm_created_at timestamp with time zone,
    tm_updated_at timestamp with time zone not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint appointments_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_id),
    constraint appointments_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.appointments enable row level security;
alter table tekmetric.appointments force row level security;
create policy may_read on tekmetric.appointments as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.appointments as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.appointments as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_id, tm_customer_id, tm_vehicle_id, start_at, end_at, color, arrived, status, confirmation_status, ride_option_id, ride_option, appointment_option_id, appointment_option, dropoff_at, pickup_at, lead_source, tm_created_at, tm_updated_at, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on tekmetric.appointments to daysheet_analyst;
grant select on tekmetric.appointments to daysheet_editor;
grant select on tekmetric.appointments to daysheet_reader;
grant delete, insert, select, update on tekmetric.appointments to daysheet_service;

create table tekmetric.customer_phones (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_customer_id bigint not null,
    "position" bigint not null,
    tm_id bigint,
    number text not null,
    phone_type text not null,
    is_primary boolean not null,
    constraint customer_phones_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_customer_id, "position"),
    constraint customer_phones_tenant_id_tm_shop_id_tm_customer_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_customer_id) REFERENCES tekmetric.customers(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.customer_phones enable row level security;
alter table tekmetric.customer_phones force row level security;
create policy may_read on tekmetric.customer_phones as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.customer_phones as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.customer_phones as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_customer_id, "position", tm_id, phone_type, is_primary) on tekmetric.customer_phones to daysheet_analyst;
grant select on tekmetric.customer_phones to daysheet_editor;
grant select on tekmetric.customer_phones to daysheet_reader;
grant delete, insert, select, update on tekmetric.customer_phones to daysheet_service;

create table tekmetric.customers (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_id bigint not null,
    first_name text,
    last_name text,
    email text[] not null,
    address_line1 text,
    address_line2 text,
    city text,
    state text,
    zip text,
    customer_type_id bigint not null,
    customer_type_code text not null,
    customer_type_name text not null,
    contact_first_name text,
    contact_last_name text,
    ok_for_marketing boolean,
    eligible_for_ar boolean,
    credit_limit_cents bigint,
    birthday text,
    notes text,
    tm_created_at timestamp with time zone not null,
    tm_updated_at timestamp with time zone not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    zip_prefix text generated always as ("left"(zip, 3)) stored,
    constraint customers_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_id),
    constraint customers_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.customers enable row level security;
alter table tekmetric.customers force row level security;
create policy may_read on tekmetric.customers as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.customers as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.customers as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_id, city, state, customer_type_id, customer_type_code, customer_type_name, ok_for_marketing, eligible_for_ar, credit_limit_cents, tm_created_at, tm_updated_at, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete, zip_prefix) on tekmetric.customers to daysheet_analyst;
grant select on tekmetric.customers to daysheet_editor;
grant select on tekmetric.customers to daysheet_reader;
grant delete, insert, select, update on tekmetric.customers to daysheet_service;

create table tekmetric.daily_shop_metrics (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    metric_date date not null,
    ro_count bigint not null,
    ro_completed_count bigint not null,
    zero_ro_count bigint not null,
    vehicle_visits bigint not null,
    sold_value_cents bigint not null,
    sold_hours numeric not null,
    sold_job_count bigint not null,
    labor_revenue_cents bigint not null,
    parts_revenue_cents bigint not null,
    sublet_revenue_cents bigint not null,
    fees_total_cents bigint not null,
    shop_supplies_fees_cents bigint not null,
    environmental_fees_cents bigint not null,
    disposal_fees_cents bigint not null,
    hazmat_fees_cents bigint not null,
    discount_total_cents bigint not null,
    unsplit_discount_cents bigint not null,
    labor_net_cents bigint not null,
    parts_net_cents bigint not null,
    sublet_net_cents bigint not null,
    costed_labor_net_cents bigint not null,
    costed_parts_net_cents bigint not null,
    costed_sublet_net_cents bigint not null,
    labor_cost_cents bigint not null,
    parts_cost_cents bigint not null,
    sublet_cost_cents bigint not null,
    parts_without_tires_net_cents bigint not null,
    costed_parts_without_tires_net_cents bigint not null,
    parts_without_tires_cost_cents bigint not null,
    labor_hours numeric not null,
    charged_hours numeric not null,
    unassigned_hours numeric not null,
    assigned_rate_hours numeric not null,
    shop_average_hours numeric not null,
    default_rate_hours numeric not null,
    no_rate_hours numeric not null,
    tax_total_cents bigint not null,
    posted_revenue_cents bigint not null,
    authorized_job_count bigint not null,
    valued_job_count bigint not null,
    authorized_valued_job_count bigint not null,
    authorized_value_cents bigint not null,
    potential_revenue_cents bigint not null,
    potential_job_count bigint not null,
    pending_value_cents bigint not null,
    declined_revenue_cents bigint not null,
    built_at timestamp with time zone not null,
    constraint daily_shop_metrics_pkey PRIMARY KEY (tenant_id, tm_shop_id, metric_date)
);

alter table tekmetric.daily_shop_metrics enable row level security;
alter table tekmetric.daily_shop_metrics force row level security;
create policy may_read on tekmetric.daily_shop_metrics as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.daily_shop_metrics as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.daily_shop_metrics as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, metric_date, ro_count, ro_completed_count, zero_ro_count, vehicle_visits, sold_value_cents, sold_hours, sold_job_count, labor_revenue_cents, parts_revenue_cents, sublet_revenue_cents, fees_total_cents, shop_supplies_fees_cents, environmental_fees_cents, disposal_fees_cents, hazmat_fees_cents, discount_total_cents, unsplit_discount_cents, labor_net_cents, parts_net_cents, sublet_net_cents, costed_labor_net_cents, costed_parts_net_cents, costed_sublet_net_cents, labor_cost_cents, parts_cost_cents, sublet_cost_cents, parts_without_tires_net_cents, costed_parts_without_tires_net_cents, parts_without_tires_cost_cents, labor_hours, charged_hours, unassigned_hours, assigned_rate_hours, shop_average_hours, default_rate_hours, no_rate_hours, tax_total_cents, posted_revenue_cents, authorized_job_count, valued_job_count, authorized_valued_job_count, authorized_value_cents, potential_revenue_cents, potential_job_count, pending_value_cents, declined_revenue_cents, built_at) on tekmetric.daily_shop_metrics to daysheet_analyst;
grant select on tekmetric.daily_shop_metrics to daysheet_editor;
grant select on tekmetric.daily_shop_metrics to daysheet_reader;
grant delete, insert, select, update on tekmetric.daily_shop_metrics to daysheet_service;

create table tekmetric.employee_leavings (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_employee_id bigint not null,
    left_on date not null,
    constraint employee_leavings_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_employee_id),
    constraint employee_leavings_tenant_id_tm_shop_id_tm_employee_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_employee_id) REFERENCES tekmetric.employees(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.employee_leavings enable row level security;
alter table tekmetric.employee_leavings force row level security;
create policy may_read on tekmetric.employee_leavings as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.employee_leavings as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.employee_leavings as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_employee_id, left_on) on tekmetric.employee_leavings to daysheet_analyst;
grant select on tekmetric.employee_leavings to daysheet_editor;
grant select on tekmetric.employee_leavings to daysheet_reader;
grant delete, insert, select, update on tekmetric.employee_leavings to daysheet_service;

create table tekmetric.employee_pay (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_employee_id bigint not null,
    valid_from_on date not null,
    hourly_rate_cents bigint,
    salary_cents bigint,
    yearly_hours numeric,
    pay_type text,
    is_technician boolean not null,
    pay_source text not null,
    constraint employee_pay_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_employee_id, valid_from_on),
    constraint employee_pay_hourly_rate_cents_check CHECK ((hourly_rate_cents >= 0)),
    constraint employee_pay_pay_source_check CHECK ((pay_source = ANY (ARRAY['internal'::text, 'manual'::text]))),
    constraint employee_pay_salary_cents_check CHECK ((salary_cents >= 0)),
    constraint employee_pay_yearly_hours_check CHECK ((yearly_hours > (0)::numeric))
);

alter table tekmetric.employee_pay enable row level security;
alter table tekmetric.employee_pay force row level security;
create policy may_read on tekmetric.employee_pay as permissive for select to daysheet_editor
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.employee_pay as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.employee_pay as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select on tekmetric.employee_pay to daysheet_editor;
grant delete, insert, select, update on tekmetric.employee_pay to daysheet_service;

create table tekmetric.employees (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_id bigint not null,
    first_name text,
    last_name text,
    email text,
    role_id bigint not null,
    role_code text not null,
    role_name text not null,
    can_perform_work boolean not null,
    certification_number text,
    tm_created_at timestamp with time zone not null,
    tm_updated_at timestamp with time zone not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    status text not null generated always as (
CASE
    WHEN (deleted_at IS NULL) THEN 'ACTIVE'::text
    ELSE 'INACTIVE'::text
END) stored,
    constraint employees_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_id),
    constraint employees_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.employees enable row level security;
alter table tekmetric.employees force row level security;
create policy may_read on tekmetric.employees as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.employees as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.employees as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_id, role_id, role_code, role_name, can_perform_work, tm_created_at, tm_updated_at, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete, status) on tekmetric.employees to daysheet_analyst;
grant select on tekmetric.employees to daysheet_editor;
grant select on tekmetric.employees to daysheet_reader;
grant delete, insert, select, update on tekmetric.employees to daysheet_service;

create table tekmetric.fee_patterns (
    tenant_id bigint not null,
    "position" bigint not null,
    pattern text not null,
    fee_type text not null,
    constraint fee_patterns_pkey PRIMARY KEY (tenant_id, "position"),
    constraint fee_patterns_fee_type_check CHECK ((fee_type = ANY (ARRAY['shop_supplies'::text, 'environmental'::text, 'disposal'::text, 'hazmat'::text, 'other'::text])))
);

alter table tekmetric.fee_patterns enable row level security;
alter table tekmetric.fee_patterns force row level security;
create policy may_read on tekmetric.fee_patterns as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.fee_patterns as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.fee_patterns as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, "position", pattern, fee_type) on tekmetric.fee_patterns to daysheet_analyst;
grant select on tekmetric.fee_patterns to daysheet_editor;
grant select on tekmetric.fee_patterns to daysheet_reader;
grant delete, insert, select, update on tekmetric.fee_patterns to daysheet_service;

create table tekmetric.job_discounts (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_job_id bigint not null,
    tm_id bigint not null,
    name text not null,
    total_cents bigint not null,
    constraint job_discounts_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id),
    constraint job_discounts_tenant_id_tm_shop_id_tm_repair_order_id_tm_j_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id) REFERENCES tekmetric.jobs(tenant_id, tm_shop_id, tm_repair_order_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.job_discounts enable row level security;
alter table tekmetric.job_discounts force row level security;
create policy may_read on tekmetric.job_discounts as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.job_discounts as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.job_discounts as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id, name, total_cents) on tekmetric.job_discounts to daysheet_analyst;
grant select on tekmetric.job_discounts to daysheet_editor;
grant select on tekmetric.job_discounts to daysheet_reader;
grant delete, insert, select, update on tekmetric.job_discounts to daysheet_service;

create table tekmetric.job_fees (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_job_id bigint not null,
    tm_id bigint not null,
    name text not null,
    total_cents bigint not null,
    constraint job_fees_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id),
    constraint job_fees_tenant_id_tm_shop_id_tm_repair_order_id_tm_job_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id) REFERENCES tekmetric.jobs(tenant_id, tm_shop_id, tm_repair_order_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.job_fees enable row level security;
alter table tekmetric.job_fees force row level security;
create policy may_read on tekmetric.job_fees as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.job_fees as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.job_fees as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id, name, total_cents) on tekmetric.job_fees to daysheet_analyst;
grant select on tekmetric.job_fees to daysheet_editor;
grant select on tekmetric.job_fees to daysheet_reader;
grant delete, insert, select, update on tekmetric.job_fees to daysheet_service;

create table tekmetric.job_labor (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_job_id bigint not null,
    tm_id bigint not null,
    name text not null,
    rate_cents bigint not null,
    hours numeric not null,
    complete boolean not null,
    tm_technician_id bigint,
    constraint job_labor_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id),
    constraint job_labor_tenant_id_tm_shop_id_tm_repair_order_id_tm_job_i_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id) REFERENCES tekmetric.jobs(tenant_id, tm_shop_id, tm_repair_order_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.job_labor enable row level security;
alter table tekmetric.job_labor force row level security;
create policy may_read on tekmetric.job_labor as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.job_labor as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.job_labor as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id, name, rate_cents, hours, complete, tm_technician_id) on tekmetric.job_labor to daysheet_analyst;
grant select on tekmetric.job_labor to daysheet_editor;
grant select on tekmetric.job_labor to daysheet_reader;
grant delete, insert, select, update on tekmetric.job_labor to daysheet_service;

create table tekmetric.job_parts (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_job_id bigint not null,
    tm_id bigint not null,
    name text,
    brand text,
    part_number text,
    description text,
    quantity numeric not null,
    cost_cents bigint,
    retail_cents bigint not null,
    part_type_id bigint not null,
    part_type text not null,
    part_status text,
    constraint job_parts_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id),
    constraint job_parts_tenant_id_tm_shop_id_tm_repair_order_id_tm_job_i_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id) REFERENCES tekmetric.jobs(tenant_id, tm_shop_id, tm_repair_order_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.job_parts enable row level security;
alter table tekmetric.job_parts force row level security;
create policy may_read on tekmetric.job_parts as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.job_parts as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.job_parts as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id, name, brand, part_number, description, quantity, cost_cents, retail_cents, part_type_id, part_type, part_status) on tekmetric.job_parts to daysheet_analyst;
grant select on tekmetric.job_parts to daysheet_editor;
grant select on tekmetric.job_parts to daysheet_reader;
grant delete, insert, select, update on tekmetric.job_parts to daysheet_service;

create table tekmetric.job_sublet_items (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_sublet_id bigint not null,
    tm_id bigint not null,
    name text not null,
    cost_cents bigint,
    retail_cents bigint not null,
    complete boolean not null,
    constraint job_sublet_items_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_sublet_id, tm_id),
    constraint job_sublet_items_tenant_id_tm_shop_id_tm_repair_order_id_t_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_sublet_id) REFERENCES tekmetric.job_sublets(tenant_id, tm_shop_id, tm_repair_order_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.job_sublet_items enable row level security;
alter table tekmetric.job_sublet_items force row level security;
create policy may_read on tekmetric.job_sublet_items as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.job_sublet_items as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.job_sublet_items as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_sublet_id, tm_id, name, cost_cents, retail_cents, complete) on tekmetric.job_sublet_items to daysheet_analyst;
grant select on tekmetric.job_sublet_items to daysheet_editor;
grant select on tekmetric.job_sublet_items to daysheet_reader;
grant delete, insert, select, update on tekmetric.job_sublet_items to daysheet_service;

create table tekmetric.job_sublets (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_id bigint not null,
    tm_job_id bigint,
    name text not null,
    note text,
    vendor_id bigint not null,
    vendor_name text not null,
    authorized boolean,
    authorized_at timestamp with time zone,
    authorized_on date,
    selected boolean not null,
    cost_cents bigint,
    retail_cents bigint not null,
    sort_order bigint,
    fee_applies boolean,
    taxed boolean,
    payable_amount_cents bigint,
    payable_paid_cents bigint,
    decision text not null generated always as (
CASE
    WHEN authorized THEN 'approved'::text
    WHEN (NOT authorized) THEN 'declined'::text
    ELSE 'pending'::text
END) stored,
    constraint job_sublets_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    constraint job_sublets_tenant_id_tm_shop_id_tm_repair_order_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.job_sublets enable row level security;
alter table tekmetric.job_sublets force row level security;
create policy may_read on tekmetric.job_sublets as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.job_sublets as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.job_sublets as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_id, tm_job_id, name, vendor_id, vendor_name, authorized, authorized_at, authorized_on, selected, cost_cents, retail_cents, sort_order, fee_applies, taxed, payable_amount_cents, payable_paid_cents, decision) on tekmetric.job_sublets to daysheet_analyst;
grant select on tekmetric.job_sublets to daysheet_editor;
grant select on tekmetric.job_sublets to daysheet_reader;
grant delete, insert, select, update on tekmetric.job_sublets to daysheet_service;

create table tekmetric.jobs (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_id bigint not null,
    name text not null,
    note text,
    job_category_name text,
    canned_job_id bigint,
    authorized boolean,
    authorized_at timestamp with time zone,
    authorized_on date,
    selected boolean not null,
    archived boolean,
    tm_technician_id bigint,
    parts_total_cents bigint not null,
    labor_total_cents bigint not null,
    fee_total_cents bigint not null,
    discount_total_cents bigint not null,
    subtotal_cents bigint not null,
    labor_hours numeric,
    logged_hours numeric,
    sort_order bigint,
    completed_at timestamp with time zone,
    tm_created_at timestamp with time zone not null,
    tm_updated_at timestamp with time zone not null,
    decision text not null generated always as (
CASE
    WHEN authorized THEN 'approved'::text
    WHEN (NOT authorized) THEN 'declined'::text
    ELSE 'pending'::text
END) stored,
    constraint jobs_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    constraint jobs_tenant_id_tm_shop_id_tm_repair_order_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.jobs enable row level security;
alter table tekmetric.jobs force row level security;
create policy may_read on tekmetric.jobs as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.jobs as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.jobs as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_id, name, job_category_name, canned_job_id, authorized, authorized_at, authorized_on, selected, archived, tm_technician_id, parts_total_cents, labor_total_cents, fee_total_cents, discount_total_cents, subtotal_cents, labor_hours, logged_hours, sort_order, completed_at, tm_created_at, tm_updated_at, decision) on tekmetric.jobs to daysheet_analyst;
grant select on tekmetric.jobs to daysheet_editor;
grant select on tekmetric.jobs to daysheet_reader;
grant delete, insert, select, update on tekmetric.jobs to daysheet_service;

create table tekmetric.order_sales (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    sold_on date not null,
    sold_value_cents bigint not null,
    sold_hours numeric not null,
    sold_job_count bigint not null,
    constraint order_sales_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, sold_on),
    constraint order_sales_tenant_id_tm_shop_id_tm_repair_order_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

CREATE INDEX order_sales_by_day ON tekmetric.order_sales USING btree (sold_on, tenant_id, tm_shop_id);

alter table tekmetric.order_sales enable row level security;
alter table tekmetric.order_sales force row level security;
create policy may_read on tekmetric.order_sales as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.order_sales as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.order_sales as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, sold_on, sold_value_cents, sold_hours, sold_job_count) on tekmetric.order_sales to daysheet_analyst;
grant select on tekmetric.order_sales to daysheet_editor;
grant select on tekmetric.order_sales to daysheet_reader;
grant delete, insert, select, update on tekmetric.order_sales to daysheet_service;

create table tekmetric.order_standings (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    status_id bigint not null,
    state_seen_at timestamp with time zone,
    label text,
    label_seen_at timestamp with time zone,
    constraint order_standings_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id),
    constraint order_standings_tenant_id_tm_shop_id_tm_repair_order_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.order_standings enable row level security;
alter table tekmetric.order_standings force row level security;
create policy may_read on tekmetric.order_standings as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.order_standings as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.order_standings as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, status_id, state_seen_at, label, label_seen_at) on tekmetric.order_standings to daysheet_analyst;
grant select on tekmetric.order_standings to daysheet_editor;
grant select on tekmetric.order_standings to daysheet_reader;
grant delete, insert, select, update on tekmetric.order_standings to daysheet_service;

create table tekmetric.repair_order_concerns (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_id bigint not null,
    concern text not null,
    tech_comment text,
    constraint repair_order_concerns_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    constraint repair_order_concerns_tenant_id_tm_shop_id_tm_repair_order_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.repair_order_concerns enable row level security;
alter table tekmetric.repair_order_concerns force row level security;
create policy may_read on tekmetric.repair_order_concerns as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.repair_order_concerns as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.repair_order_concerns as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_id) on tekmetric.repair_order_concerns to daysheet_analyst;
grant select on tekmetric.repair_order_concerns to daysheet_editor;
grant select on tekmetric.repair_order_concerns to daysheet_reader;
grant delete, insert, select, update on tekmetric.repair_order_concerns to daysheet_service;

create table tekmetric.repair_order_discounts (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_id bigint not null,
    name text not null,
    total_cents bigint not null,
    constraint repair_order_discounts_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    constraint repair_order_discounts_tenant_id_tm_shop_id_tm_repair_orde_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.repair_order_discounts enable row level security;
alter table tekmetric.repair_order_discounts force row level security;
create policy may_read on tekmetric.repair_order_discounts as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.repair_order_discounts as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.repair_order_discounts as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_id, name, total_cents) on tekmetric.repair_order_discounts to daysheet_analyst;
grant select on tekmetric.repair_order_discounts to daysheet_editor;
grant select on tekmetric.repair_order_discounts to daysheet_reader;
grant delete, insert, select, update on tekmetric.repair_order_discounts to daysheet_service;

create table tekmetric.repair_order_fees (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    tm_id bigint not null,
    name text not null,
    total_cents bigint not null,
    constraint repair_order_fees_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    constraint repair_order_fees_tenant_id_tm_shop_id_tm_repair_order_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE
);

alter table tekmetric.repair_order_fees enable row level security;
alter table tekmetric.repair_order_fees force row level security;
create policy may_read on tekmetric.repair_order_fees as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.repair_order_fees as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.repair_order_fees as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, tm_id, name, total_cents) on tekmetric.repair_order_fees to daysheet_analyst;
grant select on tekmetric.repair_order_fees to daysheet_editor;
grant select on tekmetric.repair_order_fees to daysheet_reader;
grant delete, insert, select, update on tekmetric.repair_order_fees to daysheet_service;

create table tekmetric.repair_orders (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_id bigint not null,
    ro_number bigint not null,
    tm_customer_id bigint,
    tm_vehicle_id bigint,
    tm_service_advisor_id bigint,
    tm_technician_id bigint,
    tm_appointment_id bigint,
    status_id bigint not null,
    status text not null,
    label_id bigint,
    label_code text,
    label text,
    custom_label text,
    color text,
    keytag text,
    lead_source text,
    miles_in numeric,
    miles_out numeric,
    completed_at timestamp with time zone,
    completed_on date,
    posted_at timestamp with time zone,
    posted_on date,
    promised_at timestamp with time zone,
    appointment_start_at timestamp with time zone,
    estimate_shared_at timestamp with time zone,
    inspection_shared_at timestamp with time zone,
    invoice_shared_at timestamp with time zone,
    labor_sales_cents bigint not null,
    parts_sales_cents bigint not null,
    sublet_sales_cents bigint not null,
    fee_total_cents bigint not null,
    discount_total_cents bigint not null,
    taxes_cents bigint not null,
    total_sales_cents bigint not null,
    amount_paid_cents bigint not null,
    tm_created_at timestamp with time zone not null,
    tm_updated_at timestamp with time zone not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    is_posted boolean not null generated always as ((status_id = ANY (ARRAY[(5)::bigint, (6)::bigint]))) stored,
    is_deleted boolean not null generated always as (((deleted_at IS NOT NULL) OR (status_id = 7))) stored,
    constraint repair_orders_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_id),
    constraint repair_orders_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

CREATE INDEX repair_orders_by_number ON tekmetric.repair_orders USING btree (tenant_id, ro_number);

alter table tekmetric.repair_orders enable row level security;
alter table tekmetric.repair_orders force row level security;
create policy may_read on tekmetric.repair_orders as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.repair_orders as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.repair_orders as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_id, ro_number, tm_customer_id, tm_vehicle_id, tm_service_advisor_id, tm_technician_id, tm_appointment_id, status_id, status, label_id, label_code, label, custom_label, color, keytag, lead_source, miles_in, miles_out, completed_at, completed_on, posted_at, posted_on, promised_at, appointment_start_at, estimate_shared_at, inspection_shared_at, invoice_shared_at, labor_sales_cents, parts_sales_cents, sublet_sales_cents, fee_total_cents, discount_total_cents, taxes_cents, total_sales_cents, amount_paid_cents, tm_created_at, tm_updated_at, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete, is_posted, is_deleted) on tekmetric.repair_orders to daysheet_analyst;
grant select on tekmetric.repair_orders to daysheet_editor;
grant select on tekmetric.repair_orders to daysheet_reader;
grant delete, insert, select, update on tekmetric.repair_orders to daysheet_service;

create table tekmetric.ro_snapshot_labor (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    revision bigint not null,
    technician_key bigint not null,
    hours_billed numeric not null,
    charged_hours numeric not null,
    hours_logged numeric,
    efficiency_hours numeric not null,
    labor_revenue_cents bigint not null,
    labor_net_cents bigint not null,
    labor_cost_cents bigint not null,
    costed_hours numeric not null,
    costed_net_cents bigint not null,
    jobs_worked bigint not null,
    rate_sources jsonb not null,
    constraint ro_snapshot_labor_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, revision, technician_key),
    constraint ro_snapshot_labor_tenant_id_tm_shop_id_tm_repair_order_id__fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id, revision) REFERENCES tekmetric.ro_snapshots(tenant_id, tm_shop_id, tm_repair_order_id, revision) ON DELETE CASCADE
);

alter table tekmetric.ro_snapshot_labor enable row level security;
alter table tekmetric.ro_snapshot_labor force row level security;
create policy may_read on tekmetric.ro_snapshot_labor as permissive for select to daysheet_editor
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.ro_snapshot_labor as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.ro_snapshot_labor as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select on tekmetric.ro_snapshot_labor to daysheet_editor;
grant delete, insert, select, update on tekmetric.ro_snapshot_labor to daysheet_service;

create table tekmetric.ro_snapshots (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    revision bigint not null,
    snapshot_trigger text not null,
    snapshot_on date not null,
    taken_at timestamp with time zone not null,
    superseded_at timestamp with time zone,
    source_hash bytea not null,
    cost_quality text not null,
    ro_number bigint not null,
    ro_status text not null,
    tm_customer_id bigint,
    tm_vehicle_id bigint,
    tm_service_advisor_id bigint,
    customer_name text,
    vehicle_description text,
    advisor_name text,
    labor_revenue_cents bigint not null,
    parts_revenue_cents bigint not null,
    sublet_revenue_cents bigint not null,
    fees_total_cents bigint not null,
    shop_supplies_fees_cents bigint not null,
    environmental_fees_cents bigint not null,
    disposal_fees_cents bigint not null,
    hazmat_fees_cents bigint not null,
    discount_total_cents bigint not null,
    unsplit_discount_cents bigint not null,
    labor_net_cents bigint not null,
    parts_net_cents bigint not null,
    sublet_net_cents bigint not null,
    costed_labor_net_cents bigint not null,
    costed_parts_net_cents bigint not null,
    costed_sublet_net_cents bigint not null,
    labor_cost_cents bigint not null,
    parts_cost_cents bigint not null,
    sublet_cost_cents bigint not null,
    parts_without_tires_net_cents bigint not null,
    costed_parts_without_tires_net_cents bigint not null,
    parts_without_tires_cost_cents bigint not null,
    labor_hours numeric not null,
    charged_hours numeric not null,
    unassigned_hours numeric not null,
    assigned_rate_hours numeric not null,
    shop_average_hours numeric not null,
    default_rate_hours numeric not null,
    no_rate_hours numeric not null,
    tax_total_cents bigint not null,
    posted_revenue_cents bigint not null,
    authorized_job_count bigint not null,
    valued_job_count bigint not null,
    authorized_valued_job_count bigint not null,
    authorized_value_cents bigint not null,
    potential_revenue_cents bigint not null,
    potential_job_count bigint not null,
    pending_value_cents bigint not null,
    declined_revenue_cents bigint not null,
    constraint ro_snapshots_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, revision),
    constraint ro_snapshots_tenant_id_tm_shop_id_tm_repair_order_id_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE,
    constraint ro_snapshots_cost_quality_check CHECK ((cost_quality = ANY (ARRAY['actual'::text, 'mixed'::text, 'default'::text, 'none'::text]))),
    constraint ro_snapshots_snapshot_trigger_check CHECK ((snapshot_trigger = ANY (ARRAY['posted'::text, 'completed'::text, 'manual'::text])))
);

CREATE INDEX ro_snapshots_by_day ON tekmetric.ro_snapshots USING btree (snapshot_on, tenant_id, tm_shop_id, snapshot_trigger) WHERE ((superseded_at IS NULL) AND (snapshot_trigger <> 'manual'::text));

CREATE UNIQUE INDEX ro_snapshots_current ON tekmetric.ro_snapshots USING btree (tenant_id, tm_shop_id, tm_repair_order_id, snapshot_trigger) WHERE ((superseded_at IS NULL) AND (snapshot_trigger <> 'manual'::text));

alter table tekmetric.ro_snapshots enable row level security;
alter table tekmetric.ro_snapshots force row level security;
create policy may_read on tekmetric.ro_snapshots as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.ro_snapshots as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.ro_snapshots as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, revision, snapshot_trigger, snapshot_on, taken_at, superseded_at, source_hash, cost_quality, ro_number, ro_status, tm_customer_id, tm_vehicle_id, tm_service_advisor_id, vehicle_description, labor_revenue_cents, parts_revenue_cents, sublet_revenue_cents, fees_total_cents, shop_supplies_fees_cents, environmental_fees_cents, disposal_fees_cents, hazmat_fees_cents, discount_total_cents, unsplit_discount_cents, labor_net_cents, parts_net_cents, sublet_net_cents, costed_labor_net_cents, costed_parts_net_cents, costed_sublet_net_cents, parts_cost_cents, sublet_cost_cents, parts_without_tires_net_cents, costed_parts_without_tires_net_cents, parts_without_tires_cost_cents, labor_hours, charged_hours, unassigned_hours, assigned_rate_hours, shop_average_hours, default_rate_hours, no_rate_hours, tax_total_cents, posted_revenue_cents, authorized_job_count, valued_job_count, authorized_valued_job_count, authorized_value_cents, potential_revenue_cents, potential_job_count, pending_value_cents, declined_revenue_cents) on tekmetric.ro_snapshots to daysheet_analyst;
grant select on tekmetric.ro_snapshots to daysheet_editor;
grant select on tekmetric.ro_snapshots to daysheet_reader;
grant delete, insert, select, update on tekmetric.ro_snapshots to daysheet_service;

create table tekmetric.screen_employees (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_id bigint not null,
    hourly_rate_cents bigint,
    salary_cents bigint,
    pay_type text,
    can_perform_work boolean,
    can_tech boolean,
    is_disabled boolean,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint screen_employees_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_id),
    constraint screen_employees_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.screen_employees enable row level security;
alter table tekmetric.screen_employees force row level security;
create policy may_read on tekmetric.screen_employees as permissive for select to daysheet_editor
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.screen_employees as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.screen_employees as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select on tekmetric.screen_employees to daysheet_editor;
grant delete, insert, select, update on tekmetric.screen_employees to daysheet_service;

create table tekmetric.screen_staff (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_id bigint not null,
    is_disabled boolean,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint screen_staff_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_id),
    constraint screen_staff_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.screen_staff enable row level security;
alter table tekmetric.screen_staff force row level security;
create policy may_read on tekmetric.screen_staff as permissive for select to daysheet_editor
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.screen_staff as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.screen_staff as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select on tekmetric.screen_staff to daysheet_editor;
grant delete, insert, select, update on tekmetric.screen_staff to daysheet_service;

create view tekmetric.shop_days with (security_invoker=true, security_barrier=true) as
 SELECT daily.tenant_id,
    daily.tm_shop_id,
    daily.metric_date,
    daily.ro_count,
    daily.ro_completed_count,
    daily.zero_ro_count,
    daily.vehicle_visits,
    daily.sold_value_cents,
    daily.sold_hours,
    daily.sold_job_count,
    daily.labor_revenue_cents,
    daily.parts_revenue_cents,
    daily.sublet_revenue_cents,
    daily.fees_total_cents,
    daily.shop_supplies_fees_cents,
    daily.environmental_fees_cents,
    daily.disposal_fees_cents,
    daily.hazmat_fees_cents,
    daily.discount_total_cents,
    daily.unsplit_discount_cents,
    daily.labor_net_cents,
    daily.parts_net_cents,
    daily.sublet_net_cents,
    daily.costed_labor_net_cents,
    daily.costed_parts_net_cents,
    daily.costed_sublet_net_cents,
    daily.labor_cost_cents,
    daily.parts_cost_cents,
    daily.sublet_cost_cents,
    daily.parts_without_tires_net_cents,
    daily.costed_parts_without_tires_net_cents,
    daily.parts_without_tires_cost_cents,
    daily.labor_hours,
    daily.charged_hours,
    daily.unassigned_hours,
    daily.assigned_rate_hours,
    daily.shop_average_hours,
    daily.default_rate_hours,
    daily.no_rate_hours,
    daily.tax_total_cents,
    daily.posted_revenue_cents,
    daily.authorized_job_count,
    daily.valued_job_count,
    daily.authorized_valued_job_count,
    daily.authorized_value_cents,
    daily.potential_revenue_cents,
    daily.potential_job_count,
    daily.pending_value_cents,
    daily.declined_revenue_cents,
    daily.built_at,
    false AS is_frozen
   FROM tekmetric.daily_shop_metrics daily
  WHERE (NOT (EXISTS ( SELECT
           FROM control.closed_months closed
          WHERE ((closed.tenant_id = daily.tenant_id) AND (closed.vendor = 'tekmetric'::text) AND (closed.location_key = (daily.tm_shop_id)::text) AND (closed.month_on = ((daily.metric_date - (EXTRACT(day FROM daily.metric_date))::integer) + 1))))))
UNION ALL
 SELECT frozen_day.tenant_id,
    frozen_day.tm_shop_id,
    frozen_day.metric_date,
    frozen_day.ro_count,
    frozen_day.ro_completed_count,
    frozen_day.zero_ro_count,
    frozen_day.vehicle_visits,
    frozen_day.sold_value_cents,
    frozen_day.sold_hours,
    frozen_day.sold_job_count,
    frozen_day.labor_revenue_cents,
    frozen_day.parts_revenue_cents,
    frozen_day.sublet_revenue_cents,
    frozen_day.fees_total_cents,
    frozen_day.shop_supplies_fees_cents,
    frozen_day.environmental_fees_cents,
    frozen_day.disposal_fees_cents,
    frozen_day.hazmat_fees_cents,
    frozen_day.discount_total_cents,
    frozen_day.unsplit_discount_cents,
    frozen_day.labor_net_cents,
    frozen_day.parts_net_cents,
    frozen_day.sublet_net_cents,
    frozen_day.costed_labor_net_cents,
    frozen_day.costed_parts_net_cents,
    frozen_day.costed_sublet_net_cents,
    frozen_day.labor_cost_cents,
    frozen_day.parts_cost_cents,
    frozen_day.sublet_cost_cents,
    frozen_day.parts_without_tires_net_cents,
    frozen_day.costed_parts_without_tires_net_cents,
    frozen_day.parts_without_tires_cost_cents,
    frozen_day.labor_hours,
    frozen_day.charged_hours,
    frozen_day.unassigned_hours,
    frozen_day.assigned_rate_hours,
    frozen_day.shop_average_hours,
    frozen_day.default_rate_hours,
    frozen_day.no_rate_hours,
    frozen_day.tax_total_cents,
    frozen_day.posted_revenue_cents,
    frozen_day.authorized_job_count,
    frozen_day.valued_job_count,
    frozen_day.authorized_valued_job_count,
    frozen_day.authorized_value_cents,
    frozen_day.potential_revenue_cents,
    frozen_day.potential_job_count,
    frozen_day.pending_value_cents,
    frozen_day.declined_revenue_cents,
    frozen_day.built_at,
    true AS is_frozen
   FROM (control.frozen_figures frozen
     CROSS JOIN LATERAL jsonb_populate_record(NULL::tekmetric.daily_shop_metrics, (frozen.figures || jsonb_build_object('tenant_id', frozen.tenant_id, 'tm_shop_id', frozen.location_key, 'metric_date', frozen.metric_date))) frozen_day(tenant_id, tm_shop_id, metric_date, ro_count, ro_completed_count, zero_ro_count, vehicle_visits, sold_value_cents, sold_hours, sold_job_count, labor_revenue_cents, parts_revenue_cents, sublet_revenue_cents, fees_total_cents, shop_supplies_fees_cents, environmental_fees_cents, disposal_fees_cents, hazmat_fees_cents, discount_total_cents, unsplit_discount_cents, labor_net_cents, parts_net_cents, sublet_net_cents, costed_labor_net_cents, costed_parts_net_cents, costed_sublet_net_cents, labor_cost_cents, parts_cost_cents, sublet_cost_cents, parts_without_tires_net_cents, costed_parts_without_tires_net_cents, parts_without_tires_cost_cents, labor_hours, charged_hours, unassigned_hours, assigned_rate_hours, shop_average_hours, default_rate_hours, no_rate_hours, tax_total_cents, posted_revenue_cents, authorized_job_count, valued_job_count, authorized_valued_job_count, authorized_value_cents, potential_revenue_cents, potential_job_count, pending_value_cents, declined_revenue_cents, built_at))
  WHERE ((frozen.vendor = 'tekmetric'::text) AND (frozen.table_name = 'daily_shop_metrics'::text));

grant select on tekmetric.shop_days to daysheet_analyst;
grant select on tekmetric.shop_days to daysheet_editor;
grant select on tekmetric.shop_days to daysheet_reader;
grant select on tekmetric.shop_days to daysheet_service;

create table tekmetric.shop_rates (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    valid_from_on date not null,
    default_cost_cents bigint,
    posted_rate_cents bigint,
    constraint shop_rates_pkey PRIMARY KEY (tenant_id, tm_shop_id, valid_from_on),
    constraint shop_rates_default_cost_cents_check CHECK ((default_cost_cents >= 0)),
    constraint shop_rates_posted_rate_cents_check CHECK ((posted_rate_cents >= 0))
);

alter table tekmetric.shop_rates enable row level security;
alter table tekmetric.shop_rates force row level security;
create policy may_read on tekmetric.shop_rates as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.shop_rates as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.shop_rates as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, valid_from_on, default_cost_cents, posted_rate_cents) on tekmetric.shop_rates to daysheet_analyst;
grant select on tekmetric.shop_rates to daysheet_editor;
grant select on tekmetric.shop_rates to daysheet_reader;
grant delete, insert, select, update on tekmetric.shop_rates to daysheet_service;

create table tekmetric.shops (
    tenant_id bigint not null,
    tm_id bigint not null,
    name text not null,
    nickname text not null,
    phone text not null,
    email text not null,
    website text,
    address_line1 text not null,
    address_line2 text,
    city text not null,
    state text not null,
    zip text not null,
    ro_custom_label_enabled boolean not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint shops_pkey PRIMARY KEY (tenant_id, tm_id),
    constraint shops_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.shops enable row level security;
alter table tekmetric.shops force row level security;
create policy may_read on tekmetric.shops as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.shops as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.shops as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_id, name, nickname, phone, email, website, address_line1, address_line2, city, state, zip, ro_custom_label_enabled, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on tekmetric.shops to daysheet_analyst;
grant select on tekmetric.shops to daysheet_editor;
grant select on tekmetric.shops to daysheet_reader;
grant delete, insert, select, update on tekmetric.shops to daysheet_service;

create table tekmetric.snapshot_corrections (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    correction_no bigint not null,
    kind text not null,
    cause text not null,
    noticed_at timestamp with time zone not null,
    noticed_on date not null,
    from_revision bigint,
    to_revision bigint,
    from_on date,
    to_on date,
    net_sales_change_cents bigint not null,
    gross_profit_change_cents bigint not null,
    constraint snapshot_corrections_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, correction_no),
    constraint snapshot_corrections_tenant_id_tm_shop_id_tm_repair_order__fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.repair_orders(tenant_id, tm_shop_id, tm_id) ON DELETE CASCADE,
    constraint snapshot_corrections_kind_check CHECK ((kind = ANY (ARRAY['unposted'::text, 'reposted'::text, 'changed'::text, 'moved'::text])))
);

CREATE INDEX snapshot_corrections_by_time ON tekmetric.snapshot_corrections USING btree (tenant_id, noticed_at);

alter table tekmetric.snapshot_corrections enable row level security;
alter table tekmetric.snapshot_corrections force row level security;
create policy may_read on tekmetric.snapshot_corrections as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.snapshot_corrections as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.snapshot_corrections as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, correction_no, kind, cause, noticed_at, noticed_on, from_revision, to_revision, from_on, to_on, net_sales_change_cents, gross_profit_change_cents) on tekmetric.snapshot_corrections to daysheet_analyst;
grant select on tekmetric.snapshot_corrections to daysheet_editor;
grant select on tekmetric.snapshot_corrections to daysheet_reader;
grant delete, insert, select, update on tekmetric.snapshot_corrections to daysheet_service;

create table tekmetric.tech_daily_metrics (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    metric_date date not null,
    technician_key bigint not null,
    tm_technician_id bigint generated always as (NULLIF(technician_key, 0)) stored,
    hours_billed numeric not null,
    charged_hours numeric not null,
    hours_logged numeric,
    efficiency_hours numeric not null,
    labor_revenue_cents bigint not null,
    labor_net_cents bigint not null,
    labor_cost_cents bigint not null,
    costed_hours numeric not null,
    costed_net_cents bigint not null,
    attended_hours numeric,
    billed_attended_hours numeric not null,
    measured_attended_hours numeric not null,
    measured_logged_hours numeric not null,
    jobs_worked bigint not null,
    ros_worked bigint not null,
    rate_sources jsonb not null,
    built_at timestamp with time zone not null,
    constraint tech_daily_metrics_pkey PRIMARY KEY (tenant_id, tm_shop_id, metric_date, technician_key)
);

alter table tekmetric.tech_daily_metrics enable row level security;
alter table tekmetric.tech_daily_metrics force row level security;
create policy may_read on tekmetric.tech_daily_metrics as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.tech_daily_metrics as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.tech_daily_metrics as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, metric_date, technician_key, tm_technician_id, hours_billed, charged_hours, hours_logged, efficiency_hours, labor_revenue_cents, labor_net_cents, costed_hours, costed_net_cents, attended_hours, billed_attended_hours, measured_attended_hours, measured_logged_hours, jobs_worked, ros_worked, rate_sources, built_at) on tekmetric.tech_daily_metrics to daysheet_analyst;
grant select on tekmetric.tech_daily_metrics to daysheet_editor;
grant select on tekmetric.tech_daily_metrics to daysheet_reader;
grant delete, insert, select, update on tekmetric.tech_daily_metrics to daysheet_service;

create view tekmetric.technician_cost_days with (security_invoker=true, security_barrier=true) as
 SELECT daily.tenant_id,
    daily.tm_shop_id,
    daily.metric_date,
    daily.technician_key,
    daily.tm_technician_id,
    daily.hours_billed,
    daily.charged_hours,
    daily.hours_logged,
    daily.efficiency_hours,
    daily.labor_revenue_cents,
    daily.labor_net_cents,
    daily.labor_cost_cents,
    daily.costed_hours,
    daily.costed_net_cents,
    daily.attended_hours,
    daily.billed_attended_hours,
    daily.measured_attended_hours,
    daily.measured_logged_hours,
    daily.jobs_worked,
    daily.ros_worked,
    daily.rate_sources,
    daily.built_at,
    false AS is_frozen
   FROM tekmetric.tech_daily_metrics daily
  WHERE (NOT (EXISTS ( SELECT
           FROM control.closed_months closed
          WHERE ((closed.tenant_id = daily.tenant_id) AND (closed.vendor = 'tekmetric'::text) AND (closed.location_key = (daily.tm_shop_id)::text) AND (closed.month_on = ((daily.metric_date - (EXTRACT(day FROM daily.metric_date))::integer) + 1))))))
UNION ALL
 SELECT frozen_day.tenant_id,
    frozen_day.tm_shop_id,
    frozen_day.metric_date,
    frozen_day.technician_key,
    frozen_day.tm_technician_id,
    frozen_day.hours_billed,
    frozen_day.charged_hours,
    frozen_day.hours_logged,
    frozen_day.efficiency_hours,
    frozen_day.labor_revenue_cents,
    frozen_day.labor_net_cents,
    frozen_day.labor_cost_cents,
    frozen_day.costed_hours,
    frozen_day.costed_net_cents,
    frozen_day.attended_hours,
    frozen_day.billed_attended_hours,
    frozen_day.measured_attended_hours,
    frozen_day.measured_logged_hours,
    frozen_day.jobs_worked,
    frozen_day.ros_worked,
    frozen_day.rate_sources,
    frozen_day.built_at,
    true AS is_frozen
   FROM (control.frozen_figures frozen
     CROSS JOIN LATERAL jsonb_populate_record(NULL::tekmetric.tech_daily_metrics, ((frozen.figures || frozen.personal_figures) || jsonb_build_object('tenant_id', frozen.tenant_id, 'tm_shop_id', frozen.location_key, 'metric_date', frozen.metric_date))) frozen_day(tenant_id, tm_shop_id, metric_date, technician_key, tm_technician_id, hours_billed, charged_hours, hours_logged, efficiency_hours, labor_revenue_cents, labor_net_cents, labor_cost_cents, costed_hours, costed_net_cents, attended_hours, billed_attended_hours, measured_attended_hours, measured_logged_hours, jobs_worked, ros_worked, rate_sources, built_at))
  WHERE ((frozen.vendor = 'tekmetric'::text) AND (frozen.table_name = 'tech_daily_metrics'::text));

grant select on tekmetric.technician_cost_days to daysheet_editor;
grant select on tekmetric.technician_cost_days to daysheet_reader;
grant select on tekmetric.technician_cost_days to daysheet_service;

create view tekmetric.technician_days with (security_invoker=true, security_barrier=true) as
 SELECT daily.tenant_id,
    daily.tm_shop_id,
    daily.metric_date,
    daily.technician_key,
    daily.tm_technician_id,
    daily.hours_billed,
    daily.charged_hours,
    daily.hours_logged,
    daily.efficiency_hours,
    daily.labor_revenue_cents,
    daily.labor_net_cents,
    daily.costed_hours,
    daily.costed_net_cents,
    daily.attended_hours,
    daily.billed_attended_hours,
    daily.measured_attended_hours,
    daily.measured_logged_hours,
    daily.jobs_worked,
    daily.ros_worked,
    daily.rate_sources,
    daily.built_at,
    false AS is_frozen
   FROM tekmetric.tech_daily_metrics daily
  WHERE (NOT (EXISTS ( SELECT
           FROM control.closed_months closed
          WHERE ((closed.tenant_id = daily.tenant_id) AND (closed.vendor = 'tekmetric'::text) AND (closed.location_key = (daily.tm_shop_id)::text) AND (closed.month_on = ((daily.metric_date - (EXTRACT(day FROM daily.metric_date))::integer) + 1))))))
UNION ALL
 SELECT frozen_day.tenant_id,
    frozen_day.tm_shop_id,
    frozen_day.metric_date,
    frozen_day.technician_key,
    frozen_day.tm_technician_id,
    frozen_day.hours_billed,
    frozen_day.charged_hours,
    frozen_day.hours_logged,
    frozen_day.efficiency_hours,
    frozen_day.labor_revenue_cents,
    frozen_day.labor_net_cents,
    frozen_day.costed_hours,
    frozen_day.costed_net_cents,
    frozen_day.attended_hours,
    frozen_day.billed_attended_hours,
    frozen_day.measured_attended_hours,
    frozen_day.measured_logged_hours,
    frozen_day.jobs_worked,
    frozen_day.ros_worked,
    frozen_day.rate_sources,
    frozen_day.built_at,
    true AS is_frozen
   FROM (control.frozen_figures frozen
     CROSS JOIN LATERAL jsonb_populate_record(NULL::tekmetric.tech_daily_metrics, (frozen.figures || jsonb_build_object('tenant_id', frozen.tenant_id, 'tm_shop_id', frozen.location_key, 'metric_date', frozen.metric_date))) frozen_day(tenant_id, tm_shop_id, metric_date, technician_key, tm_technician_id, hours_billed, charged_hours, hours_logged, efficiency_hours, labor_revenue_cents, labor_net_cents, labor_cost_cents, costed_hours, costed_net_cents, attended_hours, billed_attended_hours, measured_attended_hours, measured_logged_hours, jobs_worked, ros_worked, rate_sources, built_at))
  WHERE ((frozen.vendor = 'tekmetric'::text) AND (frozen.table_name = 'tech_daily_metrics'::text));

grant select on tekmetric.technician_days to daysheet_analyst;
grant select on tekmetric.technician_days to daysheet_editor;
grant select on tekmetric.technician_days to daysheet_reader;
grant select on tekmetric.technician_days to daysheet_service;

create table tekmetric.technician_hours (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_employee_id bigint not null,
    worked_on date not null,
    attended_hours numeric,
    hours_source text not null default 'manual'::text,
    constraint technician_hours_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_employee_id, worked_on),
    constraint technician_hours_attended_hours_check CHECK ((attended_hours >= (0)::numeric))
);

alter table tekmetric.technician_hours enable row level security;
alter table tekmetric.technician_hours force row level security;
create policy may_read on tekmetric.technician_hours as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.technician_hours as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.technician_hours as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_employee_id, worked_on, attended_hours, hours_source) on tekmetric.technician_hours to daysheet_analyst;
grant select on tekmetric.technician_hours to daysheet_editor;
grant select on tekmetric.technician_hours to daysheet_reader;
grant delete, insert, select, update on tekmetric.technician_hours to daysheet_service;

create table tekmetric.vehicles (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_id bigint not null,
    tm_customer_id bigint not null,
    year bigint,
    make text,
    model text,
    sub_model text,
    engine text,
    color text,
    license_plate text,
    license_state text,
    vin text,
    drive_type text,
    transmission text,
    body_style text,
    notes text,
    unit_number text,
    production_date text,
    tm_created_at timestamp with time zone not null,
    tm_updated_at timestamp with time zone not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint vehicles_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_id),
    constraint vehicles_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.vehicles enable row level security;
alter table tekmetric.vehicles force row level security;
create policy may_read on tekmetric.vehicles as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.vehicles as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.vehicles as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_id, tm_customer_id, year, make, model, sub_model, engine, color, license_state, drive_type, transmission, body_style, production_date, tm_created_at, tm_updated_at, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on tekmetric.vehicles to daysheet_analyst;
grant select on tekmetric.vehicles to daysheet_editor;
grant select on tekmetric.vehicles to daysheet_reader;
grant delete, insert, select, update on tekmetric.vehicles to daysheet_service;

create table tekmetric.vendor_profit_labor (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    "position" bigint not null,
    name text,
    rate_cents bigint,
    hours numeric,
    technician_name text,
    hourly_rate_cents bigint,
    cost_cents bigint,
    retail_cents bigint,
    constraint vendor_profit_labor_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id, "position"),
    constraint vendor_profit_labor_tenant_id_tm_shop_id_tm_repair_order_i_fkey FOREIGN KEY (tenant_id, tm_shop_id, tm_repair_order_id) REFERENCES tekmetric.vendor_profits(tenant_id, tm_shop_id, tm_repair_order_id) ON DELETE CASCADE
);

alter table tekmetric.vendor_profit_labor enable row level security;
alter table tekmetric.vendor_profit_labor force row level security;
create policy may_read on tekmetric.vendor_profit_labor as permissive for select to daysheet_editor
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.vendor_profit_labor as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.vendor_profit_labor as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select on tekmetric.vendor_profit_labor to daysheet_editor;
grant delete, insert, select, update on tekmetric.vendor_profit_labor to daysheet_service;

create table tekmetric.vendor_profits (
    tenant_id bigint not null,
    tm_shop_id bigint not null,
    tm_repair_order_id bigint not null,
    labor_hours numeric,
    labor_retail_cents bigint,
    labor_cost_cents bigint,
    labor_profit_cents bigint,
    total_retail_cents bigint not null,
    total_cost_cents bigint not null,
    total_profit_cents bigint not null,
    deleted_at timestamp with time zone,
    deleted_reason text,
    first_seen_at timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    is_complete boolean not null,
    constraint vendor_profits_pkey PRIMARY KEY (tenant_id, tm_shop_id, tm_repair_order_id),
    constraint vendor_profits_deleted_reason_check CHECK ((deleted_reason = ANY (ARRAY['vendor'::text, 'absent'::text, 'gone'::text])))
);

alter table tekmetric.vendor_profits enable row level security;
alter table tekmetric.vendor_profits force row level security;
create policy may_read on tekmetric.vendor_profits as permissive for select to daysheet_analyst, daysheet_editor, daysheet_reader
    using (tenant_id IS NOT NULL);
create policy may_write on tekmetric.vendor_profits as permissive for all to daysheet_owner, daysheet_service
    using (tenant_id IS NOT NULL)
    with check (tenant_id IS NOT NULL);
create policy tenant_wall on tekmetric.vendor_profits as restrictive for all to public
    using (tenant_id = ( SELECT control.current_tenant() AS current_tenant))
    with check (tenant_id = ( SELECT control.current_tenant() AS current_tenant));

grant select (tenant_id, tm_shop_id, tm_repair_order_id, labor_hours, labor_retail_cents, labor_cost_cents, labor_profit_cents, total_retail_cents, total_cost_cents, total_profit_cents, deleted_at, deleted_reason, first_seen_at, changed_at, is_complete) on tekmetric.vendor_profits to daysheet_analyst;
grant select on tekmetric.vendor_profits to daysheet_editor;
grant select on tekmetric.vendor_profits to daysheet_reader;
grant delete, insert, select, update on tekmetric.vendor_profits to daysheet_service;
