-- Names in pinyin, by which organisations are found that are typed in Latin letters; written by the program with the name, and by a job for those from before.
alter table organisation add column spelled text collate "C";
create index organisation_not_spelled on organisation (id) where spelled is null;
