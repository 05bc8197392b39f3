-- add_rule: make a rule; nothing comes back where one has that name
insert into control.alert_rules
    (tenant_id, name, kind, metric, comparison, limit_value, is_usual, is_urgent, created_at)
values
    (%(tenant_id)s, %(name)s, %(kind)s, %(metric)s, %(comparison)s, %(limit_value)s, %(is_usual)s, %(is_urgent)s,
     %(now)s)
on conflict (tenant_id, name) do nothing
returning rule_id;

-- rules: the rules of a tenant, the usual ones first
select
    rule_id, name, kind, metric, comparison, limit_value, is_usual, is_urgent, muted_at, muted_until, judged_at, no_data
from control.alert_rules
where tenant_id = %(tenant_id)s
order by not is_usual, rule_id;

-- remove_rule: take a rule away with what it found
delete from control.alert_rules
where tenant_id = %(tenant_id)s
    and rule_id = %(rule_id)s;

-- mute_rule: let a rule be silent, for a while or until somebody says otherwise, or let it speak again
update control.alert_rules
set muted_at = %(muted_at)s,
    muted_until = %(muted_until)s
where tenant_id = %(tenant_id)s
    and rule_id = %(rule_id)s;

-- set_urgent: say whether a rule is told in quiet hours too
update control.alert_rules
set is_urgent = %(is_urgent)s
where tenant_id = %(tenant_id)s
    and rule_id = %(rule_id)s;

-- claim_look: look at a tenant alone; nothing comes back while another process does, or did a moment ago. What lies ahead
-- of our own clock by more than that was written by one that is wrong, and keeps nobody from looking
insert into control.alert_looks as mine (tenant_id, looked_at, lease_owner, leased_until)
values (%(tenant_id)s, %(now)s, %(owner)s, %(now)s + make_interval(secs => %(lease_seconds)s))
on conflict (tenant_id) do update
set looked_at = excluded.looked_at,
    lease_owner = excluded.lease_owner,
    leased_until = excluded.leased_until
where mine.looked_at > excluded.looked_at + make_interval(secs => %(pause_seconds)s)
    or (
        (mine.leased_until is null or mine.leased_until <= excluded.looked_at)
        and mine.looked_at <= excluded.looked_at - make_interval(secs => %(pause_seconds)s)
    )
returning tenant_id;

-- end_look: let others look
update control.alert_looks
set lease_owner = null,
    leased_until = null
where tenant_id = %(tenant_id)s
    and lease_owner = %(owner)s;

-- note_judgement: say when a rule was looked at, and what it could not judge
update control.alert_rules
set judged_at = %(now)s,
    no_data = %(no_data)s
where tenant_id = %(tenant_id)s
    and rule_id = %(rule_id)s;

-- open_incidents: what is wrong by the rules of a tenant
select incident_id, rule_id, cause, connection, well_at, told_at is not null as is_told
from control.alert_incidents
where tenant_id = %(tenant_id)s
    and closed_at is null
order by incident_id;

-- see: keep what a rule found, as a new incident or as the one that is open
insert into control.alert_incidents
    (tenant_id, rule_id, cause, connection, title, place, what, since_at, value_text, limit_text, by_itself, to_do,
     opened_at, last_seen_at)
values
    (%(tenant_id)s, %(rule_id)s, %(cause)s, %(connection)s, %(title)s, %(place)s, %(what)s, %(since_at)s, %(value)s,
     %(limit)s, %(by_itself)s, %(to_do)s, %(now)s, %(now)s)
on conflict (tenant_id, rule_id, cause) where closed_at is null do update
set last_seen_at = excluded.last_seen_at,
    what = excluded.what,
    value_text = excluded.value_text,
    limit_text = excluded.limit_text,
    by_itself = excluded.by_itself,
    to_do = excluded.to_do,
    well_at = null,
    well_text = null;

-- seem_well: note since when an incident is not seen any more
update control.alert_incidents
set well_at = %(now)s,
    well_text = %(well_text)s
where tenant_id = %(tenant_id)s
    and incident_id = %(incident_id)s
    and well_at is null;

-- close: close incidents that stayed well, or that are watched no more
update control.alert_incidents
set closed_at = %(now)s,
    ending = %(ending)s
where tenant_id = %(tenant_id)s
    and incident_id = any(%(incident_ids)s)
    and closed_at is null;

-- tell_opened: queue what no channel was told of yet, for every channel that takes it
with queued as (
    insert into control.alert_messages (tenant_id, channel_id, incident_id, event, queued_at, due_at)
    select %(tenant_id)s, channel.channel_id, incident.incident_id, 'opened', %(now)s, %(now)s
    from control.alert_incidents as incident
    join control.alert_rules as rule
        on rule.tenant_id = incident.tenant_id
        and rule.rule_id = incident.rule_id
    join control.alert_channels as channel
        on channel.tenant_id = incident.tenant_id
        and (channel.kinds = '{}' or rule.kind = any(channel.kinds))
    where incident.tenant_id = %(tenant_id)s
        and incident.closed_at is null
        and incident.told_at is null
        and incident.well_at is null
        and (rule.muted_at is null or rule.muted_until <= %(now)s)
    on conflict (tenant_id, channel_id, incident_id, event) do nothing
    returning incident_id
)
update control.alert_incidents as incident
set told_at = %(now)s
from (select distinct incident_id from queued) as told
where incident.tenant_id = %(tenant_id)s
    and incident.incident_id = told.incident_id
returning incident.incident_id;

-- tell_closed: queue that incidents are well again, for whoever is told that they were not
insert into control.alert_messages (tenant_id, channel_id, incident_id, event, queued_at, due_at)
select message.tenant_id, message.channel_id, message.incident_id, 'closed', %(now)s, %(now)s
from control.alert_messages as message
where message.tenant_id = %(tenant_id)s
    and message.incident_id = any(%(incident_ids)s)
    and message.event = 'opened'
on conflict (tenant_id, channel_id, incident_id, event) do nothing;

-- incidents: the incidents of a tenant, newest first, with what became of their messages
select
    incident.incident_id, rule.name as rule, rule.kind, incident.connection, incident.title, incident.place,
    incident.what, incident.since_at, incident.value_text as value, incident.limit_text as limit, incident.by_itself,
    incident.to_do, incident.opened_at, incident.last_seen_at, incident.told_at, incident.well_at, incident.well_text,
    incident.closed_at, incident.ending,
    (
        select count(*)
        from control.alert_messages as message
        where message.tenant_id = incident.tenant_id
            and message.incident_id = incident.incident_id
            and message.state = 'sent'
    ) as sent,
    (
        select count(*)
        from control.alert_messages as message
        where message.tenant_id = incident.tenant_id
            and message.incident_id = incident.incident_id
            and message.state <> 'sent'
    ) as waiting
from control.alert_incidents as incident
join control.alert_rules as rule
    on rule.tenant_id = incident.tenant_id
    and rule.rule_id = incident.rule_id
where incident.tenant_id = %(tenant_id)s
    and (not %(only_open)s or incident.closed_at is null)
    and (
        %(before_id)s::bigint is null
        or (incident.opened_at, incident.incident_id) < (
            select before.opened_at, before.incident_id
            from control.alert_incidents as before
            where before.tenant_id = %(tenant_id)s
                and before.incident_id = %(before_id)s
        )
    )
order by incident.opened_at desc, incident.incident_id desc
limit %(limit)s;

-- forget: let go of incidents that were closed long ago, with their messages
delete from control.alert_incidents
where tenant_id = %(tenant_id)s
    and closed_at < %(before)s;

-- add_channel: make a channel; nothing comes back where one has that name
insert into control.alert_channels
    (tenant_id, name, service, sealed_url, kinds, quiet_from, quiet_until, time_zone, created_at)
values
    (%(tenant_id)s, %(name)s, %(service)s, %(sealed_url)s, %(kinds)s, %(quiet_from)s, %(quiet_until)s, %(time_zone)s,
     %(now)s)
on conflict (tenant_id, name) do nothing
returning channel_id;

-- channels: the channels of a tenant, with how much waits for each
select
    channel.channel_id, channel.name, channel.service, channel.sealed_url, channel.kinds, channel.quiet_from,
    channel.quiet_until, channel.time_zone, channel.last_sent_at, channel.failures, channel.last_error,
    (
        select count(*)
        from control.alert_messages as message
        where message.tenant_id = channel.tenant_id
            and message.channel_id = channel.channel_id
            and message.state <> 'sent'
    ) as waiting
from control.alert_channels as channel
where channel.tenant_id = %(tenant_id)s
order by channel.name;

-- remove_channel: take a channel away with what waited for it
delete from control.alert_channels
where tenant_id = %(tenant_id)s
    and channel_id = %(channel_id)s;

-- claim_messages: take what a channel is due to be told, and leave alone what another process is sending
with due as (
    select message.message_id
    from control.alert_messages as message
    join control.alert_incidents as incident
        on incident.tenant_id = message.tenant_id
        and incident.incident_id = message.incident_id
    join control.alert_rules as rule
        on rule.tenant_id = incident.tenant_id
        and rule.rule_id = incident.rule_id
    where message.tenant_id = %(tenant_id)s
        and message.channel_id = %(channel_id)s
        and message.state <> 'sent'
        and message.due_at <= %(now)s
        and (message.lease_until is null or message.lease_until <= %(now)s)
        and (rule.is_urgent or not %(is_quiet)s)
    order by message.message_id
    limit %(limit)s
    for update of message skip locked
)
update control.alert_messages as message
set lease_token = %(token)s,
    lease_until = %(now)s + make_interval(secs => %(lease_seconds)s)
from due
where message.tenant_id = %(tenant_id)s
    and message.message_id = due.message_id
returning message.message_id;

-- claimed: what a sending has to tell
select
    message.message_id, message.event, message.attempts, rule.name as rule, incident.title, incident.place,
    incident.what, incident.since_at, incident.value_text as value, incident.limit_text as limit, incident.by_itself,
    incident.to_do, incident.opened_at, incident.well_at, incident.well_text
from control.alert_messages as message
join control.alert_incidents as incident
    on incident.tenant_id = message.tenant_id
    and incident.incident_id = message.incident_id
join control.alert_rules as rule
    on rule.tenant_id = incident.tenant_id
    and rule.rule_id = incident.rule_id
where message.tenant_id = %(tenant_id)s
    and message.lease_token = %(token)s
order by message.message_id;

-- settle_sent: the service took them
update control.alert_messages
set state = 'sent',
    sent_at = %(now)s,
    attempts = attempts + 1,
    error = null,
    lease_token = null,
    lease_until = null
where tenant_id = %(tenant_id)s
    and lease_token = %(token)s;

-- settle_failed: the service did not take them; they are sent again later
update control.alert_messages
set state = 'failed',
    due_at = %(due_at)s,
    attempts = attempts + 1,
    error = %(error)s,
    lease_token = null,
    lease_until = null
where tenant_id = %(tenant_id)s
    and lease_token = %(token)s;

-- note_sending: say how a channel fares
update control.alert_channels
set last_sent_at = case when %(error)s::text is null then %(now)s else last_sent_at end,
    failures = case when %(error)s::text is null then 0 else failures + 1 end,
    last_error = %(error)s
where tenant_id = %(tenant_id)s
    and channel_id = %(channel_id)s;

-- quarantined: what waits in quarantine, by connection, stream and reason
select
    known.name as connection, mine.stream, mine.reason, count(*) as entries, min(mine.first_seen_at) as first_seen_at
from control.quarantine as mine
join control.connections as known
    on known.tenant_id = mine.tenant_id
    and known.connection_id = mine.connection_id
where mine.tenant_id = %(tenant_id)s
    and mine.resolved_at is null
    and known.status <> 'paused'
group by known.name, mine.stream, mine.reason
order by known.name, mine.stream, mine.reason;
