-- Names in pinyin are found by two letters that stand side by side (see 0330), the space before a syllable among them, and by the first letters of neighbouring syllables.
alter table organisation add column spelled_parts text collate "C"
  generated always as (' ' || spelled || '|' || regexp_replace(spelled, '([a-z0-9])[a-z0-9]* ?', '\1', 'g')) stored;
create index organisation_spelled_parts on organisation using gin (text_parts(spelled_parts)) with (gin_pending_list_limit = 128);
analyze organisation;
