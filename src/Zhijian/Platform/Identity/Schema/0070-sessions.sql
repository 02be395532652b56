-- Who is signed in where. The browser holds a random key, the database its hash; ending a row ends the session at its next request.
-- The last use is kept to the minute and only to end what nobody uses any more; it is overwritten, never added up.
create table account_session (
  id uuid primary key,
  account_id uuid not null references account(id) deferrable initially deferred,
  hash bytea not null unique,
  device text not null,
  opened_at timestamptz not null,
  proved_at timestamptz not null,
  used_at timestamptz not null,
  ended_at timestamptz
);
create index account_session_account on account_session (account_id, opened_at);
create index account_session_opened on account_session (opened_at);
-- Fenced by account, not by place: nobody but the person and the part of the program that signs people in ever sees a session.
alter table account_session enable row level security;
alter table account_session force row level security;
create policy fence_own on account_session using (account_id = nullif(current_setting('zhijian.account', true), '')::uuid);
create policy fence_sign_in on account_session using (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);
