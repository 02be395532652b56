-- What called for somebody, and what came of it.
create table security_alarm (
  id uuid primary key,
  rule text not null,
  who uuid,
  first_at timestamptz not null,
  last_at timestamptz not null,
  count bigint not null,
  answered_at timestamptz,
  answered_by text,
  answer text,
  version int not null
);
create index security_alarm_rule on security_alarm (rule, last_at);
alter table security_alarm enable row level security;
alter table security_alarm force row level security;
create policy fence_overview on security_alarm using (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);
