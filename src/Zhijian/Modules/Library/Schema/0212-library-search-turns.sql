-- A word that stands in thousands of texts is looked for among the newest editions first, so that a page of results is full before the rest is read:
-- editions are numbered in the order in which they were released, and the index knows each by the five hundred and twelve it came with.
create sequence library_search_turn;
alter table library_search add column turn bigint;

-- Words are only looked at in the index; without them the rows are so narrow that thousands stay in memory.
alter table library_search alter column words set storage external;
alter table library_search set (toast_tuple_target = 128);

do $$ begin
  perform set_config('zhijian.scope1', '1.', true);
  update library_search s set turn = n.turn
    from (select e.item_id, e.number, row_number() over (order by e.released_at, e.item_id, e.number) as turn from library_edition e) n
    where n.item_id = s.item_id and n.number = s.number;
  perform set_config('zhijian.scope1', '', true);
  perform setval('library_search_turn', (select coalesce(max(turn), 1) from library_search));
end $$;

alter table library_search alter column turn set not null;
alter table library_search alter column turn set default nextval('library_search_turn');
alter table library_search add column buckets text[] generated always as (array[(turn / 512)::text]) stored;

drop index library_search_all;
create index library_search_all on library_search using gin (words, places, title_letters, buckets);
