-- What somebody added to a line of their own work record, and whether the line stays out of its print. Only they see it.
create table work_note (
  member_id uuid not null references member(id) deferrable initially deferred,
  path text collate "C" not null,
  source text not null,
  about uuid not null,
  remark text,
  hidden boolean not null,
  version int not null,
  primary key (member_id, source, about)
);
create index work_note_path on work_note (path);
call fence('work_note', own => 'member_id');
-- Whose work it was, without looking through everybody's.
create index activity_recorder on activity (recorder_member_id) where recorder_member_id is not null;
create index library_item_creator on library_item (created_by);
