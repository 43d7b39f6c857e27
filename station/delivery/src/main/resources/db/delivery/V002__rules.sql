-- The commit whose duru.yml holds for a release; null for the commit of its image.
alter table delivery_release add column config_commit text;

create table delivery_lock (
  project text not null,
  environment text not null,
  person text not null,
  reason text not null,
  at integer not null,
  primary key (project, environment)
);

create table delivery_override (
  project text not null,
  release_number integer not null,
  person text not null,
  reason text not null,
  at integer not null,
  primary key (project, release_number)
);

create table delivery_check (
  project text not null,
  number integer not null,
  environment text not null,
  digest text not null,
  item text not null,
  passed integer not null,
  comment text not null,
  link text not null,
  file_name text not null,
  file_digest text not null,
  person text not null,
  at integer not null,
  primary key (project, number)
);

create index delivery_check_digest on delivery_check (project, environment, digest);

create table delivery_task (
  project text not null,
  release_number integer not null,
  name text not null,
  command text not null,
  person text not null,
  started_at integer not null,
  ended_at integer,
  exit_code integer,
  reason text not null default '',
  primary key (project, release_number, name)
);

create index delivery_task_running on delivery_task (ended_at);
