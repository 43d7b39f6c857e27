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
    /** GitLab: a cache is saved under its key, in the place of the one before. */
    KEEP_CACHE,
    /** GitLab: a cache is restored. */
    TAKE_CACHE
}
