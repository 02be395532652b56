-- What organisations ask those at and below them to study. Everybody below sees that it was issued.
create table learning_task (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  item_id uuid not null references library_item(id) deferrable initially deferred,
  item_title text not null,
  item_kind text not null,
  title text not null,
  note text,
  kinds text[] not null,
  mode text not null,
  units int not null check (units >= 0),
  due_on date not null,
  reached int not null,
  state text not null,
  reason text,
  issued_by uuid not null,
  issued_at timestamptz not null,
  version int not null
);
create index learning_task_path on learning_task (path, issued_at desc, id desc);
create index learning_task_newest on learning_task (issued_at desc, id desc);
call fence('learning_task', ancestors => true);

-- What one person is asked, and on which day they or their branch said that it was studied. Nothing here is a duration.
create table learning_assignment (
  task_id uuid not null references learning_task(id) deferrable initially deferred,
  member_id uuid not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  item_id uuid not null,
  title text not null,
  mode text not null,
  units int not null,
  asked_by_name text not null,
  due_on date not null,
  done_on date,
  study_id uuid,
  excused_why text,
  excused_by_name text,
  closed boolean not null,
  version int not null,
  primary key (task_id, member_id)
);
create index learning_assignment_path on learning_assignment (path, task_id);
create index learning_assignment_task on learning_assignment (task_id, path, member_id);
create index learning_assignment_mine on learning_assignment (member_id, due_on, task_id);
create index learning_assignment_study on learning_assignment (study_id) where study_id is not null;
call fence('learning_assignment', own => 'member_id');

-- That a branch studied a task together.
create table learning_study (
  id uuid primary key,
  task_id uuid not null references learning_task(id) deferrable initially deferred,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  held_on date not null,
  people int not null,
  note text,
  recorded_by uuid not null,
  recorded_by_name text not null,
  recorded_at timestamptz not null,
  undone_at timestamptz,
  version int not null
);
create index learning_study_path on learning_study (path, id);
create index learning_study_task on learning_study (task_id, organisation_id, held_on desc, id desc);
call fence('learning_study');

-- How a task stands in one branch, kept by increments: sums of any part of the tree read as many rows as there are branches in it, not people.
create table learning_sum (
  task_id uuid not null references learning_task(id) deferrable initially deferred,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  assigned int not null,
  done int not null,
  late int not null,
  excused int not null,
  primary key (task_id, organisation_id),
  check (done >= 0 and late >= 0 and excused >= 0 and done + late + excused <= assigned)
);
create index learning_sum_path on learning_sum (path, task_id);
create index learning_sum_task on learning_sum (task_id, path) include (assigned, done, late, excused);
create index learning_sum_open on learning_sum (organisation_id, task_id) where assigned > done + late + excused;
call fence('learning_sum');
