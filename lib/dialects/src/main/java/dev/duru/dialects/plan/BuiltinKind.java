package dev.duru.dialects.plan;

/** What an engine can do itself; the arguments keep the names of the dialect's own action. */
public enum BuiltinKind {
    CHECKOUT,
    SETUP_JAVA,
    SETUP_NODE,
    SETUP_PYTHON,
    SETUP_GO,
    CACHE,
    CACHE_RESTORE,
    CACHE_SAVE,
    UPLOAD_ARTIFACT,
    MERGE_ARTIFACTS,
    DOWNLOAD_ARTIFACT,
    /** GitLab: the files and reports that a job leaves for later ones. */
    KEEP_ARTIFACTS,
    /** GitLab: the files of earlier jobs, into the same places of the workspace. */
    TAKE_ARTIFACTS,
    /** GitLab: how much of the code tests reach, as the job printed it. */
    READ_COVERAGE,
    /** GitLab: a release of a tag, with notes and links. */
    MAKE_RELEASE,
    /** GitLab: a folder becomes the project's site. */
    PUBLISH_SITE,
    /** GitLab: a cache is saved under its key, in the place of the one before. */
    KEEP_CACHE,
    /** GitLab: a cache is restored. */
    TAKE_CACHE
}
