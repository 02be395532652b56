-- What one person wrote, for their own work record.
create index article_creator on article (created_by);
