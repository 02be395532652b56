-- That a reminder went out; a new time of the activity is reminded of anew.
create table activity_reminder (
  activity_id uuid not null references activity(id) deferrable initially deferred,
  path text collate "C" not null,
  ahead text not null,
  starts_at timestamptz not null,
  at timestamptz not null,
  primary key (activity_id, ahead, starts_at)
);
call fence('activity_reminder', pass => 'activity_id');

-- A secret address of a calendar, revocable; only its hash is kept. It shows what its account may see, at the moment it is fetched.
create table calendar_feed (
  id uuid primary key,
  path text collate "C" not null,
  account_id uuid not null,
  member_id uuid,
  organisation_id uuid,
  hash bytea not null unique,
  made_at timestamptz not null,
  revoked_at timestamptz
);
create index calendar_feed_account on calendar_feed (account_id) where revoked_at is null;
call fence('calendar_feed', own => 'member_id', deliver => true);

create index activity_open on activity (path, starts_at) where state in ('Planned', 'Announced', 'RollOpen', 'Held');
