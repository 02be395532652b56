-- The library. An item is what its authors work at: those who may see its organisation's records see it. What the review let go is an edition: kept whole, and there for everybody below.
create table library_item (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  kind text not null,
  title text not null,
  summary text not null,
  language text not null,
  learners text[] not null,
  tags text[] not null,
  collection text,
  author text,
  rights text not null,
  text text not null,
  url text,
  publisher text,
  isbn text,
  shelf text,
  file_words text,
  state text not null,
  edition int not null,
  is_public boolean not null,
  answer text,
  saves int not null,
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null
);
create index library_item_path on library_item (path, id);
call fence('library_item');

create table library_edition (
  item_id uuid not null references library_item(id) deferrable initially deferred,
  number int not null,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  state text not null,
  kind text not null,
  title text not null,
  summary text not null,
  language text not null,
  learners text[] not null,
  tags text[] not null,
  collection text,
  author text,
  rights text not null,
  text text not null,
  url text,
  publisher text,
  isbn text,
  shelf text,
  files uuid[] not null,
  parts int not null,
  released_at timestamptz not null,
  primary key (item_id, number)
);
create index library_edition_path on library_edition (path, item_id);
-- Two reviewers' programs that release the same item at once: one wins.
create unique index library_edition_current on library_edition (item_id) where state = 'Current';
create index library_edition_newest on library_edition (released_at desc, item_id desc) where state = 'Current';
-- What an organisation released is there for those below it too.
call fence('library_edition', ancestors => true);

-- The pairs of letters and the words of each edition. Its operator can't be used behind row level security, so it holds nothing but them; what is found is read from the editions, behind the fence.
create table library_search (
  item_id uuid not null references library_item(id) deferrable initially deferred,
  number int not null,
  words text[] not null,
  primary key (item_id, number)
);
create index library_search_words on library_search using gin (words);

-- What one person put on their list and how far they read: theirs alone. No time stands here; "turn" only says which was last.
create table library_reading (
  member_id uuid not null,
  item_id uuid not null references library_item(id) deferrable initially deferred,
  part int,
  turn int not null,
  in_list boolean not null,
  primary key (member_id, item_id)
);
alter table library_reading enable row level security;
alter table library_reading force row level security;
-- The parts of the program that gather one's own data, erase it or fill a demonstration act as no member; whoever acts as a person is one.
create policy fence_own on library_reading using (member_id = nullif(current_setting('zhijian.member', true), '')::uuid
  or (nullif(current_setting('zhijian.scope1', true), '') = '1.' and nullif(current_setting('zhijian.member', true), '') is null));
