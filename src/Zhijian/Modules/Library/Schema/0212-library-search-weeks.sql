-- A word that stands in thousands of texts is looked for in the newest weeks first, so that a page of results is full before the rest is read.
-- Weeks are counted from the beginning of 1970.
alter table library_search add column weeks text[];

-- Words are only looked at in the index; without them the rows are so narrow that thousands stay in memory.
alter table library_search alter column words set storage external;
alter table library_search set (toast_tuple_target = 128);

do $$ begin
  perform set_config('zhijian.scope1', '1.', true);
  update library_search s set weeks = array[floor(extract(epoch from e.released_at) / 604800)::bigint::text]
    from library_edition e where e.item_id = s.item_id and e.number = s.number;
  perform set_config('zhijian.scope1', '', true);
end $$;

alter table library_search alter column weeks set not null;

drop index library_search_all;
create index library_search_all on library_search using gin (words, places, title_letters, weeks);
