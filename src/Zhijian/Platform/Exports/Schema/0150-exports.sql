-- Long lists on their way to a file: who asked for what, how far it is, and the key of the file, which lies sealed in the data folder until its link expires.
create table export_file (
  id uuid primary key,
  path text collate "C" not null,
  account_id uuid not null,
  member_id uuid not null,
  by_name text not null,
  holding_id uuid,
  list text not null,
  filters text not null,
  format text not null,
  language text not null,
  at timestamptz not null,
  until timestamptz not null,
  state text not null,
  rows bigint not null,
  claimed_until timestamptz,
  size bigint not null,
  data_key bytea not null
);
create index export_file_account on export_file (account_id, at);
create index export_file_path on export_file (path, id);
create index export_file_waiting on export_file (at) where state = 'Waiting';
call fence('export_file', own => 'member_id');
