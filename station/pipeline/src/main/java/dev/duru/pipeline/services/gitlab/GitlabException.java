package dev.duru.pipeline.services.gitlab;

/** A refusal with the status and the words that GitLab's clients look for. */
final class GitlabException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    GitlabException(int status, String message) {
        super(message);
        this.status = status;
    }

    static GitlabException notFound(String what) {
        return new GitlabException(404, "404 " + (what.isEmpty() ? "" : what + " ") + "Not Found");
    }

    static GitlabException forbidden(String why) {
        return new GitlabException(403, "403 Forbidden" + (why.isEmpty() ? "" : " - " + why));
    }

    static GitlabException unauthorized() {
        return new GitlabException(401, "401 Unauthorized");
    }

    static GitlabException bad(String why) {
        return new GitlabException(400, why);
    }

    int status() {
        return status;
    }
}
