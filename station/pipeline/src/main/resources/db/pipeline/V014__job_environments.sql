create table environment (
    id integer primary key autoincrement,
    project text not null,
    name text not null,
    state text not null,
    url text not null,
    run_id bigint not null,
    job_id bigint not null,
    node text not null,
    commit_id text not null,
    ref text not null,
    deployed_by text not null,
    on_stop text not null,
    stop_at bigint not null,
    stopped_by text not null,
    created_at bigint not null,
    deployed_at bigint not null,
    stopped_at bigint not null,
    unique (project, name)
);
create index environment_due on environment (stop_at) where stop_at > 0;
