create table merge_request (
    project text not null,
    number bigint not null,
    title text not null,
    description text not null,
    source text not null,
    target text not null,
    author text not null,
    draft integer not null,
    state text not null,
    -- The newest commit of the source branch that is known, who pushed it, and where it left the target.
    head text not null,
    head_by text not null,
    base text not null,
    -- The merge as it was last tried: of which commits, what it made, and the files that conflict.
    trial_of text not null,
    trial text not null,
    conflicts text not null,
    -- The commit that the target is about to get; the ref moves, and then the request is merged.
    merging text not null,
    merged text not null,
    ended_by text not null,
    -- Who wants it merged as soon as it can be; empty for nobody.
    auto_by text not null,
    auto_method text not null,
    auto_delete integer not null,
    created_at bigint not null,
    updated_at bigint not null,
    ended_at bigint,
    primary key (project, number)
);
create index merge_request_by_state on merge_request (project, state, number);
create table merge_note (
    project text not null,
    number bigint not null,
    id bigint not null,
    kind text not null,
    author text not null,
    body text not null,
    commit_id text not null,
    path text not null,
    line integer not null,
    before_side integer not null,
    at bigint not null,
    primary key (project, number, id)
);
create table merge_settings (
    project text primary key,
    method text not null,
    approvals integer not null,
    pipeline integer not null,
    delete_source integer not null
);
