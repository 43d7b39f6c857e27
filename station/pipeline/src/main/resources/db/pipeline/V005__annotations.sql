alter table annotation add column end_line integer not null default 0;
alter table annotation add column end_col integer not null default 0;
alter table annotation add column log_line bigint not null default 0;
alter table annotation add column more integer not null default 0;
