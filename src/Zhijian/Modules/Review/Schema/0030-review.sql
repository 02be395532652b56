create table review_case (
  id uuid primary key,
  record_kind text not null,
  subject_id uuid not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  title text not null,
  author_member_id uuid not null,
  author_member_ids uuid[] not null,
  about_member_ids uuid[] not null,
  holds_sensitive_data boolean not null,
  all_checks_passed boolean not null,
  corrects_case_id uuid references review_case(id) deferrable initially deferred,
  route jsonb not null,
  state text not null,
  layer int not null,
  waiting_at_organisation_id uuid,
  waiting_posts text[] not null,
  closed_to uuid[] not null,
  waiting_since timestamptz not null,
  escalated boolean not null,
  deputy_id uuid,
  deputy_for uuid,
  last_submission int not null,
  submitted_at timestamptz not null,
  version int not null,
  check ((state = 'Waiting') = (waiting_at_organisation_id is not null))
);
create index review_case_path on review_case (path, id);
-- The inbox of a post: oldest first, whatever the history behind it.
create index review_case_waiting on review_case (waiting_at_organisation_id, waiting_since, id) where state = 'Waiting';
create index review_case_deputy on review_case (deputy_id, waiting_since, id) where state = 'Waiting' and deputy_id is not null;
create index review_case_author on review_case (author_member_id, id);
create index review_case_subject on review_case (subject_id, record_kind, id);
-- One way through the layers at a time: two people can't put the same record under review twice.
create unique index review_case_open on review_case (record_kind, subject_id) where state <> 'Approved';
call fence('review_case', own => 'author_member_id');

create table review_submission (
  case_id uuid not null references review_case(id) deferrable initially deferred,
  number int not null,
  path text collate "C" not null,
  content_json text not null,
  fingerprint text not null,
  checks jsonb not null,
  by_member_id uuid not null,
  by_name text not null,
  at timestamptz not null,
  primary key (case_id, number)
);
create index review_submission_path on review_submission (path, case_id);
call fence('review_submission', own => 'by_member_id', pass => 'case_id');
call append_only('review_submission');

create table review_step (
  case_id uuid not null references review_case(id) deferrable initially deferred,
  number int not null,
  path text collate "C" not null,
  move text not null,
  by_member_id uuid,
  by_name text not null,
  in_post text,
  at_organisation_id uuid,
  in_place_of uuid,
  to_member_id uuid,
  rule_version text not null,
  submission int not null,
  note text not null,
  field_notes jsonb not null,
  at timestamptz not null,
  case_version int not null,
  from_state text not null,
  from_layer int not null,
  from_layer_kind text,
  from_waiting_since timestamptz not null,
  from_escalated boolean not null,
  from_deputy_id uuid,
  from_deputy_for uuid,
  to_state text not null,
  to_layer int not null,
  takes_back_from int,
  primary key (case_id, number)
);
create index review_step_path on review_step (path, case_id);
create index review_step_by on review_step (by_member_id, at);
call fence('review_step', own => 'by_member_id', pass => 'case_id');
call append_only('review_step');

create table review_absence (
  id uuid primary key,
  member_id uuid not null,
  member_name text not null,
  post text not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  deputy_id uuid not null,
  deputy_name text not null,
  first_day date not null,
  last_day date not null,
  version int not null
);
create index review_absence_path on review_absence (path, id);
create index review_absence_deputy on review_absence (deputy_id, last_day);
create index review_absence_member on review_absence (member_id, last_day);
call fence('review_absence', own => 'member_id');
