create table account (
  id uuid primary key,
  path text collate "C" not null,
  member_id uuid unique,
  display_name text not null,
  language text,
  closed_at timestamptz,
  user_name text not null,
  normalized_user_name text not null unique,
  email text,
  normalized_email text,
  email_confirmed boolean not null default false,
  password_hash text,
  security_stamp text,
  concurrency_stamp text,
  phone_number text,
  phone_number_confirmed boolean not null default false,
  two_factor_enabled boolean not null default false,
  lockout_end timestamptz,
  lockout_enabled boolean not null default true,
  access_failed_count int not null default 0
);
create index account_path on account (path, id);
call fence('account', own => 'member_id');

create table account_token (
  id uuid primary key,
  account_id uuid not null references account(id) deferrable initially deferred,
  path text collate "C" not null,
  name text not null,
  hash bytea not null unique,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index account_token_path on account_token (path, id);
call fence('account_token');

create table account_invitation (
  id uuid primary key,
  account_id uuid not null references account(id) deferrable initially deferred,
  path text collate "C" not null,
  hash bytea not null unique,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index account_invitation_path on account_invitation (path, id);
call fence('account_invitation');
