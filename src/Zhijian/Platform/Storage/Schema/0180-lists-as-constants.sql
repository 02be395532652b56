-- PostgreSQL keeps a check as a text that it reads anew for each statement which inserts or updates. A list of constants, as "in (…)" makes it, is ten times as long
-- there as one constant list; the checks of one row of member took as long as the rest of its writing.
do $$
declare
  found record;
  listed text[];
begin
  for found in
    select conrelid::regclass as relation, conname, convalidated, parts[1] as expression, parts[2] as list
    from pg_constraint, regexp_match(pg_get_constraintdef(oid), '^CHECK \(\(([a-z_]+) = ANY \((ARRAY\[.*\])\)\)\)') as parts
    where contype = 'c' and connamespace = 'public'::regnamespace and parts is not null
  loop
    execute format('select %s::text[]', found.list) into listed;
    execute format('alter table %s drop constraint %I, add constraint %I check (%s = any (%L::text[])) not valid', found.relation, found.conname, found.conname, found.expression, listed);
    if found.convalidated then
      execute format('alter table %s validate constraint %I', found.relation, found.conname);
    end if;
  end loop;
end $$;
