-- Indicators of the workshop. The working copy is there for those who may see its organisation's records; what the review accepted is an edition, kept whole, and there for everybody below.
create table kept_indicator (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  name_zh text not null,
  name_en text not null,
  meaning_zh text not null,
  meaning_en text not null,
  formula text not null,
  decimals int not null,
  count_of text not null,
  at_least int not null,
  least numeric,
  most numeric,
  state text not null,
  edition int not null,
  is_shown boolean not null,
  answer text,
  author text not null,
  saves int not null,
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null
);
create index kept_indicator_path on kept_indicator (path, id);
call fence('kept_indicator');

create table indicator_edition (
  indicator_id uuid not null references kept_indicator(id) deferrable initially deferred,
  number int not null,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  state text not null,
  name_zh text not null,
  name_en text not null,
  meaning_zh text not null,
  meaning_en text not null,
  formula text not null,
  decimals int not null,
  count_of text not null,
  at_least int not null,
  least numeric,
  most numeric,
  author text not null,
  published_at timestamptz not null,
  primary key (indicator_id, number)
);
create index indicator_edition_path on indicator_edition (path, indicator_id);
-- Two reviewers' programs that publish the same indicator at once: one wins.
create unique index indicator_edition_current on indicator_edition (indicator_id) where state = 'Current';
-- What an organisation published is calculated for those below it too.
call fence('indicator_edition', ancestors => true);
