-- That the host of an activity welcomes reports, once for each activity. Whoever has the activity before them sees it.
create table experience_call (
  id uuid primary key,
  activity_id uuid not null references activity(id) deferrable initially deferred,
  activity_title text not null,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  question text not null,
  welcome_until date not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  version int not null
);
-- Two who ask about the same activity at once: one call.
create unique index experience_call_once on experience_call (activity_id);
create index experience_call_path on experience_call (path, id);
call fence('experience_call', pass => 'activity_id');

-- One invitation a person, theirs alone; the host delivers it, to other branches too.
create table experience_invitation (
  activity_id uuid not null,
  member_id uuid not null,
  path text collate "C" not null,
  activity_title text not null,
  organisation_name text not null,
  welcome_until date not null,
  primary key (activity_id, member_id)
);
create index experience_invitation_path on experience_invitation (path, activity_id);
create index experience_invitation_of on experience_invitation (member_id, welcome_until);
create index experience_invitation_over on experience_invitation (welcome_until);
call fence('experience_invitation', own => 'member_id', deliver => true);

-- A report stands at the organisation that held the activity and is its writer's own.
create table experience_report (
  id uuid primary key,
  activity_id uuid not null references activity(id) deferrable initially deferred,
  activity_title text not null,
  path text collate "C" not null,
  member_id uuid not null,
  member_name text not null,
  title text not null,
  text text not null,
  consent text not null,
  state text not null,
  handed_in_at timestamptz,
  article_id uuid,
  is_published boolean not null,
  removal_asked_at timestamptz,
  saves int not null,
  version int not null,
  -- Nothing is in an article that its writer kept to themselves.
  constraint experience_report_agreed check (article_id is null or (state = 'HandedIn' and consent <> 'NotPublished')),
  constraint experience_report_shown check (not is_published or article_id is not null)
);
create unique index experience_report_once on experience_report (activity_id, member_id);
create index experience_report_gathered on experience_report (activity_id, id) where state = 'HandedIn';
create index experience_report_path on experience_report (path, id);
create index experience_report_member on experience_report (member_id, id);
create index experience_report_article on experience_report (article_id) where article_id is not null;
call fence('experience_report', own => 'member_id');
-- A draft is its writer's alone, whatever a page would show; the program itself (no account) takes it along when an organisation moves.
create policy draft_is_its_writers on experience_report as restrictive for select
  using (state <> 'Draft' or member_id = nullif(current_setting('zhijian.member', true), '')::uuid
    or (nullif(current_setting('zhijian.account', true), '') is null and nullif(current_setting('zhijian.scope1', true), '') = '1.'));

-- Which report is in which article; it outlives the report, so that what must be taken out is known.
create table experience_choice (
  report_id uuid primary key,
  article_id uuid not null references article(id) deferrable initially deferred,
  activity_id uuid not null,
  path text collate "C" not null,
  title text not null,
  is_named boolean not null,
  withdrawn_at timestamptz
);
create index experience_choice_path on experience_choice (path, report_id);
create index experience_choice_leaving on experience_choice (article_id) where withdrawn_at is not null;
create index experience_choice_activity on experience_choice (activity_id) where withdrawn_at is not null;
call fence('experience_choice');
