-- Where an activity stands on its way to a filed record: one row per participating organisation.
-- owed_by is the organisation whose duty it meets: the participant itself, or the branch of a participating Party group.
create table standing (
  subject_id uuid not null,
  organisation_id uuid not null references organisation(id),
  path text collate "C" not null,
  owed_by uuid not null,
  kind text not null,
  title text,
  starts_at timestamptz not null,
  held_on date not null,
  state text not null,
  record_id uuid,
  primary key (subject_id, organisation_id),
  check (state in ('Planned', 'InReview', 'Returned', 'Filed'))
);
create index standing_owed on standing (owed_by, held_on, kind);
create index standing_path on standing (path, held_on);
call fence('standing');

-- The traces of filed records: each participating organisation has its own one of the one event.
-- Added once; only an undone filing sets reversed_at, and a move of the organisation its path.
create table trace (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id),
  owed_by uuid not null,
  kind text not null,
  title text,
  record_id uuid not null,
  subject_id uuid not null,
  held_on date not null,
  month date not null,
  filed_at timestamptz not null,
  reversed_at timestamptz
);
create unique index trace_once on trace (record_id, organisation_id) where reversed_at is null;
create index trace_path on trace (path, held_on desc, id desc);
create index trace_kind on trace (kind, held_on desc, id desc);
create index trace_owed on trace (owed_by, kind, held_on);
call fence('trace');

-- The two tables of sums are computed from rows of organisation, so they carry no key that would be checked row by row.
-- Counts by organisation (itself and everything below, each record once), kind and month.
create table figure_month (
  organisation_id uuid not null,
  path text collate "C" not null,
  month date not null,
  kind text not null,
  filed int not null,
  in_review int not null,
  primary key (organisation_id, month, kind)
);
create index figure_month_path on figure_month (path);
call fence('figure_month');

-- What an organisation owes in a period by a rule. expected = met + in_review + excused + what is open.
create table obligation (
  id uuid primary key,
  organisation_id uuid not null references organisation(id),
  path text collate "C" not null,
  kind text not null,
  period_kind text not null,
  period_start date not null,
  period_end date not null,
  due_on date not null,
  month date not null,
  expected int not null,
  met int not null default 0,
  in_review int not null default 0,
  excused int not null default 0,
  state text not null,
  severity text not null,
  reason_key text not null,
  reason_values text[] not null,
  pack text not null,
  pack_version text not null,
  rule text not null,
  clause text not null,
  excused_at timestamptz,
  excused_by uuid,
  excused_by_name text,
  excused_why text,
  version int not null default 1,
  check (state in ('Open', 'Met', 'Excused', 'NotApplicable')),
  check (met >= 0 and in_review >= 0 and excused >= 0 and met + in_review + excused <= expected)
);
create unique index obligation_once on obligation (organisation_id, rule, period_start);
create index obligation_period on obligation (organisation_id, period_end);
create index obligation_open on obligation (due_on, id, path) where expected > met + in_review + excused;
create index obligation_due on obligation (due_on, id, path);
call fence('obligation');

-- Sums of the obligations due in a month, for the organisation and everything below. own_open: what the organisation itself still owes.
create table obligation_month (
  organisation_id uuid not null,
  path text collate "C" not null,
  month date not null,
  expected int not null,
  met int not null,
  in_review int not null,
  excused int not null,
  own_open int not null,
  primary key (organisation_id, month)
);
create index obligation_month_gap on obligation_month (month, path, organisation_id) where own_open > 0;
create index obligation_month_path on obligation_month (path);
call fence('obligation_month');

-- One row per organisation for its home: what stands below it, and how many of those owe something of the eleven months before `month`.
create table overview_sum (
  organisation_id uuid primary key,
  path text collate "C" not null,
  month date not null,
  organisations int not null,
  general_branches int not null,
  branches int not null,
  late int not null,
  own_late int not null
);
create index overview_sum_path on overview_sum (path);
call fence('overview_sum');

create index organisation_counted on organisation (path) include (kind) where kind <> 'PartyGroup' and dissolved_on is null;
