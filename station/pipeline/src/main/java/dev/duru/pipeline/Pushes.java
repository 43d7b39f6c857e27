package dev.duru.pipeline;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.github.trigger.Event;
import dev.duru.dialects.gitlab.GitlabCi;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact.CommitPushed;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.github.Payloads;
import dev.duru.pipeline.github.PullRequests;
import dev.duru.pipeline.github.WorkflowFiles;
import dev.duru.pipeline.gitlab.GitlabPlans;
import dev.duru.pipeline.gitlab.PipelineFiles;
import dev.duru.pipeline.gitlab.PipelineVariables;
import dev.duru.pipeline.services.gitlab.Runs;
import dev.duru.pipeline.state.NewRun;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** What runs a push starts, and what pipelines people and programs start. */
final class Pushes {
    private final Repository repository;
    private final PullRequests requests;
    private final GitlabPlans pipelines;

    Pushes(Repository repository, PullRequests requests, GitlabPlans pipelines) {
        this.repository = repository;
        this.requests = requests;
        this.pipelines = pipelines;
    }

    GitlabPlans pipelines() {
        return pipelines;
    }

    /** One for each workflow that the push starts, or that cannot be read. */
    List<NewRun> runs(Entry entry) {
        CommitPushed push = (CommitPushed) entry.fact();
        if (push.by().equals(Identity.JOB)) {
            // As on GitHub: what a job pushes with its own token starts nothing, or it would go on
            // for ever.
            return List.of();
        }
        List<String> files =
                repository.files(push.project(), push.commit(), WorkflowFiles.FOLDER).stream()
                        .filter(WorkflowFiles::isWorkflow)
                        .sorted()
                        .toList();
        Optional<String> pipeline = repository.file(push.project(), push.commit(), GitlabCi.FILE);
        if (files.isEmpty() && pipeline.isEmpty()) {
            return List.of();
        }
        String message =
                repository
                        .resolve(push.project(), push.commit())
                        .map(Repository.Head::message)
                        .orElse(push.title());
        if (WorkflowFiles.asksToSkip(message)) {
            return List.of();
        }
        Obj payload =
                Payloads.push(
                        push.project(),
                        push.ref(),
                        push.before(),
                        new Payloads.Commit(
                                push.commit(), message, push.author(), push.committedAt()),
                        push.by());
        Event event = new Event("push", push.ref(), changed(push), payload);
        List<NewRun> runs = new ArrayList<>();
        for (String file : files) {
            String text = repository.file(push.project(), push.commit(), file).orElse("");
            Parsed<Workflow> parsed = GithubActions.parse(file, text);
            if (starts(parsed, event)) {
                runs.add(
                        new NewRun(
                                push.project(),
                                push.commit(),
                                push.ref(),
                                "push",
                                Json.write(payload),
                                "{}",
                                file,
                                text,
                                parsed.tree().map(Workflow::title).orElse(file),
                                push.title(),
                                push.by(),
                                "push:" + entry.sequence() + ":" + file));
            }
        }
        pipeline.filter(text -> !PipelineFiles.asksToSkip(message))
                .map(text -> pipeline(entry, push, text, payload.with("open", open(push))))
                .filter(run -> pipelines.refusal(row(run)).isEmpty())
                .ifPresent(runs::add);
        return runs;
    }

    /** The open merge requests of a branch, as {@code CI_OPEN_MERGE_REQUESTS} lists them. */
    private Value open(CommitPushed push) {
        String branch = push.ref().replaceFirst("^refs/heads/", "");
        return Value.of(
                requests.openFor(push.project(), branch).stream()
                        .limit(4)
                        .map(number -> push.project() + "!" + number)
                        .collect(Collectors.joining(",")));
    }

    private static NewRun pipeline(Entry entry, CommitPushed push, String text, Obj payload) {
        return new NewRun(
                push.project(),
                push.commit(),
                push.ref(),
                "push",
                Json.write(payload),
                "{}",
                GitlabCi.FILE,
                text,
                GitlabCi.FILE,
                push.title(),
                push.by(),
                "push:" + entry.sequence() + ":" + GitlabCi.FILE);
    }

    /**
     * The run of a pipeline that somebody wants; see {@link Runs#start}.
     *
     * @throws ProblemException NOT_FOUND without such a ref or a CI file there, USER when its rules
     *     want no pipeline
     */
    NewRun pipeline(Runs.Start start) {
        return pipeline(start, Obj.empty(), start.source() + ":" + UUID.randomUUID());
    }

    /**
     * The same for one cause that makes one run.
     *
     * @param more what the event has besides
     */
    NewRun pipeline(Runs.Start start, Obj more, String origin) {
        String name =
                start.ref().isEmpty() ? repository.defaultBranch(start.project()) : start.ref();
        Repository.Head head =
                repository
                        .resolve(start.project(), name)
                        .filter(found -> !found.ref().isEmpty())
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "there is no branch or tag '" + name + "'"));
        String text =
                repository
                        .file(start.project(), head.id(), GitlabCi.FILE)
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "there is no " + GitlabCi.FILE + " on " + name));
        Payloads.Commit commit =
                new Payloads.Commit(head.id(), head.message(), head.author(), head.at());
        Obj.Builder payload =
                Payloads.push(start.project(), head.ref(), "", commit, start.by()).toBuilder();
        payload.putAll(more);
        if (!start.trigger().isEmpty()) {
            payload.put(PipelineVariables.TRIGGER, Obj.ofTexts(start.trigger()));
        }
        NewRun run =
                new NewRun(
                        start.project(),
                        head.id(),
                        head.ref(),
                        start.source(),
                        Json.write(payload.build()),
                        Json.write(Obj.ofTexts(start.variables())),
                        GitlabCi.FILE,
                        text,
                        GitlabCi.FILE,
                        head.message().lines().findFirst().orElse(GitlabCi.FILE),
                        start.by(),
                        origin);
        String why = pipelines.refusal(row(run));
        if (!why.isEmpty()) {
            throw ProblemException.user(why);
        }
        return run;
    }

    /** A run that is not there yet, as far as its plan asks for it. */
    static RunRow row(NewRun run) {
        return new RunRow(
                0,
                run.project(),
                0,
                run.commit(),
                run.ref(),
                run.event(),
                run.payload(),
                run.inputs(),
                run.workflow(),
                run.source(),
                run.name(),
                run.title(),
                run.by(),
                State.QUEUED,
                "",
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                run.origin(),
                1,
                false,
                "");
    }

    /**
     * What a push changed; absent for a new ref, which is compared with nothing. For a merge
     * request, what its branch changed since it left its target.
     */
    static Optional<List<String>> changed(Repository repository, RunRow run) {
        Obj event = Json.parse(run.payload()) instanceof Obj object ? object : Obj.empty();
        Value base = event.at("diff_base");
        Value before = base instanceof Value.Str ? base : event.at("before");
        return before instanceof Value.Str(String id) && !id.matches("0*")
                ? Optional.of(List.copyOf(repository.changedPaths(run.project(), id, run.commit())))
                : Optional.empty();
    }

    private List<String> changed(CommitPushed push) {
        return List.copyOf(repository.changedPaths(push.project(), push.before(), push.commit()));
    }

    /** A file that cannot be read makes a run too, which says why. */
    private static boolean starts(Parsed<Workflow> parsed, Event event) {
        return parsed.tree().isEmpty()
                || (parsed.tree().get().triggers().isEmpty() && !parsed.isUsable())
                || GithubActions.matches(parsed.tree().get(), event).starts();
    }
}
