-- What must stay although its term is over: rows about a person, or everything of a body. A lifted hold stays as a row.
create table legal_hold (
  id uuid primary key,
  path text collate "C" not null,
  member_id uuid,
  organisation_id uuid,
  name text not null,
  reason text not null,
  placed_at timestamptz not null,
  placed_by uuid not null,
  placed_by_name text not null,
  lifted_at timestamptz,
  lifted_by uuid,
  lifted_by_name text,
  check ((member_id is null) <> (organisation_id is null)),
  check ((lifted_at is null) = (lifted_by is null))
);
create index legal_hold_path on legal_hold (path, id);
create unique index legal_hold_of_member on legal_hold (member_id) where lifted_at is null;
create unique index legal_hold_of_body on legal_hold (organisation_id) where lifted_at is null;
call fence('legal_hold');

-- What the nightly run did: for each day and table how much was taken away, what stayed because it is held, and the oldest row left.
create table retention_run (
  day date not null,
  target text not null,
  term_days int not null,
  began_at timestamptz not null,
  finished_at timestamptz,
  removed bigint not null,
  held bigint not null default 0,
  oldest_left timestamptz,
  problem text,
  primary key (day, target)
);
alter table retention_run enable row level security;
alter table retention_run force row level security;
create policy fence_keeping on retention_run using (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null);

-- Erases what is personal in old entries of the journal and keeps their proof (see erase_journal_detail). The application may call it, and the law's
-- floor holds here too, whatever the program is told: logs stay whole for at least six months (Cybersecurity Law, on network logs), counted as 184 days.
create function erase_old_journal_details(entries bigint[]) returns int
language sql security definer set search_path = public, pg_temp as $$
  with erased as (
    update journal j set detail_hash = sha256(uuid_send(salt) || convert_to(actor_name, 'UTF8') || '\x00'::bytea || convert_to(body::text, 'UTF8')),
      salt = null, actor_name = '', body = '{}'
    where id = any(entries) and salt is not null and at < now() - interval '184 days'
      and not exists (select from legal_hold h where h.lifted_at is null
        and (h.member_id in (j.member_id, j.subject_id) or (h.member_id is null and j.path >= h.path and j.path < h.path || '~')))
    returning 1)
  select count(*)::int from erased
$$;
revoke execute on function erase_old_journal_details(bigint[]) from public;
do $$ begin execute format('grant execute on function erase_old_journal_details(bigint[]) to %I', current_setting('zhijian.application_role')); end $$;
