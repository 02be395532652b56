-- A class that an organisation holds for people at and below it.
create table training_class (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  title text not null,
  note text,
  kinds text[] not null,
  starts_on date not null,
  ends_on date not null,
  units int not null check (units >= 0),
  decides text not null,
  lessons text not null,
  responsible_id uuid not null,
  responsible_name text not null,
  state text not null,
  reason text,
  created_at timestamptz not null,
  version int not null
);
create index training_class_newest on training_class (starts_on desc, id desc);
create index training_class_path on training_class (path, starts_on desc, id desc);
call fence('training_class');

-- That a person takes part in a class, and whether they completed it. What the class is called stands here too, so that the person's own page reads this table alone.
create table training_place (
  class_id uuid not null references training_class(id) deferrable initially deferred,
  member_id uuid not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  path text collate "C" not null,
  title text not null,
  held_by text not null,
  starts_on date not null,
  ends_on date not null,
  is_confirmed boolean not null,
  completed_on date,
  version int not null,
  primary key (class_id, member_id)
);
create index training_place_path on training_place (path, class_id);
create index training_place_of on training_place (class_id, path, member_id);
create index training_place_mine on training_place (member_id, ends_on desc, class_id);
call fence('training_place', own => 'member_id');

-- That a person completed a class. The path is the issuer's.
create table training_certificate (
  id uuid primary key,
  class_id uuid not null references training_class(id) deferrable initially deferred,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  member_id uuid not null,
  person_name text not null,
  title text not null,
  starts_on date not null,
  ends_on date not null,
  units int not null,
  number text not null unique,
  code text not null unique,
  issued_on date not null,
  prints int not null,
  revoked_on date,
  reason text,
  version int not null
);
create index training_certificate_path on training_certificate (path, id);
create index training_certificate_class on training_certificate (class_id, member_id);
create index training_certificate_mine on training_certificate (member_id, ends_on desc, id);
call fence('training_certificate', own => 'member_id');

-- Each time a certificate was printed.
create table training_print (
  id uuid primary key,
  certificate_id uuid not null references training_certificate(id) deferrable initially deferred,
  path text collate "C" not null,
  member_id uuid not null,
  number int not null,
  at timestamptz not null,
  printed_by uuid not null,
  printed_by_name text not null,
  unique (certificate_id, number)
);
create index training_print_path on training_print (path, id);
create index training_print_mine on training_print (member_id, id);
call fence('training_print', own => 'member_id');

-- What whoever holds a certificate's code may read without signing in: beside the fence, because they have no place in the tree. The code itself does not stand here.
create table public_certificate (
  certificate_id uuid primary key references training_certificate(id) deferrable initially deferred,
  code_hash bytea not null unique,
  title text not null,
  organisation_name text not null,
  starts_on date not null,
  ends_on date not null,
  issued_on date not null,
  masked_name text not null,
  is_revoked boolean not null
);
