-- What was held, and what was filed or taken back, between two moments, whatever the history before them.
create index standing_held on standing (held_on, path);
create index trace_filed on trace (filed_at, path);
create index trace_reversed on trace (reversed_at, path) where reversed_at is not null;
