set local role daysheet_owner;

create index runs_running on control.runs (tenant_id) where status = 'running';
