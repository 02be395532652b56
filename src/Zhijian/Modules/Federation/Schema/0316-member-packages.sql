-- People who go to another institution: to which key it can be handed what is meant for it alone, what went out, and what came in.
alter table federation_sender add column encryption_key text;

create table handed_package (
  id uuid primary key,
  path text collate "C" not null,
  receiver_id uuid not null references federation_sender(id) deferrable initially deferred,
  number int not null,
  people int not null,
  reason text not null,
  made_at timestamptz not null,
  made_by_name text not null
);
create unique index handed_package_number on handed_package (path, number);
create index handed_package_receiver on handed_package (receiver_id);
create index handed_package_path on handed_package (path, id);
call fence('handed_package');
call append_only('handed_package');

-- The encrypted file itself, which only the receiver can open, until it was surely fetched.
create table handed_document (
  id uuid primary key,
  path text collate "C" not null,
  package_id uuid not null unique references handed_package(id) deferrable initially deferred,
  document text not null,
  made_at timestamptz not null
);
create index handed_document_path on handed_document (path, id);
create index handed_document_made on handed_document (made_at);
call fence('handed_document');

create table received_package (
  id uuid primary key,
  path text collate "C" not null,
  sender_id uuid not null references federation_sender(id) deferrable initially deferred,
  number int not null,
  people int not null,
  batch_id uuid not null,
  made_at timestamptz not null,
  entered_at timestamptz not null,
  entered_by_name text not null
);
create index received_package_sender on received_package (sender_id);
create index received_package_path on received_package (path, id);
call fence('received_package');
