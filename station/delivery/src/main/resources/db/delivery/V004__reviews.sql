-- Environments of branches and merge requests; those that ended stay known.
create table delivery_review (
  project text not null,
  name text not null,
  template text not null,
  branch text not null,
  request integer not null,
  deployed_at integer not null,
  stops_at integer,
  ended_at integer,
  primary key (project, name)
);

create index delivery_review_stops on delivery_review (ended_at, stops_at);
