-- Which day it was somewhere, by the zones of the program: those of the database may be of another release.

set local role daysheet_owner;

create function smartmoving.local_day(
    at         timestamptz,
    in_zone    text,
    zones      text[],
    starts     timestamptz[],
    offsets    interval[]
) returns date
language sql
immutable
parallel safe
set search_path = ''
return (
    select ($1 at time zone 'UTC' + rule.utc_offset)::date
    from unnest($3, $4, $5) as rule (zone, starts_at, utc_offset)
    where rule.zone = coalesce($2, 'UTC')
    order by rule.starts_at <= $1 desc, case when rule.starts_at <= $1 then $1 - rule.starts_at else rule.starts_at - $1 end
    limit 1
);

comment on function smartmoving.local_day(timestamptz, text, text[], timestamptz[], interval[]) is
    'The calendar day of an instant in a zone, by the rules given; UTC where no zone is known.';

create function smartmoving.contact_key(telephone text) returns text
language sql
immutable
parallel safe
set search_path = ''
return (
    select case when length(typed.digits) >= 7 then regexp_replace(typed.digits, '^1(?=\d{10}$)', '') end
    from (select regexp_replace(coalesce(telephone, ''), '\D', '', 'g') as digits) as typed
);

comment on function smartmoving.contact_key(text) is
    'A telephone number as its digits, without the country''s 1; null for less than seven.';

create function smartmoving.sane_cents(amount bigint) returns bigint
language sql
immutable
parallel safe
set search_path = ''
return case when abs(amount::numeric) < 1e15 then amount end;

comment on function smartmoving.sane_cents(bigint) is
    'An amount that a sum over many rows can hold; null where it is absurd, as if it were not known.';

grant execute on function
    smartmoving.local_day(timestamptz, text, text[], timestamptz[], interval[]),
    smartmoving.contact_key(text),
    smartmoving.sane_cents(bigint)
to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;
