-- What became of posted orders since somebody looked last is asked whenever they look.

set local role daysheet_owner;

create index snapshot_corrections_by_time on tekmetric.snapshot_corrections (tenant_id, noticed_at);
