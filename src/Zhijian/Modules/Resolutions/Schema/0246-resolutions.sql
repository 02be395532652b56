-- Questions put to the committee of an organisation, and what became of them.
create table put_question (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  title text not null,
  material text not null,
  options text[] not null,
  decide_on date not null,
  state text not null,
  chosen int,
  resolution text,
  resolved_on date,
  carried_out boolean,
  outcome text,
  author text not null,
  saves int not null,
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null
);
create index put_question_path on put_question (path, id);
call fence('put_question');

-- What was said in the discussion, under names; only ever added to.
create table question_contribution (
  id uuid primary key,
  question_id uuid not null references put_question(id) deferrable initially deferred,
  path text collate "C" not null,
  words text not null,
  author text not null,
  created_by uuid not null,
  created_at timestamptz not null
);
create index question_contribution_question on question_contribution (question_id, id);
create index question_contribution_path on question_contribution (path);
call fence('question_contribution');

-- What follows from a resolution, each given to somebody.
create table resolution_task (
  id uuid primary key,
  question_id uuid not null references put_question(id) deferrable initially deferred,
  path text collate "C" not null,
  text text not null,
  owner_member_id uuid not null,
  owner_name text not null,
  due_on date not null,
  done_at timestamptz,
  version int not null
);
create index resolution_task_question on resolution_task (question_id, id);
create index resolution_task_path on resolution_task (path);
create index resolution_task_owner on resolution_task (owner_member_id, due_on) where done_at is null;
call fence('resolution_task', own => 'owner_member_id');
