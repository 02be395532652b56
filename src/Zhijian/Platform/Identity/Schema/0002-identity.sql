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
create index account_display_name on account (display_name collate "C", id);
call fence('account', own => 'member_id');
-- An account without a member still belongs to somebody.
create policy fence_own_account on account for select using (id = nullif(current_setting('zhijian.account', true), '')::uuid);
create policy fence_own_account_change on account for update using (id = nullif(current_setting('zhijian.account', true), '')::uuid);

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
create index account_token_account on account_token (account_id);
call fence('account_token');
-- One's own tokens, whatever post one holds.
create policy fence_own_token on account_token using (account_id = nullif(current_setting('zhijian.account', true), '')::uuid);

create table account_invitation (
  id uuid primary key,
  account_id uuid not null references account(id) deferrable initially deferred,
  path text collate "C" not null,
  hash bytea not null unique,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index account_invitation_path on account_invitation (path, id);
create index account_invitation_account on account_invitation (account_id);
call fence('account_invitation');
