-- Since when no more is done with a person's data than duty asks; null where nothing is restricted.
alter table member add column restricted_since date;

-- Which consents were given and withdrawn, when, to which wording, on which page. Written once; the newest line of a purpose is what holds.
create table consent_entry (
  id uuid primary key,
  path text collate "C" not null,
  member_id uuid not null references member(id) deferrable initially deferred,
  purpose text not null,
  wording int not null,
  given boolean not null,
  at timestamptz not null,
  page text not null
);
create index consent_entry_path on consent_entry (path, id);
create index consent_entry_member on consent_entry (member_id, purpose, id desc);
call fence('consent_entry', own => 'member_id');
call append_only('consent_entry');
