-- Names are found by their letters (see 0330 and docs/decisions/0038).
create index organisation_version_parts on organisation_version using gin (text_parts(name)) with (gin_pending_list_limit = 128);
analyze organisation_version;
