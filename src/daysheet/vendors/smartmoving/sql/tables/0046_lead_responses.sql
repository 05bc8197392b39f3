-- How long leads waited, one by one: a median is taken of these and never of days.
--
-- The age of those that still wait hangs on the clock: the server's, or what a transaction says, as in mart.journeys.

set local role daysheet_owner;

create view mart.lead_responses with (security_invoker = true, security_barrier = true) as
with clock as (
    select coalesce(nullif(current_setting('app.as_of', true), '')::timestamptz, now()) as read_at
)

select
    inquiry.tenant_id,
    inquiry.connection_id,
    inquiry.sm_id,
    coalesce(location.source_id, inquiry.sm_branch_id::text) as sm_location_id,
    location.location_id,
    location.name as location_name,
    inquiry.sm_branch_id,
    inquiry.referral_source,
    inquiry.created_at,
    inquiry.created_on,
    inquiry.is_deleted,
    inquiry.touched_at is null as is_waiting,
    inquiry.first_seen_at <= inquiry.created_at + interval '1 day' as is_measured,
    extract(epoch from coalesce(inquiry.touched_at, clock.read_at) - inquiry.created_at) / 60 as minutes,
    extract(epoch from clock.read_at - inquiry.created_at) / 60 as age_minutes
from smartmoving.inquiries as inquiry
cross join clock
left join control.location_sources as source
    on source.tenant_id = inquiry.tenant_id
    and source.connection_id = inquiry.connection_id
    and source.source_id = inquiry.sm_branch_id::text
left join control.locations as location
    on location.tenant_id = source.tenant_id
    and location.location_id = source.location_id;

comment on view mart.lead_responses is
    'Leads and how long each waited until somebody worked on it: at most, for it is the first change of status that we saw. Key: connection_id, sm_id.';

comment on column mart.lead_responses.tenant_id is
    'The tenant it belongs to.';

comment on column mart.lead_responses.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column mart.lead_responses.sm_id is
    'The vendor''s id of the lead.';

comment on column mart.lead_responses.sm_location_id is
    'The vendor''s id by which the location is known, or of the branch that nobody has mapped.';

comment on column mart.lead_responses.location_id is
    'Number of the location; null while the branch is unmapped.';

comment on column mart.lead_responses.location_name is
    'not pii: Name of the location; null while the branch is unmapped.';

comment on column mart.lead_responses.sm_branch_id is
    'The vendor''s id of the branch; the nil UUID where it is not known.';

comment on column mart.lead_responses.referral_source is
    'Where the customer comes from, trimmed.';

comment on column mart.lead_responses.created_at is
    'The vendor''s time of creation; null where it does not tell.';

comment on column mart.lead_responses.created_on is
    'The branch''s own day of it.';

comment on column mart.lead_responses.is_deleted is
    'Whether the vendor says that it is gone: it counts nowhere.';

comment on column mart.lead_responses.is_waiting is
    'Whether nobody has worked on it yet, as far as we saw.';

comment on column mart.lead_responses.is_measured is
    'Whether we first saw it within a day of its creation; of the others the minutes say nothing.';

comment on column mart.lead_responses.minutes is
    'Minutes to the first change of status that we saw, at most; its age so far while it waits.';

comment on column mart.lead_responses.age_minutes is
    'Minutes since its creation.';

grant select on mart.lead_responses to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;
