-- The kind of activity, or the one activity, at which a task is studied by being there.
alter table learning_task add column activity_kind text;
alter table learning_task add column activity_id uuid;
alter table learning_task add column activity_title text;
create index learning_task_attended on learning_task (activity_kind, due_on) where activity_kind is not null and state = 'Open';
create index learning_task_activity on learning_task (activity_id) where activity_id is not null;

-- The filed activity at which a branch studied a task; null where the branch recorded it itself.
alter table learning_study add column activity_id uuid;
create index learning_study_activity on learning_study (activity_id) where activity_id is not null;
