create table app_line (
    id integer primary key autoincrement,
    project text not null,
    environment text not null,
    release_number bigint not null,
    version text not null,
    replica integer not null,
    at bigint not null,
    line text not null
);
create index app_line_of_environment on app_line (project, environment, id);
create table app_file (
    path text primary key,
    file_key text not null,
    position bigint not null,
    read_at bigint not null
);
