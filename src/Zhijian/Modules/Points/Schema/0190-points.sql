-- The ledger of members' points. A row is one posting of two lines: what its debit account gives, its credit account gets, so that it can't be unbalanced.
-- A member's account is the member; the account that issues a rule's points has the id md5(deed). Written once: a wrong posting is answered by another one that closes it.
create table points_posting (
  id uuid primary key,
  kind text not null,
  member_id uuid not null,
  debit uuid not null,
  credit uuid not null,
  points int not null,
  deed text not null,
  rule text not null,
  rule_version text not null,
  clause text not null,
  per_deed int not null,
  yearly_cap int not null,
  about uuid not null,
  edition int not null,
  title text not null,
  done_on date not null,
  filed_at timestamptz not null,
  organisation_id uuid not null,
  valid_until date not null,
  closes uuid references points_posting(id) deferrable initially deferred,
  cause text,
  reason text,
  decided_by uuid,
  posted_by_name text not null,
  posted_at timestamptz not null,
  check (kind = any ('{Earned,Reversed,Expired}'::text[])),
  check (deed = any ('{Attended,Served,Studied,Led}'::text[])),
  check (cause is null or cause = any ('{RecordChanged,CapMoved,Decided}'::text[])),
  check (points >= 0 and points <= per_deed and edition > 0),
  check (debit <> credit and debit = case when kind = 'Earned' then md5(deed)::uuid else member_id end and credit = case when kind = 'Earned' then member_id else md5(deed)::uuid end),
  check ((kind = 'Earned') = (closes is null) and (kind = 'Reversed') = (cause is not null)),
  check ((cause = 'Decided') is not true or (reason is not null and decided_by is not null))
);
-- One's own page, in its order, and the deeds of one person in a year, whatever the history.
create index points_posting_own on points_posting (member_id, done_on desc, id desc);
create index points_posting_about on points_posting (about);
create index points_posting_month on points_posting (organisation_id, done_on);
-- What somebody decided against is looked for with every record, and is little.
create index points_posting_decided on points_posting (about) where cause = 'Decided';
-- A posting is taken back once and runs out once.
create unique index points_posting_closes on points_posting (closes, kind) where closes is not null;

alter table points_posting enable row level security;
alter table points_posting force row level security;
-- Theirs alone, whatever posts others hold and wherever they move; nothing is written by hand: the part of the program that posts acts as no member.
create policy fence_own on points_posting for select using (member_id = nullif(current_setting('zhijian.member', true), '')::uuid
  or (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null));
create policy fence_post on points_posting for insert with check (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);
call append_only('points_posting');

-- That a member holds one of their postings to be wrong, and what became of it. Whoever decides sees this one, never the ledger. (No key to the posting: those are never removed.)
create table points_contest (
  id uuid primary key,
  posting_id uuid not null,
  member_id uuid not null,
  path text collate "C" not null,
  name text not null,
  deed text not null,
  rule text not null,
  about uuid not null,
  title text not null,
  done_on date not null,
  reason text not null,
  contested_at timestamptz not null,
  state text not null,
  answer text,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  version int not null,
  check (state = any ('{Open,Kept,Reversed}'::text[]))
);
create unique index points_contest_once on points_contest (posting_id);
create index points_contest_path on points_contest (path, contested_at, id);
create index points_contest_open on points_contest (path) where state = 'Open';
create index points_contest_own on points_contest (member_id);
call fence('points_contest', own => 'member_id');
