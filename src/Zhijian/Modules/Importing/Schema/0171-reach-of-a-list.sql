-- A list does what its bringer may do by hand and no more: some acts reach the organisations below, some only their own. Lists of members were the one kind before, and need no other act.
alter table import_batch add column reaches_below boolean not null default true;
