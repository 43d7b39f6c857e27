create table job_coverage (
    job_id bigint primary key references job (id) on delete cascade,
    percent double precision not null
);
create table site (
    project text not null,
    prefix text not null,
    digest text not null,
    published_at bigint not null,
    expires_at bigint not null,
    primary key (project, prefix)
);
