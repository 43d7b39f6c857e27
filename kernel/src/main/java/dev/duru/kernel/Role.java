package dev.duru.kernel;

/** What somebody may do in a project; each role includes the ones before it. */
public enum Role {
    /** Sees code, runs, deployments, logs and issues. */
    READER,
    /** Pushes, starts and cancels runs, writes issues. */
    DEVELOPER,
    /** Approves or declines a release for an environment: the QA engineer. */
    APPROVER,
    /** Settings, secrets, manual promotion and rollback, lifting a quarantine. */
    MAINTAINER,
    /** Everything, in every project, and the users. */
    ADMIN;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
