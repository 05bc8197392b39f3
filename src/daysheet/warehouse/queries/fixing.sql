-- counted: what the question of a rule comes to at each location
select
    found.location_key, count(*) as records, coalesce(sum(found.amount_cents), 0) as amount_cents,
    count(*) filter (where found.amount_cents is null) as without_amount
from ({question}) as found
group by found.location_key
order by found.location_key;

-- dearest: the records of a rule, those that blur most money first
select
    found.location_key, found.key, found.record, found.day_on, found.what, found.amount_cents, found.person
from ({question}) as found
order by found.amount_cents desc nulls last, found.day_on desc, found.key, found.what
limit %(limit)s;

-- by_person: how many records of a rule are whose at each location
select
    found.location_key, found.person, count(*) as records, coalesce(sum(found.amount_cents), 0) as amount_cents
from ({question}) as found
group by found.location_key, found.person
order by amount_cents desc, records desc, found.location_key, found.person;
