-- By which short texts (titles, names) are found that hold some letters anywhere: every letter and each two that stand side by side, in small letters. Whatever holds a text holds
-- all its pairs, so an index of the parts leaves few rows to be compared letter by letter. Words of two Chinese letters are too short for an index of three.
create function parts_sought(typed text) returns text[] language plpgsql immutable strict parallel safe as $$
declare
  letters text := lower(typed);
  many int := length(letters);
begin
  if many < 2 then
    return string_to_array(letters, null);
  end if;
  -- The pairs from the first letter on, then those from the second.
  return string_to_array(regexp_replace(left(letters, many - many % 2), '(..)(?=.)', '\1' || chr(1), 'g'), chr(1))
    || string_to_array(regexp_replace(substr(letters, 2, (many - 1) - (many - 1) % 2), '(..)(?=.)', '\1' || chr(1), 'g'), chr(1));
end $$;

-- Not written in SQL, which the planner would put in the place of the call: the call as a whole is what may be asked before the fence (see LeakproofFunctions).
create function text_parts(held text) returns text[] language plpgsql immutable strict parallel safe as $$
begin
  return string_to_array(lower(held), null) || parts_sought(held);
end $$;
