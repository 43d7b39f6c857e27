package dev.duru.pipeline.github;

import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.ProjectName;
import java.time.Instant;

/** Events as GitHub's webhooks describe them, as far as Duru knows what they say. */
public final class Payloads {
    private static final String ZERO = "0".repeat(40);

    private Payloads() {}

    /** A commit as a payload shows it. */
    public record Commit(String id, String message, String author, Instant at) {
        Obj object() {
            return Obj.of(
                    "id",
                    id,
                    "message",
                    message,
                    "timestamp",
                    at.toString(),
                    "author",
                    Obj.of("name", author, "username", author));
        }
    }

    /**
     * A push.
     *
     * @param before {@code ""} for a new ref
     */
    public static Obj push(
            ProjectName project, String ref, String before, Commit commit, String by) {
        return Obj.of(
                "ref", ref,
                "before", before.isEmpty() ? ZERO : before,
                "after", commit.id(),
                "created", before.isEmpty(),
                "deleted", false,
                "forced", false,
                "head_commit", commit.object(),
                "commits", Value.Arr.of(commit.object()),
                "pusher", Obj.of("name", by),
                "sender", Obj.of("login", by),
                "repository", repository(project));
    }

    /** A manual start. */
    public static Obj dispatch(ProjectName project, String ref, String workflow, Obj inputs) {
        return Obj.of(
                "ref", ref,
                "workflow", workflow,
                "inputs", inputs,
                "repository", repository(project));
    }

    /** The project as {@code repository}. */
    public static Obj repository(ProjectName project) {
        return Obj.of(
                "name", project.name(),
                "full_name", project.toString(),
                "owner", Obj.of("login", project.owner(), "name", project.owner()),
                "default_branch", "main");
    }
}
