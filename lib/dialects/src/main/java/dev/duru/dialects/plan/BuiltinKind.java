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
    DOWNLOAD_ARTIFACT
}
