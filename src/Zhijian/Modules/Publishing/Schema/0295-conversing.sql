-- What readers may write below an article is chosen with it, edition by edition.
alter table article add column conversing text not null default 'Nothing';
alter table article alter column conversing drop default;
alter table article_edition add column conversing text not null default 'Nothing';
alter table article_edition alter column conversing drop default;
