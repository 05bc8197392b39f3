-- Whoever makes a connection at the command line has this machine in hand; whoever makes one through the API has not,
-- and must not make it call its own network.

set local role daysheet_owner;

alter table control.connections
    add column public_only boolean not null default false;

comment on column control.connections.public_only is
    'Whether it is called at public addresses only: it was made through the API, not at the command line.';

call control.secure_table('control.connections');
