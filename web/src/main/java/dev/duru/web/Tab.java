package dev.duru.web;

/**
 * Where a page stands in the navigation. The tabs of a project link to {@code
 * /{owner}/{project}/PATH}.
 */
public enum Tab {
    OVERVIEW(""),
    CODE("/code"),
    MERGES("/merge-requests"),
    CHANGES("/changes"),
    RUNS("/runs"),
    IMAGES("/images"),
    ENVIRONMENTS("/environments"),
    OBSERVE("/observe"),
    LOGS("/logs"),
    ISSUES("/issues"),
    DORA("/dora"),
    SETTINGS("/settings"),
    PROJECTS(null),
    APPROVALS(null),
    ADMIN(null),
    NONE(null);

    private final @org.jspecify.annotations.Nullable String path;

    Tab(@org.jspecify.annotations.Nullable String path) {
        this.path = path;
    }

    boolean ofProject() {
        return path != null;
    }

    /** The path below the project, {@code ""} for its overview. */
    String path() {
        return path == null ? "" : path;
    }
}
