package dev.duru.pipeline.github;

import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.state.RunRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A merge request as jobs see it.
 *
 * @param state {@code open}, {@code merged} or {@code closed}
 * @param from the branch to be merged
 * @param into the branch that gets it
 * @param mergeBase where the two parted
 * @param merge the commit that merging makes or made; {@code ""} when it cannot be merged
 * @param endedBy who merged or closed it, or {@code ""}
 */
public record PullRequest(
        ProjectName project,
        long number,
        String title,
        String body,
        String author,
        boolean draft,
        String state,
        End from,
        End into,
        String mergeBase,
        String merge,
        String endedBy,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant endedAt) {

    /**
     * A branch and its commit.
     *
     * @param commit {@code ""} when the branch is gone
     */
    public record End(String branch, String commit) {}

    /** The ref that runs of the event {@code pull_request} are on. */
    public String mergeRef() {
        return "refs/pull/" + number + "/merge";
    }

    /** The ref that GitLab's pipelines of merge requests are on. */
    public String headRef() {
        return "refs/merge-requests/" + number + "/head";
    }

    /**
     * The event as GitHub's webhooks describe it.
     *
     * @param action such as {@code opened}
     * @param url how people reach Duru, without a slash at the end
     */
    public Obj payload(String action, String url, String sender) {
        return Obj.of(
                "action", action,
                "number", number(number),
                "pull_request", shape(url),
                "repository", Payloads.repository(project),
                "sender", Obj.of("login", sender));
    }

    /** The request itself, as GitHub shows pull requests. */
    public Obj shape(String url) {
        boolean merged = state.equals("merged");
        String page = url + "/" + project + "/merge-requests/" + number;
        return Obj.builder()
                .put("id", number(number))
                .put("number", number(number))
                .put("node_id", Value.of("pull:" + number))
                .put("url", Value.of(url + "/api/v3/repos/" + project + "/pulls/" + number))
                .put("html_url", Value.of(page))
                .put("diff_url", Value.of(page + "/changes"))
                .put("state", Value.of(state.equals("open") ? "open" : "closed"))
                .put("locked", Value.of(false))
                .put("title", Value.of(title))
                .put("body", body.isEmpty() ? Value.nothing() : Value.of(body))
                .put("draft", Value.of(draft))
                .put("user", Obj.of("login", author))
                .put("author_association", Value.of("MEMBER"))
                .put("labels", Value.Arr.of())
                .put("assignees", Value.Arr.of())
                .put("requested_reviewers", Value.Arr.of())
                .put("head", end(from))
                .put("base", end(into))
                .put("merged", Value.of(merged))
                .put("mergeable", merged ? Value.nothing() : Value.of(!merge.isEmpty()))
                .put("merge_commit_sha", merge.isEmpty() ? Value.nothing() : Value.of(merge))
                .put("merged_by", merged ? Obj.of("login", endedBy) : Value.nothing())
                .put("created_at", Value.of(createdAt.toString()))
                .put("updated_at", Value.of(updatedAt.toString()))
                .put("closed_at", time(endedAt))
                .put("merged_at", merged ? time(endedAt) : Value.nothing())
                .build();
    }

    private Obj end(End end) {
        return Obj.of(
                "label", project.owner() + ":" + end.branch(),
                "ref", end.branch(),
                "sha", end.commit(),
                "user", Obj.of("login", project.owner()),
                "repo", Payloads.repository(project));
    }

    private static Value number(long number) {
        return Value.of((double) number);
    }

    private static Value time(@Nullable Instant at) {
        return at == null ? Value.nothing() : Value.of(at.toString());
    }

    /**
     * The commit that a run judges: the head of its pull request where it runs on a merge that was
     * only tried, else its own.
     */
    public static String judged(RunRow run) {
        return run.event().startsWith("pull_request")
                        && Json.parse(run.payload()) instanceof Obj event
                        && event.at("pull_request") instanceof Obj pull
                        && pull.at("head") instanceof Obj head
                        && head.at("sha") instanceof Value.Str(String sha)
                ? sha
                : run.commit();
    }
}
