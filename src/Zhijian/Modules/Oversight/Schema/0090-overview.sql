-- Exactly one overview for each day; what it says is signed and never changed.
create table daily_overview (
  day date primary key,
  made_at timestamptz not null,
  content text not null,
  signature bytea not null
);
alter table daily_overview enable row level security;
alter table daily_overview force row level security;
create policy fence_overview on daily_overview using (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);
call append_only('daily_overview');

-- Answers of which no entry of the journal tells, counted by day and kind.
create table security_count (
  day date not null,
  kind text not null,
  count bigint not null,
  primary key (day, kind)
);
alter table security_count enable row level security;
alter table security_count force row level security;
create policy fence_overview on security_count using (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);

-- The journal is written in the order of time: a coarse index finds the entries of a day.
create index journal_at on journal using brin (at);
