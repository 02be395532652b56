-- A line for one person: what happened, and where to go. path is that of the receiver's branch; the sender need not see it.
create table message (
  id uuid primary key,
  path text collate "C" not null,
  member_id uuid not null,
  text_key text not null,
  "values" jsonb not null,
  href text not null,
  at timestamptz not null,
  read_at timestamptz
);
create index message_member on message (member_id, id desc);
create index message_unread on message (member_id) where read_at is null;
call fence('message', own => 'member_id', deliver => true);
