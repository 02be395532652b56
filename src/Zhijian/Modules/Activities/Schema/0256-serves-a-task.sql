-- The learning task that an activity serves, and its title on the day it was chosen: those who were there have studied it once the record is filed.
alter table activity add column serves_task uuid;
alter table activity add column serves_title text;
