create table job_approval (
    job_id bigint primary key references job (id) on delete cascade,
    run_id bigint not null references run (id) on delete cascade,
    project text not null,
    environment text not null,
    name text not null,
    least_role text not null,
    wanted integer not null,
    self integer not null,
    state text not null,
    message text not null,
    asked_at bigint not null
);
create index job_approval_waiting on job_approval (state) where state = 'WAITING';
create table job_approval_word (
    job_id bigint not null references job_approval (job_id) on delete cascade,
    person text not null,
    comment text not null,
    at bigint not null,
    primary key (job_id, person)
);
create table schedule (
    project text not null,
    workflow text not null,
    line text not null,
    zone text not null,
    next_at bigint not null,
    primary key (project, workflow, line, zone)
);
create index schedule_next on schedule (next_at);
create table commit_status (
    id integer primary key autoincrement,
    project text not null,
    commit_id text not null,
    context text not null,
    state text not null,
    description text not null,
    target_url text not null,
    creator text not null,
    created_at bigint not null,
    updated_at bigint not null
);
create index commit_status_of on commit_status (project, commit_id, context);
create table variable (
    project text not null,
    environment text not null,
    name text not null,
    text text not null,
    set_by text not null,
    set_at bigint not null,
    primary key (project, environment, name)
);
create table sweep (
    name text primary key,
    done_at bigint not null
);
create table job_environment (
    job_id bigint primary key references job (id) on delete cascade,
    environment text not null,
    url text not null
);
