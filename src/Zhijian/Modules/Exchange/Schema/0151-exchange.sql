-- Connected systems: for which purpose they read what, what they may bring, and how many rows a day. Defined by one person, approved by another.
create table exchange_client (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null,
  account_id uuid not null unique,
  name text not null,
  purpose text not null,
  elements text[] not null,
  writes text[] not null,
  rows_a_day int not null check (rows_a_day > 0),
  state text not null,
  defined_by uuid not null,
  defined_by_name text not null,
  defined_at timestamptz not null,
  approved_by_name text,
  approved_at timestamptz,
  off_by_name text,
  off_at timestamptz,
  version int not null
);
create index exchange_client_path on exchange_client (path, id);
call fence('exchange_client');

-- How many rows a system read and brought on a day.
create table exchange_use (
  client_id uuid not null,
  day date not null,
  path text collate "C" not null,
  rows bigint not null,
  primary key (client_id, day)
);
create index exchange_use_path on exchange_use (path, client_id);
call fence('exchange_use');

-- By which key a connected system knows a record of ours.
create table exchange_source_key (
  client_id uuid not null,
  plural text not null,
  source_key text collate "C" not null,
  thing_id uuid not null,
  path text collate "C" not null,
  at timestamptz not null,
  primary key (client_id, plural, source_key)
);
create index exchange_source_key_path on exchange_source_key (path, thing_id);
call fence('exchange_source_key');

-- Where a system wants to be told of changes; what it is told is signed with its secret, which lies sealed.
create table exchange_webhook (
  id uuid primary key,
  path text collate "C" not null,
  client_id uuid not null unique,
  url text not null,
  secret bytea not null,
  data_key bytea,
  is_on boolean not null,
  position bigint not null,
  set_at timestamptz not null,
  set_by_name text not null
);
create index exchange_webhook_path on exchange_webhook (path, id);
call fence('exchange_webhook');

-- What was told or is still to be told, and how it went.
create table webhook_delivery (
  id uuid primary key,
  path text collate "C" not null,
  webhook_id uuid not null,
  client_id uuid not null,
  body text not null,
  made_at timestamptz not null,
  due_at timestamptz,
  tries int not null,
  state text not null,
  answered int,
  problem text,
  delivered_at timestamptz
);
create index webhook_delivery_due on webhook_delivery (due_at) where due_at is not null;
create index webhook_delivery_client on webhook_delivery (client_id, made_at);
create index webhook_delivery_path on webhook_delivery (path, id);
call fence('webhook_delivery');
