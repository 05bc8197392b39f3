-- How names and labor texts are read, in one place for every statement.

set local role daysheet_owner;

create function smartmoving.name_key(name text) returns text
language sql
immutable
parallel safe
set search_path = ''
return nullif(
    lower(
        array_to_string(
            array(
                select btrim(part)
                from regexp_split_to_table(
                    regexp_replace(
                        translate(
                            regexp_replace(normalize(name, nfc), '[\U0001F1E6-\U0001F1FF\uFE0F\u200D]', ' ', 'g'),
                            U&'\2019\02BC', ''''''
                        ),
                        '[\s\u00A0]+', ' ', 'g'
                    ),
                    '\s[-\u2010-\u2015]\s?|\s?[-\u2010-\u2015]\s'
                ) with ordinality as parts (part, place)
                where btrim(part) <> ''
                order by place
            ),
            ' - '
        )
    ),
    ''
);

comment on function smartmoving.name_key(text) is
    'A branch''s name without flags, stray blanks, kinds of apostrophe and case; accents stay.';

create function smartmoving.country_of(name text) returns text
language sql
immutable
parallel safe
set search_path = ''
return (
    select chr(ascii(flag[1]) - 127397) || chr(ascii(flag[2]) - 127397)
    from regexp_match(name, '([\U0001F1E6-\U0001F1FF])([\U0001F1E6-\U0001F1FF])') as flag
);

comment on function smartmoving.country_of(text) is
    'The country of the flag in a name, such as CA; null without one.';

create function smartmoving.labor_of(description text) returns integer[]
language sql
immutable
parallel safe
set search_path = ''
return (
    select array[
        round(coalesce(found[1], '0')::numeric * 60 + coalesce(found[2], '0')::numeric),
        found[4]::numeric,
        found[5]::numeric
    ]::integer[]
    from regexp_match(
        description,
        '^\s*(?:(\d{1,3}(?:\.\d{1,4})?)\s*h)?\s*(?:(\d{1,3})\s*m)?\s*@\s*[^\d\s]{0,3}\s?(\d[\d,]*(?:\.\d+)?)\s*/\s*hr'
        '\s*\((\d{1,3}) trucks?, (\d{1,3}) crew\)\s*$',
        'i'
    ) as found
    where found[1] is not null or found[2] is not null
);

comment on function smartmoving.labor_of(text) is
    'Minutes, trucks and crew in a labor text such as "2h 30m @ $349.00/hr (1 truck, 5 crew)"; null where it is written otherwise.';

create function smartmoving.hour_of(hour numeric) returns time
language sql
immutable
parallel safe
set search_path = ''
return case when hour >= 0 and round(hour * 60) < 1440 then time '00:00' + round(hour * 60) * interval '1 minute' end;

comment on function smartmoving.hour_of(numeric) is
    'A decimal hour of the day as a time, to the minute; null outside of a day.';

create function smartmoving.hours_said(description text) returns time[]
language sql
immutable
parallel safe
set search_path = ''
return (
    select array[found[1]::time, found[2]::time]
    from regexp_match(
        description,
        '^\s*((?:1[0-2]|0?\d):[0-5]\d\s?[ap]m)\s*[-\u2010-\u2015]\s*((?:1[0-2]|0?\d):[0-5]\d\s?[ap]m)\s*$',
        'i'
    ) as found
    where found[1] !~ '^0?0:' and found[2] !~ '^0?0:'
);

comment on function smartmoving.hours_said(text) is
    'Begin and end in the words of an arrival window such as "8:00 AM - 9:00 AM"; null where they say no hours.';

create function smartmoving.cents_of(amount numeric) returns bigint
language sql
immutable
parallel safe
set search_path = ''
return case when abs(round(amount)) < 9e18 then round(amount)::bigint end;

comment on function smartmoving.cents_of(numeric) is
    'Cents worked out from others, as whole ones; null where they are more than a column holds.';

grant execute on function
    smartmoving.name_key(text),
    smartmoving.country_of(text),
    smartmoving.labor_of(text),
    smartmoving.hour_of(numeric),
    smartmoving.hours_said(text),
    smartmoving.cents_of(numeric)
to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;
