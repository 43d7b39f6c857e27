create table called_workflow (
    run_id bigint not null references run (id) on delete cascade,
    node text not null,
    repository text not null,
    commit_id text not null,
    file text not null,
    source text not null,
    primary key (run_id, node)
);
