-- What is in force: the declaration of each environment that was applied last.
create table infra_environment (
  project text not null,
  name text not null,
  commit_id text not null,
  text text not null,
  attributes text not null,
  person text not null,
  at integer not null,
  primary key (project, name)
);

create table infra_plan (
  project text not null,
  number integer not null,
  commit_id text not null,
  ref text not null,
  state text not null,
  person text not null,
  text text not null,
  problem text not null default '',
  cause text not null,
  at integer not null,
  primary key (project, number)
);

create unique index infra_plan_cause on infra_plan (project, cause);
create index infra_plan_state on infra_plan (project, state);

create table infra_step (
  project text not null,
  plan integer not null,
  environment text not null,
  place integer not null,
  action text not null,
  state text not null,
  body text not null,
  release_number integer not null default 0,
  note text not null default '',
  person text not null default '',
  at integer not null,
  primary key (project, plan, environment)
);

create index infra_step_state on infra_step (state);

create table infra_approval (
  project text not null,
  plan integer not null,
  environment text not null,
  person text not null,
  comment text not null,
  at integer not null,
  primary key (project, plan, environment, person)
);

create table infra_drift (
  project text not null,
  environment text not null,
  kind text not null,
  what text not null,
  person text not null,
  found_at integer not null,
  settled text not null default '',
  settled_at integer,
  primary key (project, environment, kind)
);
