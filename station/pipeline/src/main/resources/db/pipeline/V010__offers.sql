alter table job_approval add column quiet integer not null default 0;
alter table job_approval add column sentence text not null default '';
