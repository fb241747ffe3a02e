-- Keys follow each other: the next one is published before it signs, the one before until its last token has expired.

alter table signing_key add column generation integer not null default 1;
alter table signing_key add column signs_from timestamptz;
update signing_key k set signs_from = created_at, generation = (
  select count(*) from signing_key b where b.tenant = k.tenant and b.algorithm = k.algorithm and b.created_at <= k.created_at);
alter table signing_key alter column signs_from set not null;
-- Two nodes that make the same key agree on one.
create unique index signing_key_generation on signing_key (tenant, algorithm, generation);
drop index signing_key_current;
-- A retired key had a successor and still proved what it signed; now it proves nothing any more.
update signing_key set retired_at = null;
comment on column signing_key.retired_at is 'not trusted since: somebody else may have it';
