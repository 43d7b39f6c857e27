package dev.duru.pipeline.services.rest;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Port: the issues of projects. */
public interface Issues {

    /** An issue. */
    record Issue(
            long number,
            String title,
            String body,
            boolean open,
            String author,
            Instant openedAt,
            Instant updatedAt,
            @Nullable Instant closedAt,
            List<String> labels) {}

    /**
     * A comment.
     *
     * @param id counts within the issue, from 1
     */
    record Comment(long id, long issue, String author, String body, Instant at) {}

    /** What is to be changed; null leaves a part as it is. */
    record Edit(
            @Nullable String title,
            @Nullable String body,
            @Nullable String state,
            @Nullable List<String> labels) {}

    /** Issues, newest first; {@code state} is {@code open}, {@code closed} or {@code all}. */
    List<Issue> list(ProjectName project, String state);

    Optional<Issue> find(ProjectName project, long number);

    Issue open(ProjectName project, String by, String title, String body, List<String> labels);

    Issue edit(ProjectName project, long number, String by, Edit edit);

    List<Comment> comments(ProjectName project, long number);

    Comment comment(ProjectName project, long number, String by, String body);

    void editComment(ProjectName project, long number, long comment, String body);

    void deleteComment(ProjectName project, long number, long comment);
}
