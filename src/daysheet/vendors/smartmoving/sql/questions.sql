-- due_opportunities: which opportunities to ask for, the days that dispatch waits for first
with listed as (
    select distinct on (job.sm_opportunity_id)
        job.sm_opportunity_id, opportunity.status, customer.sm_id as sm_customer_id, customer.name,
        customer.phone_number, customer.email, customer.is_complete,
        bool_or(
            job.service_on between (%(now)s at time zone 'UTC')::date - 3 and (%(now)s at time zone 'UTC')::date + 21
        ) over (partition by job.sm_opportunity_id) as is_near
    from smartmoving.customer_jobs as job
    join smartmoving.customer_opportunities as opportunity
        on opportunity.tenant_id = job.tenant_id
        and opportunity.connection_id = job.connection_id
        and opportunity.sm_customer_id = job.sm_customer_id
        and opportunity.sm_id = job.sm_opportunity_id
    join smartmoving.customers as customer
        on customer.tenant_id = job.tenant_id
        and customer.connection_id = job.connection_id
        and customer.sm_id = job.sm_customer_id
    where job.tenant_id = %(tenant_id)s
        and job.connection_id = %(connection_id)s
        and job.service_on between %(first_on)s and %(last_on)s
        and customer.deleted_at is null
    order by job.sm_opportunity_id, customer.changed_at desc
),

-- What the list ought to have shown and did not: the job moved, its opportunity changed hands, or it is gone.
missed as (
    select distinct journey.sm_opportunity_id
    from smartmoving.truck_journeys as journey
    where journey.tenant_id = %(tenant_id)s
        and journey.connection_id = %(connection_id)s
        and journey.service_date between %(first_on)s and %(last_on)s
        and journey.deleted_at is null
        and %(seen)s::uuid[] is not null
        and not exists (
            select
            from smartmoving.customer_jobs as job
            join unnest(%(seen)s::uuid[]) as seen (sm_customer_id)
                on seen.sm_customer_id = job.sm_customer_id
            where job.tenant_id = journey.tenant_id
                and job.connection_id = journey.connection_id
                and job.sm_id = journey.sm_job_id
        )
    union
    select known.sm_id
    from smartmoving.opportunities as known
    where known.tenant_id = %(tenant_id)s
        and known.connection_id = %(connection_id)s
        and known.deleted_at is null
        and %(is_full)s
        and %(seen)s::uuid[] is not null
        and not exists (select from listed where listed.sm_opportunity_id = known.sm_id)
),

compared as (
    select
        listed.sm_opportunity_id,
        known.sm_id is null and (%(is_full)s or listed.status not in (30, 50)) as is_new,
        known.deleted_at is not null as is_back,
        known.sm_id is not null
        and (
            known.status <> listed.status
            or known.sm_customer_id is distinct from listed.sm_customer_id
            or known.customer_name is distinct from listed.name
            or nullif(known.customer_phone_number, '') is distinct from nullif(listed.phone_number, '')
            or nullif(known.customer_email, '') is distinct from nullif(listed.email, '')
        ) as differs,
        known.sm_id is not null
        and (
            %(is_full)s
            or %(with_ageing)s
            and (
                version.seen_at < %(now)s - interval '24 hours'
                and listed.is_near
                and listed.status not in (20, 30, 50)
                or version.seen_at < %(now)s - interval '14 days'
            )
        ) as is_old
    from listed
    left join smartmoving.opportunities as known
        on known.tenant_id = %(tenant_id)s
        and known.connection_id = %(connection_id)s
        and known.sm_id = listed.sm_opportunity_id
    left join control.record_versions as version
        on version.tenant_id = %(tenant_id)s
        and version.connection_id = %(connection_id)s
        and version.location_id = 0
        and version.stream = 'smartmoving.opportunities'
        and version.source_id = listed.sm_opportunity_id::text
),

-- Jobs that the list and the opportunity do not show alike; a list with a job that cannot be read proves no absence.
jobs_differ as (
    select coalesce(job.sm_opportunity_id, shown.sm_opportunity_id) as sm_opportunity_id
    from (
        select job.sm_opportunity_id, job.sm_id, job.job_number, job.service_on, job.service_type_id
        from smartmoving.customer_jobs as job
        join listed
            on listed.sm_opportunity_id = job.sm_opportunity_id
            and listed.sm_customer_id = job.sm_customer_id
        where job.tenant_id = %(tenant_id)s
            and job.connection_id = %(connection_id)s
    ) as job
    full join (
        select
            shown.sm_opportunity_id, shown.sm_id, shown.job_number, shown.service_on, shown.service_type_id,
            listed.is_complete
        from smartmoving.jobs as shown
        join listed
            on listed.sm_opportunity_id = shown.sm_opportunity_id
        where shown.tenant_id = %(tenant_id)s
            and shown.connection_id = %(connection_id)s
    ) as shown
        on shown.sm_opportunity_id = job.sm_opportunity_id
        and shown.sm_id = job.sm_id
    where (shown.job_number, shown.service_on, shown.service_type_id)
        is distinct from (job.job_number, job.service_on, job.service_type_id)
        and (job.sm_id is not null or shown.is_complete)
),

-- One that was set aside is not asked for again before something may have been mended.
waiting as (
    select distinct source_id
    from control.quarantine
    where tenant_id = %(tenant_id)s
        and connection_id = %(connection_id)s
        and stream = 'opportunities'
        and resolved_at is null
        and last_seen_at > %(now)s - interval '1 hour'
        and not %(is_full)s
),

due as (
    select compared.sm_opportunity_id
    from compared
    where compared.is_new
        or compared.is_back
        or compared.differs
        or compared.is_old
        or not compared.is_new
        and exists (select from jobs_differ where jobs_differ.sm_opportunity_id = compared.sm_opportunity_id)
        and exists (
            select
            from smartmoving.opportunities as known
            where known.tenant_id = %(tenant_id)s
                and known.connection_id = %(connection_id)s
                and known.sm_id = compared.sm_opportunity_id
        )
    union
    select missed.sm_opportunity_id
    from missed
)

select
    due.sm_opportunity_id::text as source_id
from due
left join smartmoving.customer_jobs as job
    on job.tenant_id = %(tenant_id)s
    and job.connection_id = %(connection_id)s
    and job.sm_opportunity_id = due.sm_opportunity_id
where due.sm_opportunity_id::text not in (select waiting.source_id from waiting)
group by due.sm_opportunity_id
order by min(abs(job.service_on - (%(now)s at time zone 'UTC')::date)) nulls last, due.sm_opportunity_id;

-- due_job_time_lists: opportunities whose jobs' times may have moved
select opportunity.sm_id::text as source_id
from smartmoving.opportunities as opportunity
left join smartmoving.job_time_lists as known
    on known.tenant_id = opportunity.tenant_id
    and known.connection_id = opportunity.connection_id
    and known.sm_id = opportunity.sm_id
left join control.record_versions as version
    on version.tenant_id = opportunity.tenant_id
    and version.connection_id = opportunity.connection_id
    and version.location_id = 0
    and version.stream = 'smartmoving.job_time_lists'
    and version.source_id = opportunity.sm_id::text
where opportunity.tenant_id = %(tenant_id)s
    and opportunity.connection_id = %(connection_id)s
    and exists (
        select
        from smartmoving.jobs as job
        where job.tenant_id = opportunity.tenant_id
            and job.connection_id = opportunity.connection_id
            and job.sm_opportunity_id = opportunity.sm_id
            and job.service_on between %(first_on)s and %(last_on)s
    )
    and (
        opportunity.deleted_at is null
        and (
            known.sm_id is null
            or known.deleted_at is not null
            or %(is_full)s
            or version.seen_at < opportunity.changed_at
            or version.seen_at < %(now)s - interval '1 hour'
        )
        or opportunity.deleted_at is not null
        and known.sm_id is not null
        and known.deleted_at is null
    )
order by opportunity.sm_id;

-- due_job_details: jobs whose stops and times may have moved
with wanted as (
    select job.sm_id, job.sm_opportunity_id, opportunity.changed_at
    from smartmoving.jobs as job
    join smartmoving.opportunities as opportunity
        on opportunity.tenant_id = job.tenant_id
        and opportunity.connection_id = job.connection_id
        and opportunity.sm_id = job.sm_opportunity_id
    where job.tenant_id = %(tenant_id)s
        and job.connection_id = %(connection_id)s
        and job.service_on between %(first_on)s and %(last_on)s
        and opportunity.deleted_at is null
),

known as (
    select detail.sm_id, detail.sm_opportunity_id, detail.deleted_at, version.seen_at
    from smartmoving.job_details as detail
    left join control.record_versions as version
        on version.tenant_id = detail.tenant_id
        and version.connection_id = detail.connection_id
        and version.location_id = 0
        and version.stream = 'smartmoving.job_details'
        and version.source_id = detail.sm_id::text
    where detail.tenant_id = %(tenant_id)s
        and detail.connection_id = %(connection_id)s
)

select
    coalesce(wanted.sm_id, known.sm_id)::text as source_id,
    coalesce(wanted.sm_opportunity_id, known.sm_opportunity_id)::text as opportunity_id
from wanted
full join known
    on known.sm_id = wanted.sm_id
where wanted.sm_id is not null
    and (
        known.sm_id is null
        or known.deleted_at is not null
        or %(is_full)s
        or known.seen_at < wanted.changed_at
        or known.seen_at < %(now)s - interval '1 hour'
    )
    or wanted.sm_id is null
    and known.deleted_at is null
    and %(is_full)s
order by source_id;

-- absent_customers: customers whose jobs a full reading of the days would have shown
with living as (
    select customer.sm_id
    from smartmoving.customers as customer
    where customer.tenant_id = %(tenant_id)s
        and customer.connection_id = %(connection_id)s
        and customer.deleted_at is null
        and %(is_full)s
        and exists (
            select
            from smartmoving.customer_jobs as job
            where job.tenant_id = customer.tenant_id
                and job.connection_id = customer.connection_id
                and job.sm_customer_id = customer.sm_id
                and job.service_on between %(first_on)s and %(last_on)s
        )
)

select living.sm_id::text as key, (select count(*) from living) as living
from living
where not exists (select from unnest(%(seen)s::uuid[]) as seen (sm_id) where seen.sm_id = living.sm_id);

-- absent_leads: leads of those days that the list would have shown: they became opportunities, or are gone
with living as (
    select lead.sm_id
    from smartmoving.leads as lead
    where lead.tenant_id = %(tenant_id)s
        and lead.connection_id = %(connection_id)s
        and lead.deleted_at is null
        and lead.sm_created_at >= %(first_on)s::date + 1
        -- No account's day ends before 2:30 UTC on the day after: that of the easternmost.
        and lead.sm_created_at < %(now)s
        and lead.sm_created_at < (%(last_on)s::date + 1)::timestamp at time zone 'UTC' + interval '2 hours'
)

select living.sm_id::text as key, (select count(*) from living) as living
from living
where not exists (select from unnest(%(seen)s::uuid[]) as seen (sm_id) where seen.sm_id = living.sm_id);

-- call_facts: how many customers a service day has and how many leads come in a day, over the last four weeks
with days as (
    select job.service_on, count(distinct job.sm_customer_id) as customers
    from smartmoving.customer_jobs as job
    where job.tenant_id = %(tenant_id)s
        and job.connection_id = %(connection_id)s
        and job.service_on between (%(now)s at time zone 'UTC')::date - 27 and (%(now)s at time zone 'UTC')::date + 1
    group by job.service_on
),

leads as (
    select count(*) as leads, least(28, (%(now)s at time zone 'UTC')::date - min(lead.sm_created_at)::date + 1) as days
    from smartmoving.leads as lead
    where lead.tenant_id = %(tenant_id)s
        and lead.connection_id = %(connection_id)s
        and lead.sm_created_at >= %(now)s - interval '28 days'
)

select
    (select ceil(avg(days.customers))::integer from days) as customers_per_day,
    (select count(*)::integer from days) as days,
    (select ceil(leads.leads::numeric / leads.days)::integer from leads where leads.days > 0) as leads_per_day;
