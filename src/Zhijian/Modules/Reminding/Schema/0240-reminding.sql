-- When one person wants to be reminded; nobody else sees it.
create table reminder_choice (
  member_id uuid primary key references member(id) deferrable initially deferred,
  path text collate "C" not null,
  hour int not null check (hour between 0 and 23),
  every_day boolean not null,
  paused_until date,
  version int not null
);
create index reminder_choice_path on reminder_choice (path);
call fence('reminder_choice', own => 'member_id');

-- That a step of a thread was told to somebody: each once. Several steps told at the same moment were one message.
create table reminder (
  member_id uuid not null references member(id) deferrable initially deferred,
  path text collate "C" not null,
  kind text not null,
  about uuid not null,
  due_on date not null,
  step date not null,
  from_below boolean not null,
  sent_on date not null,
  at timestamptz not null,
  primary key (member_id, kind, about, due_on, step, from_below)
);
create index reminder_path on reminder (path);
create index reminder_sent on reminder (sent_on, member_id);
call fence('reminder', own => 'member_id');

-- Terms and people out of reach are threads like the others now.
drop table branch_reminder;
