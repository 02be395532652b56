-- When the password was chosen; asked only where the institution lets passwords run out.
alter table account add column password_set_at timestamptz;

-- The secret that a person's authenticator app shares with us, sealed. The last time step that was used can't be used again.
create table account_authenticator (
  id uuid primary key,
  account_id uuid not null unique references account(id) deferrable initially deferred,
  data_key bytea,
  secret bytea not null,
  begun_at timestamptz not null,
  confirmed_at timestamptz,
  last_step bigint not null
);

-- Ten codes for the day on which the phone is lost; only what a key outside the database makes of them is kept.
create table account_recovery_code (
  id uuid primary key,
  account_id uuid not null references account(id) deferrable initially deferred,
  hash bytea not null unique,
  made_at timestamptz not null,
  used_at timestamptz
);
create index account_recovery_code_account on account_recovery_code (account_id);

-- Public keys of a person's devices (WebAuthn). Nothing here opens anything.
create table account_passkey (
  id uuid primary key,
  account_id uuid not null references account(id) deferrable initially deferred,
  credential_id bytea not null unique,
  public_key bytea not null,
  name text not null,
  transports text not null,
  sign_count bigint not null,
  is_backup_eligible boolean not null,
  is_backed_up boolean not null,
  created_at timestamptz not null
);
create index account_passkey_account on account_passkey (account_id, created_at);

-- Who gave the right password and owes the second step; a few minutes, on one browser. No session, opens nothing.
create table account_half_sign_in (
  id uuid primary key,
  account_id uuid not null references account(id) deferrable initially deferred,
  hash bytea not null unique,
  opened_at timestamptz not null,
  ended_at timestamptz
);
create index account_half_sign_in_opened on account_half_sign_in (opened_at);
create index account_half_sign_in_account on account_half_sign_in (account_id);

-- Challenges of passkeys that were answered: each may be once.
create table spent_challenge (
  hash bytea primary key,
  spent_at timestamptz not null
);
create index spent_challenge_spent on spent_challenge (spent_at);

-- Fenced by account, not by place: nobody but the person and the part of the program that signs people in ever sees these.
alter table account_authenticator enable row level security;
alter table account_authenticator force row level security;
create policy fence_own on account_authenticator using (account_id = nullif(current_setting('zhijian.account', true), '')::uuid);
create policy fence_sign_in on account_authenticator using (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);
alter table account_recovery_code enable row level security;
alter table account_recovery_code force row level security;
create policy fence_own on account_recovery_code using (account_id = nullif(current_setting('zhijian.account', true), '')::uuid);
create policy fence_sign_in on account_recovery_code using (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);
alter table account_passkey enable row level security;
alter table account_passkey force row level security;
create policy fence_own on account_passkey using (account_id = nullif(current_setting('zhijian.account', true), '')::uuid);
create policy fence_sign_in on account_passkey using (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);
alter table account_half_sign_in enable row level security;
alter table account_half_sign_in force row level security;
create policy fence_sign_in on account_half_sign_in using (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);
alter table spent_challenge enable row level security;
alter table spent_challenge force row level security;
create policy fence_sign_in on spent_challenge using (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);
