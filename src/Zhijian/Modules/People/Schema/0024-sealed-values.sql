-- Sensitive values (S2, S3) are sealed with a key of the person's own; what equals what is found by a keyed index.
alter table member rename column ethnic_code to ethnic_code_plain;
alter table member rename column birth_date to birth_date_plain;
alter table member rename column identity_number to identity_number_plain;
alter table member rename column mobile_number to mobile_number_plain;
alter table member rename column home_address to home_address_plain;
alter table member rename column floating_to to floating_to_plain;
drop index member_identity;
alter table member
  add column data_key bytea,
  add column ethnic_code bytea,
  add column birth_date bytea,
  add column identity_number bytea,
  add column identity_index bytea,
  add column mobile_number bytea,
  add column home_address bytea,
  add column floating_to bytea;
-- The same person is never entered twice, whoever may see them. Blind: the program answers without saying where.
create unique index member_identity on member (identity_index);
-- The master key by which a data key is wrapped stands in its bytes 2 to 5; a change of master keys finds what is left to do.
create index member_data_key on member (substr(data_key, 2, 4), id) where data_key is not null;

-- An institution without members has nothing to seal. Where there are some, the program seals them and then drops these columns (SealPlainMembers).
do $$
begin
  perform set_config('zhijian.scope1', '1.', true);
  if not exists (select 1 from member) then
    alter table member drop column ethnic_code_plain, drop column birth_date_plain, drop column identity_number_plain, drop column mobile_number_plain, drop column home_address_plain, drop column floating_to_plain;
  end if;
  perform set_config('zhijian.scope1', '', true);
end $$;

-- Everybody sees what was done to their own data, and who saw them.
create policy fence_subject on journal for select using (subject_id = nullif(current_setting('zhijian.member', true), '')::uuid);
