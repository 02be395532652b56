-- Between institutions: whose signed figures are taken in, and each package as it was signed.
create table federation_sender (
  id uuid primary key,
  path text collate "C" not null,
  name text not null,
  key_name text not null unique,
  public_key text not null,
  is_on boolean not null,
  registered_at timestamptz not null,
  registered_by_name text not null,
  version int not null
);
create index federation_sender_path on federation_sender (path, id);
call fence('federation_sender');

create table figures_package (
  id uuid primary key,
  path text collate "C" not null,
  sender_id uuid references federation_sender(id) deferrable initially deferred,
  month date not null,
  revision int not null,
  document text not null,
  made_at timestamptz not null,
  entered_at timestamptz not null,
  entered_by_name text not null
);
create unique index figures_package_once on figures_package (path, month, sender_id, revision) where sender_id is not null;
create unique index figures_package_own_once on figures_package (path, month, revision) where sender_id is null;
create index figures_package_sender on figures_package (sender_id);
create index figures_package_path on figures_package (path, id);
call fence('figures_package');
call append_only('figures_package');
