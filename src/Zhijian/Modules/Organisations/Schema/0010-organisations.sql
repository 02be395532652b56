create sequence organisation_number;

create table organisation (
  id uuid primary key,
  number int not null unique,
  path text collate "C" not null unique,
  parent_id uuid references organisation(id) deferrable initially deferred,
  kind text not null,
  name text not null,
  founded_on date not null,
  dissolved_on date,
  population text,
  term_start date,
  term_end_planned date,
  version int not null,
  check (dissolved_on is null or dissolved_on >= founded_on)
);
create index organisation_parent on organisation (parent_id);
-- Two people who found the same thing at once: one wins.
create unique index organisation_root on organisation ((parent_id is null)) where parent_id is null;
create unique index organisation_name_below on organisation (parent_id, name) where dissolved_on is null;
call fence('organisation', ancestors => true, pass => 'id');

create table organisation_version (
  id uuid primary key,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  valid_from date not null,
  valid_until date,
  name text not null,
  kind text not null,
  parent_id uuid,
  path_then text collate "C" not null,
  reason text not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  recorded_by_name text not null default '',
  warning_reason text,
  check (valid_until is null or valid_until > valid_from)
);
create index organisation_version_path on organisation_version (path, id);
-- One version at a time: two changes of the same day can't both stand.
create unique index organisation_version_from on organisation_version (organisation_id, valid_from);
create unique index organisation_version_open on organisation_version (organisation_id) where valid_until is null;
create index organisation_version_parent on organisation_version (parent_id);
create index organisation_version_then on organisation_version (path_then, valid_from);
call fence('organisation_version', ancestors => true);
