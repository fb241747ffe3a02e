-- What a client asked for beyond scopes (OpenID Connect Core sections 3.1.2.1 and 5.5, RFC 8707): it goes with the code to the grant.
alter table authorization_code add column wish jsonb;
alter table token_grant add column wish jsonb;
