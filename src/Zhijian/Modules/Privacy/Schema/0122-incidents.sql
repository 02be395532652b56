-- An incident with personal data, as the security officer describes it, and whom it affects: names of fields, never values.
create table incident (
  id uuid primary key,
  path text collate "C" not null,
  since timestamptz not null,
  until timestamptz not null,
  account text,
  leaked_table text,
  what_zh text not null,
  what_en text not null,
  measures_zh text not null,
  measures_en text not null,
  contact text not null,
  prepared_by uuid not null,
  prepared_by_name text not null,
  prepared_at timestamptz not null,
  approved_by uuid,
  approved_by_name text,
  approved_at timestamptz,
  version int not null default 1,
  check (approved_by is null or approved_by <> prepared_by)
);
create index incident_path on incident (path, id);
call fence('incident', pass => 'id');

create table incident_person (
  incident_id uuid not null references incident(id) on delete cascade deferrable initially deferred,
  member_id uuid not null references member(id) deferrable initially deferred,
  path text collate "C" not null,
  seen text[] not null,
  reachable text[] not null,
  primary key (incident_id, member_id)
);
create index incident_person_path on incident_person (path, incident_id);
create index incident_person_member on incident_person (member_id);
call fence('incident_person', own => 'member_id');
