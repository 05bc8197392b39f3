-- opportunities_of_jobs: the opportunity of each of some jobs, where the list or a detail has shown it
select distinct job.sm_id::text as given_id, job.sm_opportunity_id::text as source_id
from (
    select sm_id, sm_opportunity_id
    from smartmoving.jobs
    where tenant_id = %(tenant_id)s
        and connection_id = %(connection_id)s
        and sm_id = any(%(given_ids)s::uuid[])
    union all
    select sm_id, sm_opportunity_id
    from smartmoving.customer_jobs
    where tenant_id = %(tenant_id)s
        and connection_id = %(connection_id)s
        and sm_id = any(%(given_ids)s::uuid[])
) as job
order by given_id, source_id;
