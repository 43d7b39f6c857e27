create table issue (
    project text not null,
    number bigint not null,
    title text not null,
    body text not null,
    state text not null,
    author text not null,
    opened_at bigint not null,
    updated_at bigint not null,
    closed_at bigint,
    labels text not null,
    commit_id text not null,
    cause text not null,
    rule_seq bigint not null,
    incident text,
    primary key (project, number)
);
create unique index issue_of_cause on issue (project, cause) where cause <> '';
create index issue_of_state on issue (project, state, number);
create index issue_of_commit on issue (project, commit_id);
create table issue_comment (
    project text not null,
    number bigint not null,
    id bigint not null,
    author text not null,
    body text not null,
    at bigint not null,
    event text not null,
    primary key (project, number, id),
    foreign key (project, number) references issue (project, number)
);
