create schema if not exists pawtrack authorization daysheet_owner;

set local role daysheet_owner;

grant usage on schema pawtrack to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;

comment on schema pawtrack is
    'What Pawtrack sends, as it sends it.';
