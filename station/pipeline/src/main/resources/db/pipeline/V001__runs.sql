create table run (
    id integer primary key autoincrement,
    project text not null,
    number bigint not null,
    commit_id text not null,
    ref text not null,
    event text not null,
    payload text not null,
    inputs text not null,
    workflow text not null,
    source text not null,
    name text not null,
    title text not null,
    started_by text not null,
    state text not null,
    message text not null,
    queued_at bigint not null,
    started_at bigint not null,
    finished_at bigint not null,
    origin text not null unique,
    unique (project, number)
);
create index run_of_commit on run (project, commit_id);
create index run_open on run (finished_at) where finished_at = 0;
create table job (
    id integer primary key autoincrement,
    run_id bigint not null references run (id) on delete cascade,
    node text not null,
    entry text not null,
    name text not null,
    position text not null,
    needs text not null,
    ordinal integer not null,
    state text not null,
    message text not null,
    tolerated integer not null default 0,
    attempt integer not null default 1,
    outputs text not null default '{}',
    summary text not null default '',
    queued_at bigint not null default 0,
    started_at bigint not null default 0,
    finished_at bigint not null default 0,
    pid bigint not null default 0,
    pid_started_at bigint not null default 0,
    unique (run_id, node)
);
create table step (
    job_id bigint not null references job (id) on delete cascade,
    number integer not null,
    name text not null,
    state text not null,
    message text not null,
    exit_code integer not null,
    started_at bigint not null,
    finished_at bigint not null,
    line bigint not null,
    primary key (job_id, number)
);
create table annotation (
    id integer primary key autoincrement,
    run_id bigint not null references run (id) on delete cascade,
    job_id bigint not null,
    step integer not null,
    level text not null,
    file text not null,
    line integer not null,
    col integer not null,
    title text not null,
    message text not null
);
create index annotation_of_run on annotation (run_id);
create table artifact (
    id integer primary key autoincrement,
    run_id bigint not null references run (id) on delete cascade,
    job_id bigint not null,
    name text not null,
    digest text not null,
    bytes bigint not null,
    files integer not null,
    created_at bigint not null,
    expires_at bigint not null,
    unique (run_id, name)
);
create table cache_entry (
    project text not null,
    scope text not null,
    entry text not null,
    version text not null,
    digest text not null,
    bytes bigint not null,
    created_at bigint not null,
    used_at bigint not null,
    primary key (project, scope, entry, version)
);
create table test_case (
    run_id bigint not null references run (id) on delete cascade,
    job_id bigint not null,
    suite text not null,
    name text not null,
    result text not null,
    millis bigint not null,
    message text not null,
    trace text not null,
    flaky integer not null default 0
);
create index test_case_of_run on test_case (run_id);
create table package_output (
    project text not null,
    commit_id text not null,
    run_id bigint not null,
    job_id bigint not null,
    digest text not null,
    paths text not null,
    created_at bigint not null,
    primary key (project, commit_id, run_id)
);
