-- What webhooks still have to be told, and every try. The dispatcher is the one reader across tenants.

create table webhook_delivery (
  tenant       text        not null,
  id           uuid        not null,
  hook         text        not null,
  event_type   text        not null,
  profile_id   uuid,
  event        jsonb,                -- as the wire shows it; removed once it is over
  state        text        not null, -- queued, delivered, failed
  attempts     integer     not null default 0,
  available_at timestamptz not null,
  created_at   timestamptz not null,
  finished_at  timestamptz,
  last_error   text,
  primary key (tenant, id)
);
create index webhook_delivery_queue on webhook_delivery (tenant, hook, available_at) where state = 'queued';
create index webhook_delivery_age on webhook_delivery (created_at);

create table webhook_attempt (
  tenant      text        not null,
  delivery_id uuid        not null,
  attempt     integer     not null,
  at          timestamptz not null,
  took_ms     integer     not null,
  status      integer,              -- null: no answer
  error       text,
  primary key (tenant, delivery_id, attempt),
  foreign key (tenant, delivery_id) references webhook_delivery on delete cascade
);
