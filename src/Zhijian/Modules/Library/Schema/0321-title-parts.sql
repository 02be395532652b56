-- Letters alone let through every title that has a 3 and a 7 where 37 was looked for: titles are known by each two neighbouring letters too.
create function title_parts(title text) returns text[] language sql immutable parallel safe as $$
  with letter as (select n, substr(lower(title), n, 1) as l from generate_series(1, length(title)) n where substr(lower(title), n, 1) ~ '[a-z0-9\u3400-\u9fff]')
  select coalesce(array_agg(distinct part), '{}') from (select l as part from letter union all select a.l || b.l from letter a join letter b on b.n = a.n + 1) p
$$;

do $$ begin
  perform set_config('zhijian.scope1', '1.', true);
  update library_search s set title_letters = title_parts(e.title) from library_edition e where e.item_id = s.item_id and e.number = s.number;
  perform set_config('zhijian.scope1', '', true);
end $$;
