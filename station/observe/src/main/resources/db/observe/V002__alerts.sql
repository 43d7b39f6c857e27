create table silence (
    id text primary key,
    matchers text not null,
    starts_at bigint not null,
    ends_at bigint not null,
    created_by text not null,
    comment text not null,
    updated_at bigint not null
);
create table alert_event (
    id integer primary key autoincrement,
    fingerprint text not null,
    app text not null,
    name text not null,
    state text not null,
    labels text not null,
    annotations text not null,
    starts_at bigint not null,
    at bigint not null
);
create index alert_event_of_app on alert_event (app, id);
create index alert_event_of_alert on alert_event (fingerprint, id);
create table alert_group (
    group_key text primary key,
    firing text not null,
    resolved text not null,
    sent_at bigint not null
);
create table alert_message (
    id integer primary key autoincrement,
    receiver text not null,
    part integer not null,
    payload text not null,
    next_at bigint not null,
    tries integer not null,
    problem text not null
);
