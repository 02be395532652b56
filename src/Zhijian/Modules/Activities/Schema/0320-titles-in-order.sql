-- Whoever looks for a word of a title reads titles from the latest back until the page is full. Behind the fence no index of words can be used (see docs/decisions/0030),
-- so the order itself holds the title and what the fence asks: a word that hardly any title has is found without opening the rows.
create index activity_titles on activity (starts_at desc, id) include (path, host_member_id, title, is_history);
drop index activity_starts;
