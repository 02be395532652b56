-- Which source of the data standard a connected system is: whose word counts for what it brings. Empty where it brings nothing, or nobody has said it yet; then it is right about nothing.
alter table exchange_client add column source text not null default '';
alter table exchange_client alter column source drop default;
