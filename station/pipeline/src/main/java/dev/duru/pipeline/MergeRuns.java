package dev.duru.pipeline;

import dev.duru.dialects.github.trigger.Event;
import dev.duru.dialects.gitlab.GitlabCi;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.pipeline.github.PullRequest;
import dev.duru.pipeline.github.PullRequests;
import dev.duru.pipeline.github.WorkflowFiles;
import dev.duru.pipeline.gitlab.GitlabPlans;
import dev.duru.pipeline.gitlab.PipelineFiles;
import dev.duru.pipeline.state.NewRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What runs merge requests start: {@code pull_request} on the merge as it was tried, {@code
 * pull_request_target} on the target's own code, {@code pull_request_review}, and GitLab's
 * pipelines of merge requests on their heads.
 */
final class MergeRuns {
    /** The facts that start runs. */
    static final List<Class<? extends Fact.OfMergeRequest>> FACTS =
            List.of(
                    Fact.MergeRequestOpened.class,
                    Fact.MergeRequestUpdated.class,
                    Fact.MergeRequestEdited.class,
                    Fact.MergeRequestReopened.class,
                    Fact.MergeRequestReviewed.class,
                    Fact.MergeRequestMerged.class,
                    Fact.MergeRequestClosed.class);

    private final Pipeline.Ports ports;
    private final MainWorkflows workflows;
    private final GitlabPlans pipelines;
    private final Supplier<String> url;

    MergeRuns(
            Pipeline.Ports ports,
            MainWorkflows workflows,
            GitlabPlans pipelines,
            Supplier<String> url) {
        this.ports = ports;
        this.workflows = workflows;
        this.pipelines = pipelines;
        this.url = url;
    }

    /** The runs that a fact about a merge request starts. */
    List<NewRun> runs(Entry entry) {
        Fact.OfMergeRequest fact = (Fact.OfMergeRequest) entry.fact();
        if (fact.by().equals(Identity.JOB)) {
            return List.of();
        }
        Optional<PullRequest> found = ports.requests().find(fact.project(), fact.number());
        if (found.isEmpty()) {
            return List.of();
        }
        PullRequest pull = found.get();
        String message =
                ports.repository()
                        .resolve(fact.project(), pull.from().commit())
                        .map(Repository.Head::message)
                        .orElse("");
        Cause cause = new Cause(entry.sequence(), fact.by(), pull, message);
        return switch (fact) {
            case Fact.MergeRequestOpened _ -> pushed(cause, payload(cause, "opened"));
            case Fact.MergeRequestUpdated updated ->
                    pushed(
                            cause,
                            payload(cause, "synchronize")
                                    .with("before", Value.of(updated.before()))
                                    .with("after", Value.of(updated.commit())));
            case Fact.MergeRequestEdited edited -> github(cause, payload(cause, edited.action()));
            case Fact.MergeRequestReopened _ -> github(cause, payload(cause, "reopened"));
            case Fact.MergeRequestClosed _ -> github(cause, payload(cause, "closed"));
            case Fact.MergeRequestMerged _ -> github(cause, payload(cause, "closed"));
            case Fact.MergeRequestReviewed reviewed -> reviewed(cause, reviewed);
            case Fact.MergeRequestCommented _ -> List.of();
        };
    }

    /** What happened to a request, by whom; {@code message} is that of its head. */
    private record Cause(long sequence, String by, PullRequest pull, String message) {}

    private Obj payload(Cause cause, String action) {
        return cause.pull().payload(action, url.get(), cause.by());
    }

    private List<NewRun> pushed(Cause cause, Obj payload) {
        List<NewRun> runs = new ArrayList<>(github(cause, payload));
        gitlab(cause, payload).ifPresent(runs::add);
        return runs;
    }

    private List<NewRun> github(Cause cause, Obj payload) {
        List<NewRun> runs = new ArrayList<>(onMerge(cause, "pull_request", payload));
        PullRequest.End into = cause.pull().into();
        if (!into.commit().isEmpty()) {
            Repository.Head target =
                    new Repository.Head(
                            into.commit(), "refs/heads/" + into.branch(), cause.pull().title());
            runs.addAll(
                    workflows.runs(
                            cause.pull().project(),
                            target,
                            event(cause, "pull_request_target", payload),
                            cause.by(),
                            "pull_request_target:" + cause.sequence()));
        }
        return runs;
    }

    /** As on GitHub, none for what cannot be merged. */
    private List<NewRun> onMerge(Cause cause, String name, Obj payload) {
        PullRequest pull = cause.pull();
        if (pull.merge().isEmpty() || WorkflowFiles.asksToSkip(cause.message())) {
            return List.of();
        }
        return workflows.runs(
                pull.project(),
                new Repository.Head(pull.merge(), pull.mergeRef(), pull.title()),
                event(cause, name, payload),
                cause.by(),
                name + ":" + cause.sequence());
    }

    private Event event(Cause cause, String name, Obj payload) {
        PullRequest pull = cause.pull();
        List<String> changed =
                List.copyOf(
                        ports.repository()
                                .changedPaths(
                                        pull.project(), pull.mergeBase(), pull.from().commit()));
        return new Event(name, "refs/heads/" + pull.into().branch(), changed, payload);
    }

    private List<NewRun> reviewed(Cause cause, Fact.MergeRequestReviewed fact) {
        boolean dismissed = fact.verdict().equals("dismissed");
        Obj payload =
                payload(cause, dismissed ? "dismissed" : "submitted")
                        .with(
                                "review",
                                Obj.of(
                                        "id",
                                        Value.of((double) fact.review()),
                                        "state",
                                        fact.verdict(),
                                        "body",
                                        said(fact),
                                        "commit_id",
                                        fact.commit(),
                                        "user",
                                        Obj.of("login", fact.by())));
        return onMerge(cause, "pull_request_review", payload);
    }

    private String said(Fact.MergeRequestReviewed fact) {
        return ports.requests().said(fact.project(), fact.number()).stream()
                .filter(each -> each.id() == fact.review())
                .findFirst()
                .map(PullRequests.Said::body)
                .orElse("");
    }

    private Optional<NewRun> gitlab(Cause cause, Obj payload) {
        PullRequest pull = cause.pull();
        String head = pull.from().commit();
        if (PipelineFiles.asksToSkip(cause.message())) {
            return Optional.empty();
        }
        Obj event =
                payload.with("diff_base", Value.of(pull.mergeBase()))
                        .with("head_commit", Obj.of("id", head, "message", cause.message()));
        return ports.repository()
                .file(pull.project(), head, GitlabCi.FILE)
                .map(text ->
                        new NewRun(
                                pull.project(),
                                head,
                                pull.headRef(),
                                "merge_request_event",
                                Json.write(event),
                                "{}",
                                GitlabCi.FILE,
                                text,
                                GitlabCi.FILE,
                                pull.title(),
                                cause.by(),
                                "merge_request_event:" + cause.sequence()))
                .filter(run -> pipelines.refusal(Pushes.row(run)).isEmpty());
    }
}
