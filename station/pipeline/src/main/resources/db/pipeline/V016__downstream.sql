-- The run that a job of another project has started, or whose result it shows.
create table downstream (
    job_id bigint primary key references job (id) on delete cascade,
    run_id bigint not null,
    started integer not null
);
create index downstream_run on downstream (run_id);
