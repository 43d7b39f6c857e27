create table delivery_environment (
  project text not null,
  name text not null,
  place integer not null,
  commit_id text not null,
  primary key (project, name)
);

create table delivery_manifest (
  project text not null,
  commit_id text not null,
  body text not null,
  primary key (project, commit_id)
);

create table delivery_release (
  project text not null,
  number integer not null,
  environment text not null,
  commit_id text not null,
  digest text not null,
  repository text not null,
  caused_by text not null,
  created_at integer not null,
  state text not null,
  step integer not null default 0,
  since integer not null,
  takes_back integer not null default 0,
  exposed_at integer,
  condemned_gate text,
  condemned_reason text,
  condemned_by text,
  condemned_at integer,
  note text not null default '',
  stopped_at integer,
  cause text not null,
  primary key (project, number)
);

create unique index delivery_release_cause on delivery_release (project, environment, cause);
create index delivery_release_environment on delivery_release (project, environment, state);
create index delivery_release_digest on delivery_release (project, digest);
create index delivery_release_running on delivery_release (state, stopped_at);

create table delivery_approval (
  project text not null,
  release_number integer not null,
  person text not null,
  comment text not null,
  at integer not null,
  primary key (project, release_number, person)
);

create table delivery_reading (
  project text not null,
  release_number integer not null,
  step integer not null,
  gate text not null,
  verdict text not null,
  reading text not null,
  at integer not null,
  primary key (project, release_number, step, gate)
);

create table delivery_quarantine (
  project text not null,
  digest text not null,
  environment text not null,
  commit_id text not null,
  reason text not null,
  at integer not null,
  lifted_by text,
  lifted_reason text,
  lifted_at integer,
  primary key (project, digest)
);
