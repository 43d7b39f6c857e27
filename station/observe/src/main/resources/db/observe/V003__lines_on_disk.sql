drop table app_line;
drop table app_file;
create table error_group (
    project text not null,
    fingerprint text not null,
    language text not null,
    type text not null,
    message text not null,
    place text not null,
    sample text not null,
    count bigint not null,
    first_at bigint not null,
    last_at bigint not null,
    first_environment text not null,
    first_release bigint not null,
    first_version text not null,
    last_environment text not null,
    last_release bigint not null,
    last_line bigint not null,
    primary key (project, fingerprint)
);
create index error_group_by_time on error_group (project, last_at);
