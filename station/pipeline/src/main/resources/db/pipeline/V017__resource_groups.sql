-- The resource groups of projects, and in which order their jobs get them.
create table resource_group (
    id integer primary key autoincrement,
    project text not null,
    name text not null,
    mode text not null default 'UNORDERED',
    created_at bigint not null,
    updated_at bigint not null,
    unique (project, name)
);
