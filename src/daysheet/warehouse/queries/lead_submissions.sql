-- hold_line: let one process at a time add leads of a connection, until its transaction ends
select connection_id
from control.connections
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
for no key update;

-- by_key: the submission of this name
select submission_id, lead_digest = %(lead_digest)s as is_same
from control.lead_submissions
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and idempotency_key = %(idempotency_key)s;

-- alike: the last submission of the same wish, unless nothing came of it
select submission_id
from control.lead_submissions
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and dedup_digest = %(dedup_digest)s
    and created_at > %(since)s
    and state not in ('refused', 'given_up')
order by created_at desc, submission_id desc
limit 1;

-- add: write down a lead before it is sent
insert into control.lead_submissions
    (tenant_id, connection_id, idempotency_key, lead_digest, dedup_digest, lead, created_at)
values
    (%(tenant_id)s, %(connection_id)s, %(idempotency_key)s, %(lead_digest)s, %(dedup_digest)s, %(lead)s, %(now)s)
returning submission_id;

-- claim: take one that is not settled; nothing comes back while another process has it
update control.lead_submissions
set fence = fence + 1,
    lease_owner = %(owner)s,
    lease_until = %(now)s + make_interval(secs => %(lease_seconds)s)
where tenant_id = %(tenant_id)s
    and submission_id = %(submission_id)s
    and settled_at is null
    and (lease_until is null or lease_until <= %(now)s)
returning fence;

-- begin_sending: say that the vendor may hear of it from now on; nothing comes back when the lease is lost
update control.lead_submissions
set state = 'sending',
    attempts = attempts + 1,
    sent_at = coalesce(sent_at, %(now)s),
    tried_at = %(now)s,
    lease_until = %(now)s + make_interval(secs => %(lease_seconds)s)
where tenant_id = %(tenant_id)s
    and submission_id = %(submission_id)s
    and fence = %(fence)s
    and lease_owner is not null
    and settled_at is null
returning lease_until;

-- settle: write down how it ended; that the vendor has it is true whoever found out
update control.lead_submissions
set state = %(state)s,
    answer = coalesce(%(answer)s, answer),
    lead_id = coalesce(%(lead_id)s, lead_id),
    last_error = %(error)s,
    settled_at = %(now)s,
    lease_owner = null,
    lease_until = null
where tenant_id = %(tenant_id)s
    and submission_id = %(submission_id)s
    and settled_at is null
    and (fence = %(fence)s or %(state)s in ('accepted', 'already_there'));

-- put_back: leave it to a later attempt
update control.lead_submissions
set state = %(state)s,
    answer = coalesce(%(answer)s, answer),
    last_error = %(error)s,
    sent_at = case when %(state)s = 'waiting' then null else sent_at end,
    lease_owner = null,
    lease_until = null
where tenant_id = %(tenant_id)s
    and submission_id = %(submission_id)s
    and fence = %(fence)s
    and settled_at is null;

-- unsettled: what is on its way through a connection, oldest first
select submission_id
from control.lead_submissions
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and settled_at is null
order by submission_id;

-- taken: which of these leads of the vendor are known to be those of submissions
select lead_id
from control.lead_submissions
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and lead_id = any(%(lead_ids)s);

-- erase: forget the people of what was settled before this instant
update control.lead_submissions
set lead = null,
    answer = null
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and settled_at < %(before)s
    and lead is not null;

-- one: a submission
select
    submission.submission_id, connection.name as connection, submission.idempotency_key, submission.state,
    submission.lead_id, submission.attempts, submission.answer, submission.last_error, submission.created_at,
    submission.sent_at, submission.tried_at, submission.settled_at, submission.lead, submission.lease_until
from control.lead_submissions as submission
join control.connections as connection
    on connection.tenant_id = submission.tenant_id
    and connection.connection_id = submission.connection_id
where submission.tenant_id = %(tenant_id)s
    and submission.submission_id = %(submission_id)s;

-- listed: the last submissions, newest first
select
    submission.submission_id, connection.name as connection, submission.idempotency_key, submission.state,
    submission.lead_id, submission.attempts, submission.answer, submission.last_error, submission.created_at,
    submission.sent_at, submission.tried_at, submission.settled_at, submission.lead, submission.lease_until
from control.lead_submissions as submission
join control.connections as connection
    on connection.tenant_id = submission.tenant_id
    and connection.connection_id = submission.connection_id
where submission.tenant_id = %(tenant_id)s
    and (%(connection)s::text is null or connection.name = %(connection)s)
order by submission.submission_id desc
limit %(limit)s;

-- page: submissions from before a number on, newest first
select
    submission.submission_id, connection.name as connection, submission.idempotency_key, submission.state,
    submission.lead_id, submission.attempts, submission.answer, submission.last_error, submission.created_at,
    submission.sent_at, submission.tried_at, submission.settled_at, submission.lead, submission.lease_until
from control.lead_submissions as submission
join control.connections as connection
    on connection.tenant_id = submission.tenant_id
    and connection.connection_id = submission.connection_id
where submission.tenant_id = %(tenant_id)s
    and (%(connection)s::text is null or connection.name = %(connection)s)
    and (%(states)s::text[] is null or submission.state = any(%(states)s))
    and (%(idempotency_key)s::text is null or submission.idempotency_key = %(idempotency_key)s)
    and (%(before_id)s::bigint is null or submission.submission_id < %(before_id)s)
order by submission.submission_id desc
limit %(limit)s;

-- count_unsettled: how many are on their way
select count(*) as unsettled
from control.lead_submissions as submission
join control.connections as connection
    on connection.tenant_id = submission.tenant_id
    and connection.connection_id = submission.connection_id
where submission.tenant_id = %(tenant_id)s
    and submission.settled_at is null
    and (%(connection)s::text is null or connection.name = %(connection)s);
