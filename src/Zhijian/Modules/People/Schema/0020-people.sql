create table member (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  group_id uuid references organisation(id) deferrable initially deferred,
  name text not null,
  institution_number text unique,
  category text not null,
  state text not null,
  join_date date,
  full_member_date date,
  sex_code text,
  education_code text,
  work_post_code text,
  ethnic_code text,
  birth_date text,
  identity_number text,
  mobile_number text,
  home_address text,
  left_on date,
  version int not null
);
create index member_path on member (path, id);
create index member_organisation on member (organisation_id, name, id);
create extension if not exists pg_trgm;
create index member_name on member using gin (name gin_trgm_ops);
create index member_by_name on member (name, id);
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
  end_reason text,
  version int not null,
  check (until is null or until >= "from")
);
create index post_holding_path on post_holding (path, id);
create index post_holding_member on post_holding (member_id);
create unique index post_holding_open on post_holding (organisation_id, member_id, post) where until is null;
call fence('post_holding', own => 'member_id');
