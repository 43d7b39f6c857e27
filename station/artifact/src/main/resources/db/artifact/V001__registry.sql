-- Blobs that the registry keeps. A row without its file, or a file without its row, is no blob.
create table registry_blob (
    digest text primary key,
    size bigint not null,
    kept_at bigint not null
);
-- Which repository may serve which blob: knowing a digest is not enough.
create table registry_link (
    repository text not null,
    digest text not null,
    primary key (repository, digest)
);
create index registry_link_of_blob on registry_link (digest);
create table registry_manifest (
    repository text not null,
    digest text not null,
    media_type text not null,
    artifact_type text not null,
    subject text not null,
    size bigint not null,
    pushed_at bigint not null,
    pushed_by text not null,
    primary key (repository, digest)
);
create index registry_manifest_of_subject on registry_manifest (repository, subject);
-- What a manifest needs: its config and layers, or the manifests of an index.
create table registry_reference (
    repository text not null,
    manifest text not null,
    child text not null,
    primary key (repository, manifest, child)
);
create index registry_reference_of_child on registry_reference (child);
create table registry_tag (
    repository text not null,
    tag text not null,
    digest text not null,
    updated_at bigint not null,
    primary key (repository, tag)
);
create index registry_tag_of_digest on registry_tag (repository, digest);
create table registry_upload (
    id text primary key,
    repository text not null,
    started_by text not null,
    started_at bigint not null
);
-- Images that Duru built: one for a commit, told once for each branch that an environment takes.
create table image (
    project text not null,
    commit_id text not null,
    digest text not null,
    run_number bigint not null,
    bytes bigint not null,
    published_at bigint not null,
    primary key (project, commit_id)
);
create index image_of_digest on image (project, digest);
create table image_ref (
    project text not null,
    commit_id text not null,
    ref text not null,
    primary key (project, commit_id, ref)
);
