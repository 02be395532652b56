-- What a transaction sees, said in one call with parameters: a text of its own for each viewer would drive the prepared statements of the
-- pages out of their connection. Local to the transaction, as SET LOCAL is.
create procedure enclose(scope1 text, scope2 text, scope3 text, scope4 text, member text, account text, home text, passes text)
language plpgsql as $$
begin
  perform set_config('zhijian.scope1', scope1, true), set_config('zhijian.scope2', scope2, true),
    set_config('zhijian.scope3', scope3, true), set_config('zhijian.scope4', scope4, true),
    set_config('zhijian.member', member, true), set_config('zhijian.account', account, true),
    set_config('zhijian.home', home, true), set_config('zhijian.passes', passes, true);
end $$;
