create table project (
    name text primary key,
    is_public integer not null,
    created_by text not null,
    created_at bigint not null
);
-- The last value of each ref that the ledger knows. What a repository holds beyond it is news.
create table ref_state (
    project text not null,
    ref text not null,
    object_id text not null,
    commit_id text not null,
    primary key (project, ref)
);
-- Who is moving which ref, written before the ref moves and removed with the fact that says it did.
create table push_intent (
    project text not null,
    ref text not null,
    object_id text not null,
    pushed_by text not null,
    at bigint not null,
    primary key (project, ref)
);
