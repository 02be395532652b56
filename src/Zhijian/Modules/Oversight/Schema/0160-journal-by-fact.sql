-- The alarms count a day's entries of a few facts each half minute, and the overview those of a day: without this they read all of a busy day, and more of a loaded history.
create index journal_fact on journal(fact, at);
