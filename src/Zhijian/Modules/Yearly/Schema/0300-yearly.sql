-- The yearly tables of organisations as they were frozen: written once, never changed. Only a move in the tree takes their path along.
create table yearly_sheet (
  id uuid primary key,
  freezing_id uuid not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  path_then text collate "C" not null,
  parent_path_then text collate "C" not null,
  name text not null,
  kind text not null,
  year int not null,
  as_of date not null,
  is_trial boolean not null,
  edition int not null,
  reason text,
  frozen_at_organisation_id uuid not null,
  frozen_at text not null,
  created_at timestamptz not null,
  created_by uuid not null,
  author text not null,
  pack text not null,
  lines jsonb not null
);
create index yearly_sheet_path on yearly_sheet (path, id);
create index yearly_sheet_organisation on yearly_sheet (organisation_id, year desc, id desc);
create index yearly_sheet_below on yearly_sheet (freezing_id, parent_path_then, path_then);
-- Two who freeze the same year at once don't write the same edition.
create unique index yearly_sheet_edition on yearly_sheet (frozen_at_organisation_id, year, is_trial, edition, organisation_id);
call fence('yearly_sheet');
call append_only('yearly_sheet');
