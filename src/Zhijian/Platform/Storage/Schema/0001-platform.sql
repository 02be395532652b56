-- The fence: one place that says what a transaction sees. Called once per scoped table.
--   path       the organisation's path as text; ranges, because the planner can estimate and fold them
--   own        the column with the member whose own row it is (optional)
--   pass       the column with the id that a pass admits (optional)
--   ancestors  also show rows of the organisations above one's own (names in breadcrumbs)
--   deliver    rows may be written for places one cannot see (a notice to a reviewer above)
-- nullif is not decoration: after SET LOCAL a setting reverts to the empty string, and an empty prefix would contain everything.
create procedure fence(target text, own text default null, pass text default null, ancestors boolean default false, deliver boolean default false)
language plpgsql as $$
declare
  seen text := '';
  i int;
begin
  for i in 1..4 loop
    seen := seen || format(
      '%s (path >= nullif(current_setting(''zhijian.scope%s'', true), '''') and path < nullif(current_setting(''zhijian.scope%s'', true), '''') || ''~'')',
      case when i = 1 then '' else ' or' end, i, i);
  end loop;
  if own is not null then
    seen := seen || format(' or %I = nullif(current_setting(''zhijian.member'', true), '''')::uuid', own);
  end if;
  if pass is not null then
    seen := seen || format(' or %I = any (string_to_array(nullif(current_setting(''zhijian.passes'', true), ''''), '','')::uuid[])', pass);
  end if;
  if ancestors then
    seen := seen || ' or starts_with(nullif(current_setting(''zhijian.home'', true), ''''), path)';
  end if;
  execute format('alter table %I enable row level security', target);
  execute format('alter table %I force row level security', target);
  execute format('create policy fence_read on %I for select using (%s)', target, seen);
  execute format('create policy fence_change on %I for update using (%s)', target, seen);
  execute format('create policy fence_remove on %I for delete using (%s)', target, seen);
  execute format('create policy fence_add on %I for insert with check (%s)', target, case when deliver then 'true' else seen end);
end $$;

-- Rows that are written once: the application's role may add and read, never change or remove.
-- Only their place in the tree follows when an organisation moves.
create procedure append_only(target text)
language plpgsql as $$
begin
  execute format('revoke update, delete, truncate on %I from %I', target, current_setting('zhijian.application_role'));
  if exists (select 1 from pg_attribute where attrelid = to_regclass(quote_ident(target)) and attname = 'path' and not attisdropped) then
    execute format('grant update (path) on %I to %I', target, current_setting('zhijian.application_role'));
  end if;
end $$;

create table journal (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  path text collate "C" not null,
  fact text not null,
  subject_id uuid not null,
  body jsonb not null,
  member_id uuid not null,
  actor_name text not null,
  post text,
  rule text
);
create index journal_path on journal (path, id);
create index journal_subject on journal (subject_id, id);
create index journal_member on journal (member_id, id);
call fence('journal', own => 'member_id', deliver => true);
call append_only('journal');

-- The answer once given to a key: the same key and body get the same answer, once only in effect.
create table answered_request (
  account_id uuid not null,
  key text not null,
  route text not null,
  body_hash bytea not null,
  status int not null,
  headers jsonb not null,
  body bytea not null,
  at timestamptz not null,
  primary key (account_id, key)
);
create index answered_request_at on answered_request (at);
-- Fenced by account, not by place: nobody but the sender's own requests ever reads a key.
alter table answered_request enable row level security;
alter table answered_request force row level security;
create policy fence_own on answered_request using (account_id = nullif(current_setting('zhijian.account', true), '')::uuid);
-- Group commits write the answers of many accounts at once; only a named part of the program has the whole institution and no member.
create policy fence_group on answered_request for insert with check (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);
create policy fence_clean on answered_request for delete using (nullif(current_setting('zhijian.scope1', true), '') = '1.');
create policy fence_clean_read on answered_request for select using (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);

-- Facts about the institution itself (its name, whether it is a demonstration); not personal, readable by every signed-in page.
create table setting (
  name text primary key,
  value text not null,
  version int not null default 1
);
