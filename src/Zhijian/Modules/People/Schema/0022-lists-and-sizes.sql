-- Somebody sought by one character of the name, in the order of joining: the commonest characters stand in thousands of names.
create index member_c1_joined on member (c1, coalesce(join_date, '-infinity'::date), id);
create index member_c2_joined on member (c2, coalesce(join_date, '-infinity'::date), id);
create index member_c3_joined on member (c3, coalesce(join_date, '-infinity'::date), id);

-- The size of an organisation is counted from the index alone, a group's from its own.
create index member_counted on member (path, category, id) where left_on is null and category in ('FullMember', 'ProbationaryMember');
create index member_group on member (group_id) where group_id is not null;
