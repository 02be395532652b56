-- One object grows through its life: plan, notice, roll, minutes, review, filed. Nothing is typed twice.
create table activity (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  group_id uuid references organisation(id) deferrable initially deferred,
  kind text not null,
  state text not null,
  title text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  place text,
  online_link text,
  host_member_id uuid not null,
  recorder_member_id uuid,
  linkage_kind text,
  outside_partners text,
  partners int not null default 0,
  series_id uuid,
  announced_at timestamptz,
  roll_opened_at timestamptz,
  roll_closed_at timestamptz,
  cancelled_at timestamptz,
  cancel_reason text,
  code_secret bytea not null,
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null,
  check (ends_at > starts_at)
);
create index activity_path on activity (path, starts_at desc, id);
create index activity_starts on activity (starts_at desc, id);
create index activity_place on activity (place, starts_at) where place is not null;
call fence('activity', pass => 'id', own => 'host_member_id');

-- The organisations that take part; the host is one of them. Each gets its own trace of the one event.
create table activity_party (
  activity_id uuid not null references activity(id) deferrable initially deferred,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  is_host boolean not null,
  primary key (activity_id, organisation_id)
);
create index activity_party_path on activity_party (path, activity_id);
call fence('activity_party', pass => 'activity_id', deliver => true);

create table agenda_item (
  id uuid primary key,
  activity_id uuid not null references activity(id) deferrable initially deferred,
  path text collate "C" not null,
  ordinal int not null,
  title text not null,
  discussion text,
  resolution text,
  unique (activity_id, ordinal) deferrable initially deferred
);
call fence('agenda_item', pass => 'activity_id');

create table motion (
  id uuid primary key,
  activity_id uuid not null references activity(id) deferrable initially deferred,
  agenda_item_id uuid not null references agenda_item(id) deferrable initially deferred,
  path text collate "C" not null,
  ordinal int not null,
  text text not null,
  yes int not null check (yes >= 0),
  no int not null check (no >= 0),
  abstain int not null check (abstain >= 0),
  passed boolean not null,
  policy text not null,
  rule text not null
);
create index motion_activity on motion (activity_id);
call fence('motion', pass => 'activity_id');

create table follow_up (
  id uuid primary key,
  activity_id uuid not null references activity(id) deferrable initially deferred,
  agenda_item_id uuid references agenda_item(id) deferrable initially deferred,
  path text collate "C" not null,
  text text not null,
  owner_member_id uuid not null,
  due_on date not null,
  done_at timestamptz,
  version int not null
);
create index follow_up_activity on follow_up (activity_id);
create index follow_up_owner on follow_up (owner_member_id, due_on) where done_at is null;
call fence('follow_up', own => 'owner_member_id', pass => 'activity_id');

-- One row per person of one activity: expected or observer, what they answered, whether they came.
-- path is that of the organisation for which the person takes part, so that a partner sees its own people.
create table attendance (
  activity_id uuid not null references activity(id) deferrable initially deferred,
  member_id uuid not null,
  path text collate "C" not null,
  organisation_id uuid not null,
  name text not null,
  is_observer boolean not null,
  votes boolean not null,
  notified_at timestamptz,
  read_at timestamptz,
  answer text,
  answered_at timestamptz,
  leave_reason text,
  leave_granted_by uuid,
  leave_granted_at timestamptz,
  leave_declined boolean not null default false,
  status text,
  marked_at timestamptz,
  marked_by text,
  version int not null,
  primary key (activity_id, member_id)
);
create index attendance_path on attendance (path, activity_id);
create index attendance_member on attendance (member_id, activity_id desc);
call fence('attendance', own => 'member_id', pass => 'activity_id');

-- The record that is reviewed and filed: its number, its state, its filed content. Addenda are records of their own that name the first.
create table activity_record (
  id uuid primary key,
  activity_id uuid not null references activity(id) deferrable initially deferred,
  path text collate "C" not null,
  organisation_id uuid not null,
  kind text not null,
  number text not null,
  title text not null,
  state text not null,
  held_on date not null,
  minutes_at timestamptz,
  minutes_by text,
  submitted_at timestamptz,
  submitted_by uuid,
  filed_at timestamptz,
  is_late boolean not null,
  late_reason text,
  addendum_to uuid references activity_record(id) deferrable initially deferred,
  addendum_text text,
  addendum_fields text[],
  review_case_id uuid,
  version int not null,
  unique (organisation_id, number)
);
create unique index activity_record_first on activity_record (activity_id) where addendum_to is null;
create index activity_record_path on activity_record (path, held_on desc, id);
call fence('activity_record', pass => 'activity_id');
create index activity_record_addendum on activity_record (addendum_to) where addendum_to is not null;
create index activity_record_kind on activity_record (organisation_id, kind, held_on desc);
-- A filed record stays as it is. Only taking back the approval within its ten minutes names the activity and may;
-- and the program itself (no account) takes the path along when an organisation moves.
create policy filed_stays on activity_record as restrictive for update
  using (state <> 'Filed' or activity_id::text = nullif(current_setting('zhijian.unfile', true), '')
    or (nullif(current_setting('zhijian.account', true), '') is null and nullif(current_setting('zhijian.scope1', true), '') = '1.')) with check (true);
do $$ begin execute format('revoke delete, truncate on activity_record from %I', current_setting('zhijian.application_role')); end $$;

-- What the review approved, word for word; written once at each filing (twice only where an approval was taken back).
create table filed_record (
  record_id uuid not null references activity_record(id) deferrable initially deferred,
  edition int not null,
  activity_id uuid not null,
  path text collate "C" not null,
  content text not null,
  fingerprint text not null,
  filed_at timestamptz not null,
  filed_by text not null,
  rule text,
  primary key (record_id, edition)
);
create index filed_record_path on filed_record (path, record_id);
call fence('filed_record', pass => 'activity_id');
call append_only('filed_record');

-- The last number given, per organisation, year and kind; the unique index on the number is its twin.
create table record_number (
  organisation_id uuid not null,
  year int not null,
  kind text not null,
  path text collate "C" not null,
  last int not null,
  primary key (organisation_id, year, kind)
);
call fence('record_number');
