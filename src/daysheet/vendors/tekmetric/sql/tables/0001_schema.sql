create schema if not exists tekmetric authorization daysheet_owner;

set local role daysheet_owner;

grant usage on schema tekmetric to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;

comment on schema tekmetric is
    'What Tekmetric sends, as it sends it, and the figures made of it.';
