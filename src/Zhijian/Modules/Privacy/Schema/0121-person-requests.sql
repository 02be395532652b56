-- What people ask for about their own data: to put a field right, to erase, to restrict, to end a restriction. Values are sealed with the person's own key.
create table person_request (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  member_id uuid not null references member(id) deferrable initially deferred,
  kind text not null,
  field text,
  old_value bytea,
  new_value bytea,
  reason text not null,
  rule text not null,
  state text not null,
  asked_at timestamptz not null,
  due_on date not null,
  answered_at timestamptz,
  answer text,
  overdue_since date,
  version int not null default 1
);
create index person_request_path on person_request (path, id);
create index person_request_member on person_request (member_id, id desc);
create index person_request_due on person_request (due_on) where state = 'Waiting' and overdue_since is null;
-- The same thing is asked for once at a time.
create unique index person_request_open on person_request (member_id, kind, coalesce(field, '')) where state in ('Waiting', 'Returned');
call fence('person_request', own => 'member_id');
