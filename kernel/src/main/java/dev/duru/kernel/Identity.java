package dev.duru.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Who is asking.
 *
 * @param user the user's name; {@code ""} for somebody who is not signed in
 * @param admin whether the user is an administrator of this Duru
 * @param readOnly whether the credential allows looking only, as a token of the scope read does;
 *     nothing may be changed with it, whatever the user's roles
 * @param bounds of a credential that is narrower than its user, who then is {@link #JOB}; null for
 *     people. Protocols of an area ask {@link #mayRead} and {@link #mayWrite}; everywhere else such
 *     a credential only reads
 */
public record Identity(String user, boolean admin, boolean readOnly, @Nullable Bounds bounds) {
    /** The name under which jobs act, as GitHub's do; no user can have it. */
    public static final String JOB = "github-actions[bot]";

    /** Somebody who is not signed in. */
    public static final Identity ANONYMOUS = new Identity("", false);

    /** Duru itself, for what it does by rule: automatic rollbacks, issues, first deployments. */
    public static final Identity DURU = new Identity("duru", true);

    /** Somebody whose credential allows all that their roles do. */
    public Identity(String user, boolean admin) {
        this(user, admin, false);
    }

    /** A person, perhaps with a token that only reads. */
    public Identity(String user, boolean admin, boolean readOnly) {
        this(user, admin, readOnly, null);
    }

    /** A job, within its bounds. */
    public static Identity ofJob(Bounds bounds) {
        return new Identity(JOB, false, true, bounds);
    }

    public boolean anonymous() {
        return user.isEmpty();
    }

    /** Whether the credential, besides the roles, allows looking at an area of a project. */
    public boolean mayRead(ProjectName project, Bounds.Area area) {
        return bounds == null || !bounds.project().equals(project) || bounds.reads(project, area);
    }

    /** Whether the credential, besides the roles, allows changing an area of a project. */
    public boolean mayWrite(ProjectName project, Bounds.Area area) {
        return bounds == null ? !readOnly : bounds.writes(project, area);
    }
}
