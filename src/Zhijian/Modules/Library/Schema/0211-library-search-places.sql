-- A library of hundreds of thousands of items is searched by words, by who may see them and by titles in one index: the fence alone would read every text
-- that has the words, whosever it is. The fence still decides what is shown; this only spares it what it would refuse.
alter table library_search add column edition_path text collate "C";
alter table library_search add column title_letters text[];

do $$ begin
  perform set_config('zhijian.scope1', '1.', true);
  update library_search s set edition_path = e.path, title_letters = array(select distinct l from unnest(string_to_array(lower(e.title), null)) l)
    from library_edition e where e.item_id = s.item_id and e.number = s.number;
  perform set_config('zhijian.scope1', '', true);
end $$;

alter table library_search alter column edition_path set not null;
alter table library_search alter column title_letters set not null;

-- 1.9.107. → @1.9.107. (is of this place) and <1. <1.9. <1.9.107. (lies below these).
create function places_of(path text) returns text[] language sql immutable parallel safe as $$
  select array['@' || path] || array(
    select '<' || array_to_string(parts[1:n], '.') || '.' from (select string_to_array(rtrim(path, '.'), '.') as parts) p, generate_series(1, cardinality(parts)) n)
$$;
alter table library_search add column places text[] generated always as (places_of(edition_path)) stored;

drop index library_search_words;
create index library_search_all on library_search using gin (words, places, title_letters);

-- What stands above the catalogue, without reading the texts.
create index library_edition_kind on library_edition (kind, path) where state = 'Current';
create index library_edition_collection on library_edition (collection, path) where state = 'Current' and collection is not null;
