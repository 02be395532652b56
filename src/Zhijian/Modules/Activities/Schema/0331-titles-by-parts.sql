-- Titles are found by their letters (see 0330 and docs/decisions/0038). New entries wait in a short list, because each search reads all of it.
create index activity_title_parts on activity using gin (text_parts(title)) with (gin_pending_list_limit = 128);
-- The planner learns at once which parts stand in many titles.
analyze activity;
