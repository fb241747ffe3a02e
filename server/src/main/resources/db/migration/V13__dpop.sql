-- Codes and refresh tokens that are good only with the key that they are bound to (RFC 9449): its thumbprint (RFC 7638).

alter table authorization_code add column dpop_jkt text;
comment on column authorization_code.dpop_jkt is 'the key that must be shown with the code; null: any, or none';
alter table token_grant add column dpop_jkt text;
comment on column token_grant.dpop_jkt is 'the key that must be shown with the refresh tokens; null: the client authenticates, or has no key';
