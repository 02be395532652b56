-- The terms of office of a body, one after the other: the present one is open, its planned end also stands in organisation.
create table organisation_term (
  id uuid primary key,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  started_on date not null,
  planned_end date not null,
  ended_on date,
  note text not null,
  extended_by text,
  end_reason text,
  version int not null,
  check (planned_end > started_on),
  check (ended_on is null or ended_on >= started_on)
);
create index organisation_term_path on organisation_term (path, id);
create index organisation_term_of on organisation_term (organisation_id, started_on desc);
-- One term at a time: two who enter an election at once can't both win.
create unique index organisation_term_open on organisation_term (organisation_id) where ended_on is null;
call fence('organisation_term');
