package dev.duru.pipeline.services.rest;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Port: the code of projects. */
public interface Code {

    /**
     * A commit.
     *
     * @param at when it was committed
     */
    record Commit(
            String id,
            List<String> parents,
            String message,
            String author,
            String email,
            Instant at) {}

    /** A branch or a tag by its full name; tags peeled. */
    record Ref(String name, String commit) {}

    /** A file ({@code file}), folder ({@code dir}), link ({@code symlink}) or {@code submodule}. */
    record Entry(String path, String type, long size) {}

    /**
     * What two commits differ in.
     *
     * @param status {@code added}, {@code removed}, {@code modified} or {@code renamed}
     */
    record Change(String path, String status, int added, int removed) {}

    /**
     * A commit of one file onto a branch.
     *
     * @param content null to delete the file
     */
    record Edit(String branch, String path, byte @Nullable [] content, String message, String by) {}

    /** All projects, whoever may see them. */
    List<ProjectName> projects();

    boolean exists(ProjectName project);

    boolean isPublic(ProjectName project);

    String defaultBranch(ProjectName project);

    /** What a branch, a tag, a full ref or an id names. */
    Optional<Commit> commit(ProjectName project, String name);

    /** The commits from one on, newest first; {@code path} limits them to what changed it. */
    List<Commit> log(ProjectName project, String commit, String path, int skip, int limit);

    /** The refs below a prefix, such as {@code refs/heads/}, by name. */
    List<Ref> refs(ProjectName project, String prefix);

    /** The commits that the head has and the base has not, newest first, at most 100. */
    List<Commit> between(ProjectName project, String base, String head);

    List<Change> changes(ProjectName project, String base, String head);

    Optional<byte[]> file(ProjectName project, String commit, String path);

    /** What lies in a folder ({@code ""} for the root) at a commit; empty for nothing. */
    List<Entry> entries(ProjectName project, String commit, String path);

    /**
     * Makes, moves or deletes a ref as a push would.
     *
     * @param to a commit; {@code ""} deletes
     * @throws dev.duru.kernel.ProblemException USER or CONFLICT when it is refused
     */
    void move(ProjectName project, String by, String ref, String to, boolean force);

    /** Commits one file; the new commit. */
    Commit write(ProjectName project, Edit edit);
}
