alter table variable add column flags text not null default '';
