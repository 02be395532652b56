-- What was held before this platform, as a list brought it. Only what the list said is known: no roll, no minutes, no hour of the day.
alter table activity add column is_history boolean not null default false;
alter table activity alter column is_history drop default;
alter table activity_record add column is_history boolean not null default false;
alter table activity_record alter column is_history drop default;

-- The one way by which a filed record goes again: what a list brought, when the list is undone and nothing was built on it. What was written here never goes this way, whatever the
-- program is told; the fence of the calling transaction holds inside.
create function take_out_history(activities uuid[]) returns int
language sql security definer set search_path = public, pg_temp as $$
  with whole as (
    select a.id from activity a where a.id = any(activities) and a.is_history
      and not exists (select from activity_record r where r.activity_id = a.id and (r.addendum_to is not null or not r.is_history))),
  contents as (delete from filed_record f using whole w where f.activity_id = w.id),
  records as (delete from activity_record r using whole w where r.activity_id = w.id),
  parties as (delete from activity_party p using whole w where p.activity_id = w.id),
  gone as (delete from activity a using whole w where a.id = w.id returning 1)
  select count(*)::int from gone
$$;
revoke execute on function take_out_history(uuid[]) from public;
do $$ begin execute format('grant execute on function take_out_history(uuid[]) to %I', current_setting('zhijian.application_role')); end $$;

-- Two lists that bring the same at once: one wins, and the other finds it there.
create unique index activity_record_history_once on activity_record (organisation_id, kind, held_on, title) where is_history and addendum_to is null;
