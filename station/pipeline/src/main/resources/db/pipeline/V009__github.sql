create table check_run (
    id integer primary key autoincrement,
    project text not null,
    commit_id text not null,
    name text not null,
    body text not null,
    created_at bigint not null
);
create index check_run_of_commit on check_run (project, commit_id);
create table tag_release (
    id integer primary key autoincrement,
    project text not null,
    tag text not null,
    target text not null,
    name text not null,
    body text not null,
    draft integer not null,
    prerelease integer not null,
    author text not null,
    created_at bigint not null
);
create index tag_release_of_project on tag_release (project, tag);
create table release_asset (
    id integer primary key autoincrement,
    release_id bigint not null references tag_release (id) on delete cascade,
    name text not null,
    label text not null,
    mime text not null,
    bytes bigint not null,
    digest text not null,
    author text not null,
    created_at bigint not null,
    unique (release_id, name)
);
create table oidc_key (
    id text primary key,
    sealed text not null,
    modulus text not null,
    exponent text not null,
    created_at bigint not null,
    retired_at bigint not null
);
