-- What people studied elsewhere, as the learning system or a training's list says it: brought by a list, never typed here.
create table learning_record (
  id uuid primary key,
  path text collate "C" not null,
  member_id uuid not null,
  course text not null,
  provider text,
  units numeric(5, 1) check (units >= 0),
  completed_on date not null,
  source text not null,
  brought_at timestamptz not null,
  version int not null
);
create index learning_record_path on learning_record (path, id);
create index learning_record_mine on learning_record (member_id, completed_on desc, id desc);
call fence('learning_record', own => 'member_id');
-- Two lists that bring the same at once: one wins, and the other finds it there.
create unique index learning_record_once on learning_record (member_id, course, completed_on);
