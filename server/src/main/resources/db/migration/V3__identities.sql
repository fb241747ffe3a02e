-- Identities at other providers that lead to a profile.

create table identity (
  tenant     text        not null,
  id         uuid        not null,
  profile_id uuid        not null,
  provider   text        not null, -- its key
  variant    text        not null,
  realm      text        not null, -- the variant, or empty where all variants know a user by one name
  subject    text        not null, -- the provider's name for the user
  email      text,                 -- as the provider told it last
  username   text,
  claims     jsonb       not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant, id),
  foreign key (tenant, profile_id) references profile on delete cascade
);
create unique index identity_subject on identity (tenant, provider, realm, subject);
create index identity_profile on identity (tenant, profile_id);

-- ID tokens that logged somebody in, for as long as they could do it again.
create table used_id_token (
  tenant     text        not null,
  token_hash bytea       not null,
  expires_at timestamptz not null,
  constraint used_id_token_once primary key (tenant, token_hash)
);
create index used_id_token_expiry on used_id_token (expires_at);
