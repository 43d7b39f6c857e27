create table event_message (
    destination text not null,
    seq bigint not null,
    next_at bigint not null,
    tries integer not null,
    problem text not null,
    primary key (destination, seq)
);
