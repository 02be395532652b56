-- What organisations above ask those below, out of data elements. Questions are a list of the form's own; "elements" names what they ask, so that nothing is asked twice.
create table collection_form (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  title text not null,
  purpose text not null,
  kinds text[] not null,
  frequency text not null,
  first_due date not null,
  state text not null,
  answer text,
  questions jsonb not null,
  elements text[] not null,
  created_by uuid not null,
  created_at timestamptz not null,
  published_at timestamptz,
  version int not null
);
create index collection_form_path on collection_form (path, id);
create index collection_form_asking on collection_form (state, id);
call fence('collection_form', pass => 'id');

create table collection_round (
  id uuid primary key,
  form_id uuid not null references collection_form(id) deferrable initially deferred,
  path text collate "C" not null,
  number int not null,
  opened_on date not null,
  due_on date not null
);
create index collection_round_path on collection_round (path, id);
-- Two servers that open the same round at once: one wins.
create unique index collection_round_number on collection_round (form_id, number);
call fence('collection_round', pass => 'form_id');

-- What one organisation is asked in one round, and what it answered. Title, minutes and fields are those of the day on which the round was opened, so that lists and counts read this table alone.
create table collection_entry (
  id uuid primary key,
  form_id uuid not null references collection_form(id) deferrable initially deferred,
  round_id uuid not null references collection_round(id) deferrable initially deferred,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  title text not null,
  minutes int not null,
  fields int not null,
  asked_by uuid not null,
  asked_by_name text not null,
  due_on date not null,
  state text not null,
  answers jsonb not null,
  opened_at timestamptz not null,
  first_handed_in_on date,
  handed_in_at timestamptz,
  handed_in_by uuid,
  filed_at timestamptz,
  version int not null
);
create index collection_entry_path on collection_entry (path, due_on);
create index collection_entry_form on collection_entry (form_id);
-- Sums of a round over any part of the tree are read from the index alone.
create index collection_entry_round on collection_entry (round_id, path) include (id, state, first_handed_in_on, due_on);
create unique index collection_entry_once on collection_entry (round_id, organisation_id);
create index collection_entry_organisation on collection_entry (organisation_id, due_on desc, id desc);
call fence('collection_entry');

-- The last reviewed answer of an organisation to each element: filled in wherever it is asked again.
create table known_value (
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  element text not null,
  path text collate "C" not null,
  value text not null,
  known_on date not null,
  entry_id uuid not null references collection_entry(id) deferrable initially deferred,
  title text not null,
  primary key (organisation_id, element)
);
create index known_value_path on known_value (path);
create index known_value_entry on known_value (entry_id);
call fence('known_value');

-- How many minutes a month one organisation may be asked for, from a month on.
create table collection_budget (
  id uuid primary key,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  from_month date not null,
  minutes int not null check (minutes > 0),
  set_by uuid not null,
  set_by_name text not null,
  set_at timestamptz not null
);
create index collection_budget_path on collection_budget (path, id);
create unique index collection_budget_month on collection_budget (organisation_id, from_month);
call fence('collection_budget');
