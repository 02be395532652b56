-- Somebody sought by one character of the name, in the order of joining: the commonest characters stand in thousands of names.
create index member_c1_joined on member (c1, coalesce(join_date, '-infinity'::date), id);
create index member_c2_joined on member (c2, coalesce(join_date, '-infinity'::date), id);
create index member_c3_joined on member (c3, coalesce(join_date, '-infinity'::date), id);
