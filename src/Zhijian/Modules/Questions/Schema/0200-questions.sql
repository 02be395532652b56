-- The bank of questions. A question is what its authors work at: those who may see its organisation's records see it. What the review let go is an edition: kept whole, and there for the papers of everybody below.
create table bank_question (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  kind text not null,
  name text not null,
  category text not null,
  difficulty text,
  source text not null,
  tags text[] not null,
  code text,
  words text not null,
  content text not null,
  state text not null,
  edition int not null,
  is_in_use boolean not null,
  release_id uuid,
  answer text,
  saves int not null,
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null
);
create index bank_question_path on bank_question (path, id);
create index bank_question_release on bank_question (release_id) where release_id is not null;
call fence('bank_question');

create table question_edition (
  question_id uuid not null references bank_question(id) deferrable initially deferred,
  number int not null,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  state text not null,
  kind text not null,
  name text not null,
  category text not null,
  difficulty text,
  source text not null,
  content text not null,
  released_at timestamptz not null,
  primary key (question_id, number)
);
create index question_edition_path on question_edition (path, question_id);
-- Two reviewers' programs that release the same question at once: one wins.
create unique index question_edition_current on question_edition (question_id) where state = 'Current';
-- What an organisation released is there for the papers of those below it, and for whoever takes them.
call fence('question_edition', pass => 'question_id', ancestors => true);

-- Questions that go through the review together.
create table question_release (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  title text not null,
  questions int not null,
  state text not null,
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null
);
create index question_release_path on question_release (path, id);
call fence('question_release');

-- A file of questions that was brought and is looked at before anything of it is taken. Its content goes when it was decided on.
create table question_import (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  file_name text not null,
  format text not null,
  content text not null,
  category text not null,
  source text not null,
  state text not null,
  added int not null,
  changed int not null,
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null
);
create index question_import_path on question_import (path, id);
call fence('question_import');

-- Papers, and for whom. Those below see them; the plan names questions, never answers.
create table paper (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  title text not null,
  note text not null,
  plan text not null,
  pool text not null,
  questions int not null,
  points numeric not null,
  pass_mark numeric not null,
  shuffles_questions boolean not null,
  shuffles_options boolean not null,
  attempts int not null,
  open_book boolean not null,
  is_required boolean not null,
  shows text not null,
  kinds text[] not null,
  opens_at timestamptz,
  closes_at timestamptz,
  state text not null,
  answer text,
  saves int not null,
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null
);
create index paper_path on paper (path, id);
-- Who began a copy keeps it, also after they moved to another branch: the copy points at its paper.
call fence('paper', pass => 'id', ancestors => true);

-- Whether somebody handed in and passed: all that others see of it, within their scope.
create table paper_result (
  member_id uuid not null,
  paper_id uuid not null references paper(id) deferrable initially deferred,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  handed_in int not null,
  is_passed boolean not null,
  primary key (member_id, paper_id)
);
create index paper_result_path on paper_result (path, paper_id);
create index paper_result_paper on paper_result (paper_id);
call fence('paper_result', own => 'member_id');

-- One person's copy, what they marked and what it earned: theirs alone. No moment stands here, so that nobody can tell how long somebody took.
create table paper_attempt (
  id uuid primary key,
  member_id uuid not null,
  paper_id uuid not null references paper(id) deferrable initially deferred,
  number int not null,
  seed bigint not null,
  questions text not null,
  state text not null,
  earned numeric,
  points numeric not null,
  is_passed boolean not null,
  version int not null
);
-- Begun twice at once: one copy.
create unique index paper_attempt_number on paper_attempt (member_id, paper_id, number);
create unique index paper_attempt_running on paper_attempt (member_id, paper_id) where state = 'Running';
create index paper_attempt_of_paper on paper_attempt (paper_id) where state = 'Running';

create table paper_answer (
  attempt_id uuid not null references paper_attempt(id) deferrable initially deferred,
  place int not null,
  member_id uuid not null,
  question_id uuid not null,
  number int not null,
  marked text,
  meant text,
  share numeric,
  primary key (attempt_id, place)
);
create index paper_answer_question on paper_answer (question_id, number) where share is not null;

create table practice_question (
  member_id uuid not null,
  question_id uuid not null references bank_question(id) deferrable initially deferred,
  number int not null,
  paper_id uuid not null references paper(id) deferrable initially deferred,
  right_in_a_row int not null,
  turn int not null,
  primary key (member_id, question_id)
);

-- The person's own rows are theirs alone. The parts of the program that gather one's own data, erase it, hand in what was left at the closing hour,
-- sum up questions without their people or fill a demonstration act as no member; whoever acts as a person is one.
do $$
declare
  target text;
begin
  foreach target in array array['paper_attempt', 'paper_answer', 'practice_question'] loop
    execute format('alter table %I enable row level security', target);
    execute format('alter table %I force row level security', target);
    execute format($policy$create policy fence_own on %I using (member_id = nullif(current_setting('zhijian.member', true), '')::uuid
      or (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null))$policy$, target);
  end loop;
end $$;
