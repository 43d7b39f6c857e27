alter table called_workflow add column ref text not null default '';
alter table job_token add column workflow_ref text not null default '';
alter table job_token add column workflow_sha text not null default '';
