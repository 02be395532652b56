-- The connected system that pushed the rows; null where somebody brought a file.
alter table import_batch add column client_id uuid;
create index import_batch_client on import_batch (client_id, id) where client_id is not null;
