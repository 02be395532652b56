-- What organisations tell. An article is what its authors work at; what the review let go is an edition, kept whole.
create table article (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  kind text not null,
  item text,
  entry_id uuid,
  title text not null,
  summary text not null,
  text text not null,
  language text not null,
  audience text not null,
  cover_text text not null,
  related uuid[] not null,
  needs_receipt boolean not null,
  shown_from timestamptz,
  shown_until date,
  state text not null,
  edition int not null,
  is_shown boolean not null,
  answer text,
  saves int not null,
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null
);
create index article_path on article (path, id);
create index article_entry on article (entry_id) where entry_id is not null;
call fence('article');

create table article_edition (
  article_id uuid not null references article(id) deferrable initially deferred,
  number int not null,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  state text not null,
  kind text not null,
  item text,
  title text not null,
  summary text not null,
  text text not null,
  language text not null,
  audience text not null,
  cover_id uuid,
  cover_text text not null,
  related uuid[] not null,
  needs_receipt boolean not null,
  files uuid[] not null,
  shown_from timestamptz not null,
  shown_until date,
  approved_at timestamptz not null,
  primary key (article_id, number)
);
create index article_edition_path on article_edition (path, article_id);
-- Two programs that publish the same article at once: one wins.
create unique index article_edition_current on article_edition (article_id) where state = 'Current';
create index article_edition_newest on article_edition (shown_from desc, article_id desc) where state = 'Current';
create index article_edition_to_show on article_edition (shown_from) where state = 'Scheduled';
create index article_edition_to_end on article_edition (shown_until) where state = 'Current' and shown_until is not null;
create index article_edition_to_confirm on article_edition (shown_from) where state = 'Current' and needs_receipt;
-- What an organisation tells its own people is there for those below it too …
call fence('article_edition', ancestors => true);
-- … and what is on show for everybody signed in is there for everybody signed in.
create policy fence_told on article_edition for select using (state = 'Current' and audience in ('Public', 'Members') and nullif(current_setting('zhijian.account', true), '') is not null);

-- What everybody may read, without signing in: beside the fence, because whoever reads it has no place in the tree. Nothing else stands here, and only while it is on show.
create table public_article (
  article_id uuid primary key references article(id) deferrable initially deferred,
  number int not null,
  organisation_id uuid not null,
  organisation_name text not null,
  kind text not null,
  item text,
  title text not null,
  summary text not null,
  text text not null,
  language text not null,
  cover_id uuid,
  cover_text text not null,
  related uuid[] not null,
  shown_from timestamptz not null,
  shown_until date,
  words text[] not null
);
create index public_article_newest on public_article (shown_from desc, article_id desc);
create index public_article_of on public_article (organisation_id, shown_from desc, article_id desc);
create index public_article_kind on public_article (kind, shown_from desc, article_id desc);
create index public_article_words on public_article using gin (words);

create table public_picture (
  article_id uuid not null references public_article(article_id) on delete cascade deferrable initially deferred,
  file_id uuid not null,
  media_type text not null,
  sha256 bytea not null,
  place text not null,
  at timestamptz not null,
  primary key (article_id, file_id)
);

-- That a person confirmed once to have read a notice.
create table article_receipt (
  article_id uuid not null references article(id) deferrable initially deferred,
  member_id uuid not null,
  path text collate "C" not null,
  number int not null,
  at timestamptz not null,
  primary key (article_id, member_id)
);
create index article_receipt_path on article_receipt (path, article_id);
call fence('article_receipt', own => 'member_id');

-- The timetable of open affairs.
create table open_entry (
  id uuid primary key,
  path text collate "C" not null,
  organisation_id uuid not null references organisation(id) deferrable initially deferred,
  organisation_name text not null,
  item text not null,
  occasion text not null,
  about text,
  "on" date not null,
  until date,
  record_number text,
  record_id uuid,
  audience text not null,
  due_on date not null,
  state text not null,
  article_id uuid references article(id) deferrable initially deferred,
  opened_on date,
  shown_until date,
  rule text not null,
  version int not null
);
-- Whatever happens twice (a job on two servers, a fact told again) is asked for once.
create unique index open_entry_once on open_entry (organisation_id, item, occasion);
create index open_entry_path on open_entry (path, id);
create index open_entry_due on open_entry (due_on, id) where state = 'Due';
create index open_entry_open on open_entry (opened_on desc, id desc) where state = 'Open';
-- What is open is there for the organisation's own people and those below; what is for everybody signed in, for them.
call fence('open_entry', ancestors => true);
create policy fence_told on open_entry for select using (state = 'Open' and audience in ('Public', 'Members') and nullif(current_setting('zhijian.account', true), '') is not null);
