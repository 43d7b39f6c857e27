package dev.duru.pipeline;

import dev.duru.dialects.github.trigger.Event;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.github.Payloads;
import dev.duru.pipeline.state.NewRun;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What runs are started by other events than a push: refs that come and go, runs of other
 * workflows, and what programs tell by the API.
 */
final class Happenings {
    /** How many workflows may follow each other by {@code workflow_run}. */
    private static final int LONGEST_CHAIN = 3;

    private final Database database;
    private final MainWorkflows workflows;
    private final Supplier<String> url;
    private final RunStore runs = new RunStore();

    Happenings(Database database, MainWorkflows workflows, Supplier<String> url) {
        this.database = database;
        this.workflows = workflows;
        this.url = url;
    }

    /** A ref that is new. */
    List<NewRun> created(Entry entry, Repository repository) {
        Fact.CommitPushed push = (Fact.CommitPushed) entry.fact();
        if (!push.before().isEmpty()) {
            return List.of();
        }
        Optional<Repository.Head> at = repository.resolve(push.project(), push.commit());
        Obj payload = ref(push.project(), push.ref(), push.by(), repository);
        return at.map(head ->
                        workflows.runs(
                                push.project(),
                                new Repository.Head(head.id(), push.ref(), head.message()),
                                new Event("create", push.ref(), null, payload),
                                push.by(),
                                "create:" + entry.sequence()))
                .orElse(List.of());
    }

    /** A ref that is gone; the workflows of the main branch hear of it. */
    List<NewRun> deleted(Entry entry, Repository repository) {
        Fact.RefDeleted gone = (Fact.RefDeleted) entry.fact();
        Obj payload = ref(gone.project(), gone.ref(), gone.by(), repository);
        return workflows
                .head(gone.project())
                .map(head ->
                        workflows.runs(
                                gone.project(),
                                head,
                                new Event("delete", gone.ref(), null, payload),
                                gone.by(),
                                "delete:" + entry.sequence()))
                .orElse(List.of());
    }

    private static Obj ref(ProjectName project, String ref, String by, Repository repository) {
        boolean tag = ref.startsWith("refs/tags/");
        return Obj.of(
                "ref", ref.replaceFirst("^refs/(heads|tags)/", ""),
                "ref_type", tag ? "tag" : "branch",
                "master_branch", repository.defaultBranch(project),
                "pusher_type", "user",
                "repository", Payloads.repository(project),
                "sender", Obj.of("login", by));
    }

    /**
     * A run of another workflow was taken in, has begun, or has ended.
     *
     * @param action {@code requested}, {@code in_progress} or {@code completed}
     */
    List<NewRun> ran(Entry entry, ProjectName project, long number, String action) {
        RunRow run = database.read(sql -> runs.run(sql, project, number)).orElse(null);
        if (run == null) {
            return List.of();
        }
        int chain = chain(run);
        if (chain >= LONGEST_CHAIN) {
            return List.of();
        }
        Obj payload =
                Obj.of(
                        "action", action,
                        "workflow_run", describe(run, action),
                        "workflow", Obj.of("name", run.name(), "path", run.workflow()),
                        "repository", Payloads.repository(project),
                        "sender", Obj.of("login", run.triggeredBy()));
        return workflows
                .head(project)
                .map(head ->
                        workflows
                                .runs(
                                        project,
                                        head,
                                        new Event("workflow_run", run.ref(), null, payload),
                                        run.triggeredBy(),
                                        "workflow_run:" + (chain + 1) + ":" + entry.sequence())
                                .stream()
                                // A workflow does not follow itself.
                                .filter(follower -> !follower.workflow().equals(run.workflow()))
                                .toList())
                .orElse(List.of());
    }

    /** How many runs of {@code workflow_run} led to a run. */
    private static int chain(RunRow run) {
        String[] parts = run.origin().split(":");
        return run.event().equals("workflow_run") && parts.length > 2 && parts[1].matches("[0-9]")
                ? Integer.parseInt(parts[1])
                : 0;
    }

    private Obj describe(RunRow run, String action) {
        Value conclusion =
                run.state().isFinal()
                        ? Value.of(CommitStatuses.conclusion(run.state()))
                        : Value.nothing();
        return Obj.builder()
                .put("id", Value.of((double) run.id()))
                .put("name", Value.of(run.name()))
                .put("display_title", Value.of(run.title()))
                .put("path", Value.of(run.workflow()))
                .put("event", Value.of(run.event()))
                .put("head_branch", Value.of(run.refName()))
                .put("head_sha", Value.of(run.commit()))
                .put("run_number", Value.of((double) run.number()))
                .put("run_attempt", Value.of((double) run.attempt()))
                .put("status", Value.of(action.equals("completed") ? "completed" : action))
                .put("conclusion", conclusion)
                .put("actor", Obj.of("login", run.by()))
                .put("triggering_actor", Obj.of("login", run.triggeredBy()))
                .put("head_commit", Obj.of("id", run.commit(), "message", run.title()))
                .put("repository", Payloads.repository(run.project()))
                .put("head_repository", Payloads.repository(run.project()))
                .put(
                        "html_url",
                        Value.of(url.get() + "/" + run.project() + "/runs/" + run.number()))
                .build();
    }

    /** See {@link Pipeline#repositoryDispatch}. */
    List<NewRun> dispatched(ProjectName project, String type, Obj given, String by) {
        if (type.isBlank() || type.length() > 100) {
            throw ProblemException.user("the event type has 1 to 100 characters");
        }
        Repository.Head head =
                workflows
                        .head(project)
                        .orElseThrow(() ->
                                ProblemException.notFound(project + " has no main branch yet"));
        Obj payload =
                Obj.of(
                        "action", type,
                        "branch", head.ref().replaceFirst("^refs/heads/", ""),
                        "client_payload", given,
                        "repository", Payloads.repository(project),
                        "sender", Obj.of("login", by));
        return workflows.runs(
                project,
                head,
                new Event("repository_dispatch", head.ref(), null, payload),
                by,
                "repository_dispatch:" + UUID.randomUUID());
    }
}
