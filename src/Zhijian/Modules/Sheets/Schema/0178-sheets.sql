-- Templates by which lists are laid out on the sheets of other systems; they serve where they were designed and below.
create table sheet_template (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  list text not null,
  name text not null,
  columns jsonb not null,
  is_retired boolean not null,
  changed_at timestamptz not null,
  changed_by text not null,
  version int not null
);
create index sheet_template_path on sheet_template (path, id);
call fence('sheet_template', ancestors => true);

create table sheet_template_version (
  template_id uuid not null references sheet_template(id) deferrable initially deferred,
  number int not null,
  path text collate "C" not null,
  name text not null,
  columns jsonb not null,
  at timestamptz not null,
  by_name text not null,
  primary key (template_id, number)
);
create index sheet_template_version_path on sheet_template_version (path, template_id);
call fence('sheet_template_version');
