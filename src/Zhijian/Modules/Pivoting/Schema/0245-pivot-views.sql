-- Questions of pivots kept under a name, never answers. Shared ones are there for those below too; which of them are shown is asked with the person.
create table pivot_view (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  name text not null,
  question text not null,
  is_shared boolean not null,
  author text not null,
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null
);
create index pivot_view_shared on pivot_view (path, id) where is_shared;
create index pivot_view_own on pivot_view (created_by, id);
call fence('pivot_view', ancestors => true);
