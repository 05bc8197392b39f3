set local role daysheet_owner;

-- Who sends a message finds and settles it by its lease.
create index alert_messages_by_lease on control.alert_messages (tenant_id, lease_token)
where lease_token is not null;

create index quarantine_settled on control.quarantine (tenant_id, resolved_at)
where resolved_at is not null;

-- Whether anything that waits was met last in a run.
create index quarantine_by_run on control.quarantine (tenant_id, run_id)
where resolved_at is null;
