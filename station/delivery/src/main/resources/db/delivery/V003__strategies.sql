alter table delivery_release add column held text not null default 'NONE';
