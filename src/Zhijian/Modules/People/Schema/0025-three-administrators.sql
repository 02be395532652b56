-- Whatever path an appointment takes, nobody is two of the three administrators at once.
create unique index post_holding_one_administrator on post_holding (member_id)
  where until is null and post in ('SystemAdministrator', 'SecurityAdministrator', 'AuditAdministrator');
