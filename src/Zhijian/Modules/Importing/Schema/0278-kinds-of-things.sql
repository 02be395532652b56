-- Lists bring learning records, too.
alter table provenance drop constraint provenance_entity_kind_check;
alter table provenance add constraint provenance_entity_kind_check check (entity_kind = any ('{Member,Organisation,Post,Activity,LearningRecord}'::text[]));
