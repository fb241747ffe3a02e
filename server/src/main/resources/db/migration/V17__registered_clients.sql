-- Clients that are in no configuration file: those that registered, and those whose id is the address of a document.

create table registered_client (
  tenant      text        not null,
  id          text        not null,
  source      text        not null check (source in ('REGISTRATION', 'DOCUMENT')),
  metadata    jsonb       not null,
  secret      text,
  token_hash  bytea,
  created_at  timestamptz not null,
  fresh_until timestamptz,
  primary key (tenant, id)
);
comment on column registered_client.secret is 'its hash, in the form that the configuration has for secrets';
comment on column registered_client.fresh_until is 'of a document: when it is to be fetched again';
