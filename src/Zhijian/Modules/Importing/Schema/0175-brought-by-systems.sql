-- What connected systems bring is noted and disputed like what lists bring: with the system and its key in place of batch and row.
alter table provenance add column client_id uuid, add column source_key text collate "C";
create index provenance_client on provenance (client_id, entity_id) where client_id is not null;

alter table import_conflict
  alter column batch_id drop not null,
  alter column row_number drop not null,
  add column client_id uuid,
  add column source_key text collate "C",
  add column entity_kind text not null default 'Member' check (entity_kind in ('Member', 'Organisation')),
  add constraint import_conflict_brought_by check (batch_id is not null or client_id is not null);
alter table import_conflict alter column entity_kind drop default;
