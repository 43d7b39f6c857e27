alter table run add column attempt integer not null default 1;
alter table run add column debug integer not null default 0;
alter table run add column triggered_by text not null default '';
update run set triggered_by = started_by;
-- The jobs of earlier attempts stay, under a node name of their own.
alter table job add column first_attempt integer not null default 1;
alter table job add column superseded integer not null default 0;
create table run_attempt (
    run_id bigint not null references run (id) on delete cascade,
    attempt integer not null,
    state text not null,
    message text not null,
    debug integer not null,
    triggered_by text not null,
    queued_at bigint not null,
    started_at bigint not null,
    finished_at bigint not null,
    primary key (run_id, attempt)
);
