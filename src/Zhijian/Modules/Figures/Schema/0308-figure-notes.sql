-- What people with a post say to a figure of an organisation and a month. Never deleted: what is taken back keeps its row, and that it was there is told.
create table figure_note (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  month date not null,
  measure text not null,
  note text not null,
  author text not null,
  post text not null,
  created_by uuid not null,
  created_at timestamptz not null,
  retracted_at timestamptz,
  retracted_by_name text,
  version int not null
);
create index figure_note_path on figure_note (path, id);
create index figure_note_place on figure_note (organisation_id, month, id);
call fence('figure_note');
