-- How many of each kind belong to an organisation and those below it, counted from the index alone.
create index member_kind on member (path, category) where left_on is null;
