-- Whether a member has been lost sight of, or lives and works elsewhere for a time, and where. Noted by people, never concluded by the program.
alter table member add column lost_contact_since date;
alter table member add column floating_since date;
alter table member add column floating_to text;
create index member_lost on member (name, id) where lost_contact_since is not null;
create index member_floating on member (name, id) where floating_since is not null;
