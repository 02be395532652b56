-- Rows of collection forms: the round that they answer; null for other kinds of rows. No reference: a round that is taken back goes, and the batch then says so.
alter table import_batch add column round_id uuid;
create index import_batch_round on import_batch (round_id, id) where round_id is not null;
