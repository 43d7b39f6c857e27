package dev.duru.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of an application, {@code owner/project}: lower-case letters, digits, {@code -}, {@code
 * _} and {@code .}, which makes it a path of a URL, of a repository and of an image alike.
 */
public record ProjectName(String owner, String name) implements Comparable<ProjectName> {
    private static final Pattern PART =
            Pattern.compile("[a-z0-9](?:[a-z0-9]|[._-](?=[a-z0-9])){0,62}");

    /** First parts of paths that belong to Duru itself and so cannot be an owner. */
    private static final Set<String> RESERVED =
            Set.of(
                    "api",
                    "v2",
                    "assets",
                    "events",
                    "login",
                    "logout",
                    "setup",
                    "settings",
                    "approvals",
                    "projects",
                    "healthz",
                    "readyz",
                    "metrics",
                    "new",
                    "users",
                    "dora",
                    "help",
                    "favicon.ico",
                    "robots.txt",
                    "language",
                    "theme",
                    "audit",
                    "search");

    public ProjectName {
        check(owner, "owner");
        check(name, "project");
        if (RESERVED.contains(owner)) {
            throw ProblemException.user(
                    "'" + owner + "' is a name of Duru's own pages; choose another owner");
        }
        if (name.endsWith(".git") || name.endsWith(".lock")) {
            throw ProblemException.user("project name '" + name + "' may not end in .git or .lock");
        }
    }

    /**
     * Reads {@code owner/project}.
     *
     * @throws ProblemException USER when it has another form
     */
    @JsonCreator
    public static ProjectName parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || text.indexOf('/', slash + 1) >= 0) {
            throw ProblemException.user(
                    "'" + text + "' is not a project; write owner/project, such as team/shop");
        }
        return new ProjectName(text.substring(0, slash), text.substring(slash + 1));
    }

    private static void check(String part, String what) {
        if (!PART.matcher(part).matches()) {
            throw ProblemException.user(
                    what
                            + " name '"
                            + part
                            + "' is not valid; use 1 to 63 lower-case letters and digits, with single - _ . between");
        }
    }

    @Override
    public int compareTo(ProjectName other) {
        return toString().compareTo(other.toString());
    }

    @JsonValue
    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
