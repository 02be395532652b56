-- That a branch was reminded of a term's end or of somebody out of reach: each once for its day.
create table branch_reminder (
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  about uuid not null,
  what text not null,
  due date not null,
  at timestamptz not null,
  primary key (about, what, due),
  check (what in ('TermEnds', 'LostContact'))
);
create index branch_reminder_path on branch_reminder (path);
call fence('branch_reminder');
