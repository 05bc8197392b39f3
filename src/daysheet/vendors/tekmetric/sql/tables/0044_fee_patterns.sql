set local role daysheet_owner;

create table tekmetric.fee_patterns (
    tenant_id  bigint not null,
    position   bigint not null,
    pattern    text not null,
    fee_type   text not null check (fee_type in ('shop_supplies', 'environmental', 'disposal', 'hazmat', 'other')),
    primary key (tenant_id, position)
);

comment on table tekmetric.fee_patterns is
    'How a tenant tells its fees apart by their names, before the usual rules are asked.';

comment on column tekmetric.fee_patterns.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.fee_patterns.position is
    'The first pattern that fits is taken.';

comment on column tekmetric.fee_patterns.pattern is
    'Pattern of the name in lower case; % stands for any text.';

comment on column tekmetric.fee_patterns.fee_type is
    'The kind of fee it is.';

call control.secure_table('tekmetric.fee_patterns');
