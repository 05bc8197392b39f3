create schema if not exists smartmoving authorization daysheet_owner;

set local role daysheet_owner;

grant usage on schema smartmoving to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;

comment on schema smartmoving is
    'What SmartMoving sends, as it sends it, and the journeys made of it.';
