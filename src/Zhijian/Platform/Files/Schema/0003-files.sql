-- Attachments: the row says what and whose; the bytes lie outside the web root under a random name and are reached through the row only.
create table stored_file (
  id uuid primary key,
  path text collate "C" not null,
  subject_kind text not null,
  subject_id uuid not null,
  name text not null,
  media_type text not null,
  size bigint not null check (size > 0),
  sha256 bytea not null,
  place text not null unique,
  member_id uuid not null,
  by_name text not null,
  at timestamptz not null,
  sealed_at timestamptz
);
create index stored_file_subject on stored_file (subject_id, at, id);
create index stored_file_path on stored_file (path, id);
call fence('stored_file', own => 'member_id', pass => 'subject_id');
-- What belongs to a filed record stays; only taking back the approval names the subject and may;
-- and the program itself (no account) takes the path along when an organisation moves.
create policy sealed_stays on stored_file as restrictive for update
  using (sealed_at is null or subject_id::text = nullif(current_setting('zhijian.unfile', true), '')
    or (nullif(current_setting('zhijian.account', true), '') is null and nullif(current_setting('zhijian.scope1', true), '') = '1.')) with check (true);
create policy sealed_is_kept on stored_file as restrictive for delete using (sealed_at is null);
