-- A list is asked by "in my ranges, or opened by a pass, or my own": each of the three needs an index, or all rows are read for the one without.
create index activity_host on activity (host_member_id);
create index activity_record_activity on activity_record (activity_id);
create index filed_record_activity on filed_record (activity_id);
-- Who sees the whole institution reads its latest records without sorting all of them.
create index activity_record_held on activity_record (held_on desc, id desc);
