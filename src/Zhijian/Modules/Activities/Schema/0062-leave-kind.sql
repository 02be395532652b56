-- What kind of leave: an illness, a private matter, work elsewhere; the words beside it are optional.
alter table attendance add column leave_kind text;
