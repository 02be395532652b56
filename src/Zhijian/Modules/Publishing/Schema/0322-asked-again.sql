-- What a notice says may change so much that whoever confirmed it is asked once more: from which edition on confirmations count.
alter table article add column asks_again boolean not null default false;
alter table article alter column asks_again drop default;
alter table article add column receipts_from int not null default 1;
alter table article alter column receipts_from drop default;
alter table article_edition add column receipts_from int not null default 1;
alter table article_edition alter column receipts_from drop default;
