-- How many values of each element nobody confirmed for a year, by organisation; counted anew by a job, because counting it takes longer than a page may wait.
create table unconfirmed_count (
  path text collate "C" not null,
  entity_kind text not null,
  element text not null,
  unconfirmed int not null,
  counted_at timestamptz not null,
  primary key (path, entity_kind, element)
);
call fence('unconfirmed_count');
