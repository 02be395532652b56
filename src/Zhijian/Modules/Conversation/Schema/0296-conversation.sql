-- What readers write below an article. A row stands at the article's organisation, is its writer's own, and opens to whoever has the article before them (the pass); readers elsewhere hand it in.
create table article_comment (
  id uuid primary key,
  article_id uuid not null references article(id) deferrable initially deferred,
  article_title text not null,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  member_id uuid not null,
  member_name text not null,
  text text not null,
  state text not null,
  at timestamptz not null,
  edited_at timestamptz,
  answer text,
  answered_by uuid,
  answered_for text,
  answered_at timestamptz,
  version int not null,
  -- What is out of sight has no words here, whatever a page would show.
  constraint article_comment_words check (state = 'Shown' or text = '')
);
create index article_comment_in_turn on article_comment (article_id, id);
create index article_comment_path on article_comment (path, id);
create index article_comment_written on article_comment (member_id, at);
call fence('article_comment', own => 'member_id', pass => 'article_id', deliver => true);

-- A question is whoever asked's and the organisation's; readers who have the article before them see those that were answered to be shown.
create table article_question (
  id uuid primary key,
  article_id uuid not null references article(id) deferrable initially deferred,
  article_title text not null,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  member_id uuid not null,
  member_name text not null,
  text text not null,
  may_be_named boolean not null,
  state text not null,
  at timestamptz not null,
  answer text,
  answered_by uuid,
  answered_at timestamptz,
  is_shown boolean not null,
  version int not null
);
create index article_question_shown on article_question (article_id, id) where is_shown;
create index article_question_path on article_question (path, id);
create index article_question_open on article_question (organisation_id, id) where state = 'Open';
create index article_question_asked on article_question (member_id, at);
call fence('article_question', own => 'member_id', deliver => true);
create policy fence_told on article_question for select using (is_shown and article_id = any (string_to_array(nullif(current_setting('zhijian.passes', true), ''), ',')::uuid[]));

create table article_thanks (
  article_id uuid not null references article(id) deferrable initially deferred,
  member_id uuid not null,
  path text collate "C" not null,
  is_given boolean not null,
  at timestamptz not null,
  primary key (article_id, member_id)
);
create index article_thanks_path on article_thanks (path, article_id);
call fence('article_thanks', own => 'member_id');

-- A reported comment: for those who decide, and for its writer. Who reported stands apart, so that its writer never reads it.
create table misuse_case (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  comment_id uuid not null references article_comment(id) deferrable initially deferred,
  article_id uuid not null,
  article_title text not null,
  reason text not null,
  writer_id uuid not null,
  writer_name text not null,
  text text not null,
  state text not null,
  opened_at timestamptz not null,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  decided_depth int,
  decision text,
  appeal text,
  appealed_at timestamptz,
  appeal_decided_by uuid,
  appeal_decided_by_name text,
  appeal_decided_at timestamptz,
  appeal_decision text,
  closed_at timestamptz,
  version int not null
);
-- Two who report the same comment at once: one case.
create unique index misuse_case_once on misuse_case (comment_id);
create index misuse_case_path on misuse_case (path, id);
create index misuse_case_open on misuse_case (id) where state in ('Open', 'Appealed');
create index misuse_case_writer on misuse_case (writer_id);
call fence('misuse_case', own => 'writer_id', deliver => true);

create table misuse_report (
  case_id uuid not null references misuse_case(id) on delete cascade deferrable initially deferred,
  member_id uuid not null,
  path text collate "C" not null,
  reason text not null,
  note text not null,
  at timestamptz not null,
  primary key (case_id, member_id)
);
create index misuse_report_path on misuse_report (path, case_id);
create index misuse_report_member on misuse_report (member_id);
call fence('misuse_report', own => 'member_id', deliver => true);
