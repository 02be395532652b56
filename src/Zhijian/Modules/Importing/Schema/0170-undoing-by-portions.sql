-- Undoing looks at a portion of a batch at a time, newest first; what stays because something was built on it is not looked at again.
alter table import_batch add column looked_to uuid;
-- Newest first within a batch.
create index provenance_batch_newest on provenance (batch_id, id desc) where batch_id is not null;
