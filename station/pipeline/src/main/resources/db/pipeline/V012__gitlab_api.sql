create table generic_package (
    id integer primary key autoincrement,
    project text not null,
    name text not null,
    version text not null,
    creator text not null,
    created_at bigint not null,
    unique (project, name, version)
);
create table generic_package_file (
    id integer primary key autoincrement,
    package_id bigint not null references generic_package (id) on delete cascade,
    name text not null,
    bytes bigint not null,
    digest text not null,
    created_at bigint not null,
    unique (package_id, name)
);
create index generic_package_file_digest on generic_package_file (digest);
create table release_link (
    id integer primary key autoincrement,
    release_id bigint not null references tag_release (id) on delete cascade,
    name text not null,
    url text not null,
    type text not null,
    path text not null
);
create index release_link_of_release on release_link (release_id);
create table trigger_token (
    id integer primary key autoincrement,
    project text not null,
    description text not null,
    hash text not null unique,
    hint text not null,
    owner text not null,
    created_at bigint not null,
    used_at bigint not null default 0
);
create table job_token_access (
    project text not null,
    guest text not null,
    added_by text not null,
    added_at bigint not null,
    primary key (project, guest)
);
