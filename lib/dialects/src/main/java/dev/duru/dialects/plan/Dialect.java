package dev.duru.dialects.plan;

/** The languages of CI files. */
public enum Dialect {
    GITHUB("GitHub Actions"),
    GITLAB("GitLab CI"),
    JENKINS("Jenkins"),
    CIRCLECI("CircleCI");

    private final String title;

    Dialect(String title) {
        this.title = title;
    }

    /** The name that people know. */
    public String title() {
        return title;
    }
}
