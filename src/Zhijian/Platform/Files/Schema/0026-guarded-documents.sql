-- A guarded document is seen as marked pages only.
alter table stored_file add column guarded boolean not null default false;

-- Who opened a guarded document, for half an hour; the code stands on every page that was shown.
create table document_look (
  id uuid primary key,
  path text collate "C" not null,
  file_id uuid not null,
  member_id uuid not null,
  by_name text not null,
  code text not null unique,
  at timestamptz not null,
  until timestamptz not null,
  by_link boolean not null
);
create index document_look_file on document_look (file_id, at);
create index document_look_path on document_look (path, id);
call fence('document_look', own => 'member_id');
call append_only('document_look');

-- Links to guarded documents, each for one person until a day.
create table document_forward (
  id uuid primary key,
  path text collate "C" not null,
  file_id uuid not null,
  to_member_id uuid not null,
  to_name text not null,
  member_id uuid not null,
  by_name text not null,
  at timestamptz not null,
  until timestamptz not null,
  revoked_at timestamptz,
  version int not null
);
create index document_forward_file on document_forward (file_id, at);
create index document_forward_path on document_forward (path, id);
call fence('document_forward', own => 'to_member_id');
