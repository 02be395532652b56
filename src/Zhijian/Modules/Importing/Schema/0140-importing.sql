-- Files on their way in. Rows lie sealed with the batch's own key until they enter; the key is wrapped by the master key like a person's.
create table import_batch (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  kind text not null,
  source text not null,
  file_name text not null,
  place text,
  size bigint not null,
  sha256 bytea not null,
  sheet text,
  header_row int not null,
  headings text[] not null,
  mapping text[] not null,
  state text not null,
  done int not null,
  total int not null,
  fit int not null,
  faulty int not null,
  waiting int not null,
  created int not null,
  changed int not null,
  unchanged int not null,
  conflicts int not null,
  problem_code text,
  problem_values text[] not null,
  data_key bytea,
  brought_by uuid not null,
  brought_by_name text not null,
  brought_at timestamptz not null,
  entered_at timestamptz,
  undone_at timestamptz,
  version int not null
);
create index import_batch_path on import_batch (path, id);
create index import_batch_working on import_batch (id) where state in ('Reading', 'Checking', 'Entering', 'Undoing');
create index import_batch_data_key on import_batch (substr(data_key, 2, 4), id) where data_key is not null;
call fence('import_batch');

create table import_row (
  batch_id uuid not null references import_batch(id) on delete cascade deferrable initially deferred,
  number int not null,
  path text collate "C" not null,
  staged_at timestamptz not null,
  content bytea not null,
  state text not null,
  faults text[] not null default '{}',
  identity_index bytea,
  institution_number text collate "C",
  twin_id uuid,
  twin_exact boolean not null default false,
  decision text,
  outcome text,
  entity_id uuid,
  primary key (batch_id, number),
  check (state in ('Staged', 'Right', 'Faulty', 'Twin')),
  check (decision in ('Same', 'New', 'LeaveOut')),
  check (outcome in ('Create', 'Change', 'Leave'))
);
create index import_row_path on import_row (path, batch_id, number);
create index import_row_state on import_row (batch_id, state, number);
create index import_row_staged on import_row (staged_at);
call fence('import_row');

-- Which column of a source holds what, as somebody said it last.
create table import_mapping (
  path text collate "C" not null,
  kind text not null,
  source text not null,
  headings text[] not null,
  elements text[] not null,
  primary key (path, kind, source)
);
call fence('import_mapping');

-- Where values came from: one row for each thing and batch (or correction by hand) with the elements it set. Never a value; what stood there before lies sealed
-- with the person's own key, for undoing.
create table provenance (
  id uuid primary key,
  path text collate "C" not null,
  entity_kind text not null,
  entity_id uuid not null,
  batch_id uuid references import_batch(id) deferrable initially deferred,
  row_number int,
  source text not null,
  elements text[] not null,
  transformed text[] not null,
  before bytea,
  entity_version int not null,
  by_id uuid not null,
  by_name text not null,
  at timestamptz not null,
  check (entity_kind in ('Member', 'Organisation', 'Post', 'Activity'))
);
create index provenance_path on provenance (path, id);
create index provenance_entity on provenance (entity_id, at desc, id desc);
create index provenance_batch on provenance (batch_id, row_number) where batch_id is not null;
call fence('provenance', own => 'entity_id');

-- A value that another source brought against one from its authoritative source. Waits for the owner of that source; the value offered is sealed with the person's own key.
create table import_conflict (
  id uuid primary key,
  path text collate "C" not null,
  batch_id uuid not null references import_batch(id) deferrable initially deferred,
  row_number int not null,
  entity_id uuid not null,
  element text not null,
  held_source text not null,
  offered_source text not null,
  offered bytea not null,
  owner_id uuid not null,
  at timestamptz not null,
  taken boolean,
  settled_at timestamptz,
  settled_by uuid,
  settled_by_name text,
  version int not null
);
create index import_conflict_path on import_conflict (path, id);
create index import_conflict_entity on import_conflict (entity_id);
create index import_conflict_open on import_conflict (owner_id) where settled_at is null;
create index import_conflict_batch on import_conflict (batch_id);
call fence('import_conflict');
