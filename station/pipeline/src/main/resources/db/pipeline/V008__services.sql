create table job_token (
    hash text primary key,
    kind text not null,
    project text not null,
    run_id bigint not null,
    job_id bigint not null,
    attempt integer not null,
    environment text not null,
    rights text not null,
    created_at bigint not null
);
create index job_token_of_job on job_token (job_id);
create table upload (
    id integer primary key autoincrement,
    secret_hash text not null unique,
    kind text not null,
    project text not null,
    run_id bigint not null,
    job_id bigint not null,
    name text not null,
    version text not null,
    ref text not null,
    mime text not null,
    keep_until bigint not null,
    created_at bigint not null
);
create index upload_of_job on upload (job_id);
create table download_ticket (
    hash text primary key,
    digest text not null,
    name text not null,
    mime text not null,
    expires_at bigint not null
);
create index download_ticket_by_end on download_ticket (expires_at);
alter table cache_entry add column id bigint not null default 0;
update cache_entry set id = rowid;
