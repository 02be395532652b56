-- Names are sorted as people expect them (Chinese by pinyin); "zh-x-icu" is part of every PostgreSQL built with ICU.
-- A name is found by any part of it, one character or more. Row level security keeps LIKE and trigrams away from indexes
-- (they are not leakproof), equality is: so the first characters stand alone (c1..c4) and in pairs (p1..p3), kept by PostgreSQL itself.
create table member (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  group_id uuid references organisation(id) deferrable initially deferred,
  name text collate "zh-x-icu" not null,
  institution_number text collate "C" unique,
  category text not null,
  state text not null,
  join_date date,
  full_member_date date,
  sex_code text,
  education_code text,
  work_post_code text,
  grade text,
  class_name text,
  expected_graduation_date date,
  fixed_phone text,
  ethnic_code text,
  birth_date text,
  identity_number text,
  mobile_number text,
  home_address text,
  left_on date,
  leave_reason text,
  version int not null,
  c1 text collate "C" generated always as (substr(name, 1, 1)) stored,
  c2 text collate "C" generated always as (substr(name, 2, 1)) stored,
  c3 text collate "C" generated always as (substr(name, 3, 1)) stored,
  c4 text collate "C" generated always as (substr(name, 4, 1)) stored,
  p1 text collate "C" generated always as (substr(name, 1, 2)) stored,
  p2 text collate "C" generated always as (substr(name, 2, 2)) stored,
  p3 text collate "C" generated always as (substr(name, 3, 2)) stored,
  long_name boolean generated always as (length(name) > 4) stored
);
create index member_path on member (path, id);
create index member_organisation on member (organisation_id, name, id);
create index member_by_name on member (name, id);
create index member_by_join_date on member (coalesce(join_date, '-infinity'::date), id);
create index member_c1 on member (c1, name, id);
create index member_c2 on member (c2, name, id);
create index member_c3 on member (c3, name, id);
create index member_c4 on member (c4, name, id) where c4 <> '';
create index member_p1 on member (p1, name, id);
create index member_p2 on member (p2, name, id);
create index member_p3 on member (p3, name, id) where p3 <> '';
create index member_long_name on member (name, id) where long_name;
-- The same person is never entered twice, whoever may see them. Blind: the program answers without saying where.
create unique index member_identity on member (identity_number);
call fence('member', own => 'id', pass => 'id');

create table membership (
  id uuid primary key,
  member_id uuid not null references member(id) deferrable initially deferred,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  "from" date not null,
  until date,
  reason text,
  check (until is null or until >= "from")
);
create index membership_path on membership (path, id);
create index membership_organisation on membership (organisation_id, "from");
create index membership_member on membership (member_id, "from");
-- Exactly one branch at a time.
create unique index membership_open on membership (member_id) where until is null;
call fence('membership', own => 'member_id');

create table post_holding (
  id uuid primary key,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  member_id uuid not null references member(id) deferrable initially deferred,
  post text not null,
  "from" date not null,
  until date,
  planned_end date,
  reason text,
  end_reason text,
  version int not null,
  check (until is null or until >= "from")
);
create index post_holding_path on post_holding (path, id);
create index post_holding_organisation on post_holding (organisation_id);
create index post_holding_member on post_holding (member_id);
create unique index post_holding_open on post_holding (organisation_id, member_id, post) where until is null;
-- One secretary at a time: two who appoint at once can't both win.
create unique index post_holding_secretary on post_holding (organisation_id) where until is null and post = 'Secretary';
call fence('post_holding', own => 'member_id');
