-- add_person: let somebody sign in; nothing comes where the mail address is taken
insert into control.people (tenant_id, email, name, role, locations, password_hash, added_at)
values
    (%(tenant_id)s, %(email)s, %(name)s, %(role)s, %(locations)s, %(password_hash)s, %(now)s)
on conflict (tenant_id, email) do nothing
returning person_id;

-- people: the people of a tenant by name, and when they were last seen
select
    known.person_id, known.email, known.name, known.role, known.locations, known.is_active,
    known.password_hash is not null as has_password, known.added_at, known.last_sign_in_at,
    (
        select max(mine.seen_at)
        from control.browser_sessions as mine
        where mine.tenant_id = known.tenant_id
            and mine.person_id = known.person_id
    ) as last_seen_at
from control.people as known
where known.tenant_id = %(tenant_id)s
    and (%(person_id)s::bigint is null or known.person_id = %(person_id)s)
order by known.name, known.person_id;

-- any_person: whether somebody may sign in at all
select person_id
from control.people
where tenant_id = %(tenant_id)s
limit 1;

-- hold_owners: keep who the owners are as it is until this transaction ends
select person_id
from control.people
where tenant_id = %(tenant_id)s
    and role = 'owner'
    and is_active
order by person_id
for update;

-- hold_person: keep a person as they are until this transaction ends
select person_id, email, role, locations, is_active
from control.people
where tenant_id = %(tenant_id)s
    and person_id = %(person_id)s
for update;

-- change_person: say what a person may do
update control.people
set role = %(role)s,
    locations = %(locations)s,
    is_active = %(is_active)s
where tenant_id = %(tenant_id)s
    and person_id = %(person_id)s;

-- set_password: give a person another password
update control.people
set password_hash = %(password_hash)s
where tenant_id = %(tenant_id)s
    and person_id = %(person_id)s;

-- account: whom a mail address belongs to, and whether they signed in from this network address before
select
    known.person_id, known.name, known.role, known.locations, known.password_hash, known.is_active,
    business.name as tenant_name, business.status as tenant_status,
    exists (
        select
        from control.browser_sessions as mine
        where mine.tenant_id = known.tenant_id
            and mine.person_id = known.person_id
            and mine.address_digest = %(address_digest)s
            and mine.ends_at > %(now)s
    ) as is_known_address
from control.people as known
join control.tenants as business on business.tenant_id = known.tenant_id
where known.tenant_id = %(tenant_id)s
    and known.email = %(email)s;

-- begin_session: let a person in, if they still have the password that was given
insert into control.browser_sessions
    (tenant_id, token_digest, person_id, address_digest, began_at, seen_at, ends_at)
select
    known.tenant_id, %(token_digest)s, known.person_id, %(address_digest)s, %(now)s, %(now)s, %(ends_at)s
from control.people as known
where known.tenant_id = %(tenant_id)s
    and known.person_id = %(person_id)s
    and known.is_active
    and known.password_hash = %(password_hash)s
for update of known
returning person_id;

-- begin_vouched_session: let a person in for whom the provider of sign-ins vouches
insert into control.browser_sessions
    (tenant_id, token_digest, person_id, address_digest, began_at, seen_at, ends_at)
select
    known.tenant_id, %(token_digest)s, known.person_id, %(address_digest)s, %(now)s, %(now)s, %(ends_at)s
from control.people as known
where known.tenant_id = %(tenant_id)s
    and known.person_id = %(person_id)s
    and known.is_active
    and known.email = %(email)s
for update of known
returning person_id;

-- note_sign_in: note when a person last signed in
update control.people
set last_sign_in_at = %(now)s
where tenant_id = %(tenant_id)s
    and person_id = %(person_id)s;

-- forget_sessions: remove what nothing follows from any more
delete from control.browser_sessions
where tenant_id = %(tenant_id)s
    and ends_at <= %(now)s;

-- session_of: who is signed in with a session
select
    mine.person_id, mine.seen_at, mine.ends_at, mine.ended_at, known.name, known.role, known.locations,
    known.is_active, business.name as tenant_name, business.status as tenant_status
from control.browser_sessions as mine
join control.people as known
    on known.tenant_id = mine.tenant_id
    and known.person_id = mine.person_id
join control.tenants as business on business.tenant_id = mine.tenant_id
where mine.tenant_id = %(tenant_id)s
    and mine.token_digest = %(token_digest)s;

-- touch_session: note that a session was used, unless that was noted a moment ago
update control.browser_sessions
set seen_at = %(now)s
where tenant_id = %(tenant_id)s
    and token_digest = %(token_digest)s
    and seen_at <= %(noted_before)s;

-- end_session: end a session on purpose
update control.browser_sessions
set ended_at = %(now)s
where tenant_id = %(tenant_id)s
    and token_digest = %(token_digest)s
    and ended_at is null
returning person_id;

-- end_sessions: end all sessions of a person
update control.browser_sessions
set ended_at = %(now)s
where tenant_id = %(tenant_id)s
    and person_id = %(person_id)s
    and ended_at is null
    and ends_at > %(now)s
returning person_id;

-- set_owner_token: let somebody become the first owner; the token before it opens nothing any more
insert into control.owner_tokens (tenant_id, token_digest, ends_at)
values (%(tenant_id)s, %(token_digest)s, %(ends_at)s)
on conflict (tenant_id) do update
set token_digest = excluded.token_digest,
    ends_at = excluded.ends_at;

-- owner_token: the token of a tenant without people
select token_digest, ends_at
from control.owner_tokens
where tenant_id = %(tenant_id)s;

-- use_owner_token: take the token; of several at once one gets it
delete from control.owner_tokens
where tenant_id = %(tenant_id)s
    and token_digest = %(token_digest)s
returning tenant_id;

-- count_try: count a try, anew where the counting before it has ended
insert into control.sign_in_counters as mine (counter_digest, tries, ends_at)
values (%(counter_digest)s, 1, %(ends_at)s)
on conflict (counter_digest) do update
set tries = case when mine.ends_at <= %(now)s then 1 else mine.tries + 1 end,
    ends_at = case when mine.ends_at <= %(now)s then excluded.ends_at else mine.ends_at end
returning tries, ends_at;

-- take_back_try: count a try that went well no longer
update control.sign_in_counters
set tries = greatest(tries - 1, 0)
where counter_digest = %(counter_digest)s
    and ends_at > %(now)s;

-- forget_counters: remove counters whose counting has ended, but for those in use just now
delete from control.sign_in_counters
where counter_digest in (
    select counter_digest
    from control.sign_in_counters
    where ends_at <= %(now)s
    limit 1000
    for update skip locked
);
