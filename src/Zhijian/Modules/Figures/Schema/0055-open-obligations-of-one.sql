-- What one organisation still owes, in the order in which it is due: its home asks this at each visit, and the committee usually owes nothing.
create index obligation_open_of_one on obligation (organisation_id, due_on, id) where expected > met + in_review + excused;
