create table user_account (
    name text primary key,
    password text,
    admin integer not null,
    disabled integer not null,
    created_at bigint not null
);
create table one_time_link (
    hash text primary key,
    user_name text not null,
    expires_at bigint not null
);
create table user_session (
    hash text primary key,
    user_name text not null,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    address text not null,
    agent text not null
);
create index user_session_of_user on user_session (user_name);
create table user_token (
    id bigint primary key,
    hash text not null unique,
    user_name text not null,
    name text not null,
    scope text not null,
    created_at bigint not null,
    expires_at bigint,
    used_at bigint
);
create index user_token_of_user on user_token (user_name);
create table sign_in_attempt (
    subject text primary key,
    attempts integer not null,
    since bigint not null
);
create table project_member (
    project text not null,
    user_name text not null,
    role text not null,
    primary key (project, user_name)
);
create table project_secret (
    project text not null,
    environment text not null,
    name text not null,
    key_id text not null,
    sealed text not null,
    changed_at bigint not null,
    changed_by text not null,
    primary key (project, environment, name)
);
