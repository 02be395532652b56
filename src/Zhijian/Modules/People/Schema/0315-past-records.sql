-- What another institution states about a person's past: brought along by a package, never mixed with what was done here. What it says lies sealed with the person's own key.
create table past_record (
  id uuid primary key,
  path text collate "C" not null,
  member_id uuid not null references member(id) deferrable initially deferred,
  batch_id uuid not null,
  kind text not null,
  "from" date,
  until date,
  stated_by text not null,
  stated_on date not null,
  content bytea not null,
  check (kind = any ('{Membership,Post,State}'::text[]))
);
create index past_record_path on past_record (path, id);
create index past_record_member on past_record (member_id, "from");
create index past_record_batch on past_record (batch_id, member_id);
call fence('past_record', own => 'member_id');
