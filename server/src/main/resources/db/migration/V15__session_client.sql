-- Clients that were given an ID token in a session, and want to be told when it ends.

create table session_client (
  tenant      text    not null,
  session_id  uuid    not null,
  client_id   text    not null,
  backchannel boolean not null, -- by a call; otherwise only by a frame of the browser's
  primary key (tenant, session_id, client_id),
  foreign key (tenant, session_id) references session on delete cascade
);
