-- A search that looks further back named every bucket of five hundred and twelve by itself, and most of its time went into finding sixty-five of them in the index;
-- sixteen buckets are one volume now, and the index knows an edition by both.
alter table library_search drop column buckets;
alter table library_search add column buckets text[] generated always as (array[(turn / 512)::text, 'v' || (turn / 8192)::text]) stored;
create index library_search_all on library_search using gin (words, places, title_letters, buckets);
