create table fact (
    seq integer primary key autoincrement,
    at bigint not null,
    kind text not null,
    project text not null,
    commit_id text not null,
    body text not null
);
create index fact_of_change on fact (project, commit_id, seq);
create index fact_of_kind on fact (project, kind, at);
create table cursor_of (
    consumer text primary key,
    seq bigint not null
);
create table parked_fact (
    consumer text not null,
    seq bigint not null,
    attempts integer not null,
    error text not null,
    at bigint not null,
    primary key (consumer, seq)
);
create table counter (
    scope text not null,
    kind text not null,
    value bigint not null,
    primary key (scope, kind)
);
