-- Names in pinyin, by which people are found who are typed in Latin letters. The program spells them (surnames have readings of their own) and writes them with the name;
-- what follows from a spelling, PostgreSQL keeps itself. Row level security keeps LIKE and arrays away from indexes, comparisons of beginnings it lets pass:
-- so each thing that is looked for by its beginning is a column. People from before stand without a spelling until a job has come by.
alter table member
  add column spelled text collate "C",
  add column spelled_also text collate "C";
alter table member
  add column spelled_whole text collate "C" generated always as (replace(spelled, ' ', '')) stored,
  add column spelled_initials text collate "C" generated always as (regexp_replace(spelled, '([a-z0-9])[a-z0-9]* ?', '\1', 'g')) stored,
  add column spelled_given text collate "C" generated always as (replace(substr(spelled, nullif(strpos(spelled, ' '), 0) + 1), ' ', '')) stored,
  add column also_whole text collate "C" generated always as (replace(spelled_also, ' ', '')) stored,
  add column also_initials text collate "C" generated always as (regexp_replace(spelled_also, '([a-z0-9])[a-z0-9]* ?', '\1', 'g')) stored;
create index member_spelled_whole on member (spelled_whole, id);
create index member_spelled_initials on member (spelled_initials, spelled_whole, id);
create index member_spelled_given on member (spelled_given, spelled_whole, id) where spelled_given is not null;
create index member_also_whole on member (also_whole, spelled_whole, id) where also_whole is not null;
create index member_also_initials on member (also_initials, spelled_whole, id) where also_initials is not null;
create index member_not_spelled on member (id) where spelled is null;
