-- What is laid out for a thief. The text itself is kept for names (they are shown again), never for tokens.
create table decoy (
  id uuid primary key,
  kind text not null,
  name text not null,
  hash bytea not null unique,
  place text not null,
  planted_at timestamptz not null,
  planted_by text not null,
  removed_at timestamptz,
  version int not null
);
alter table decoy enable row level security;
alter table decoy force row level security;
create policy fence_overview on decoy using (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);
