package dev.duru.pipeline;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.engine.Engine;
import dev.duru.pipeline.github.Payloads;
import dev.duru.pipeline.github.WorkflowFiles;
import dev.duru.pipeline.state.AttemptStore;
import dev.duru.pipeline.state.NewRun;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Makes runs, and further attempts of runs, and hands them to the engine. */
final class RunStarts {
    private final Database database;
    private final Repository repository;
    private final Engine engine;
    private final RunStore runs = new RunStore();
    private final AttemptStore attempts = new AttemptStore();

    RunStarts(Database database, Repository repository, Engine engine) {
        this.database = database;
        this.repository = repository;
        this.engine = engine;
    }

    /** Those of the wanted runs whose origin has none yet. */
    List<RunRow> add(List<NewRun> wanted) {
        List<RunRow> added =
                database.write(tx -> {
                    List<RunRow> rows = new ArrayList<>();
                    wanted.forEach(run -> runs.add(tx, run).ifPresent(rows::add));
                    rows.forEach(row -> Engine.queued(tx, row));
                    return rows;
                });
        added.forEach(engine::enqueue);
        return added;
    }

    /** Refuses inputs that do not fit before there is a run. */
    static void check(Workflow workflow, Obj given) {
        Problems problems = new Problems();
        GithubActions.inputs(workflow, "workflow_dispatch", given, problems);
        if (problems.hasErrors()) {
            throw ProblemException.user(
                    problems.sorted().stream()
                            .filter(Problem::isError)
                            .map(Problem::toString)
                            .collect(Collectors.joining("\n")));
        }
    }

    /** See {@link Pipeline#dispatch}. */
    RunRow dispatch(
            ProjectName project,
            String workflow,
            String ref,
            Map<String, String> inputs,
            String by) {
        String name = ref.isEmpty() ? repository.defaultBranch(project) : ref;
        Repository.Head head =
                repository
                        .resolve(project, name)
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "there is no branch or tag '" + name + "'"));
        String path = workflow.contains("/") ? workflow : WorkflowFiles.FOLDER + workflow;
        String text =
                repository
                        .file(project, head.id(), path)
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "there is no workflow '" + path + "' on " + name));
        Workflow parsed =
                GithubActions.parse(path, text)
                        .tree()
                        .orElseThrow(() -> ProblemException.user(path + " is not a workflow"));
        if (parsed.trigger("workflow_dispatch").isEmpty()) {
            throw ProblemException.user(
                    path + " cannot be started by hand; add workflow_dispatch to its `on:`");
        }
        String fullRef = head.ref().isEmpty() ? "refs/heads/" + name : head.ref();
        Obj given = Obj.ofTexts(inputs);
        check(parsed, given);
        NewRun run =
                new NewRun(
                        project,
                        head.id(),
                        fullRef,
                        "workflow_dispatch",
                        Json.write(Payloads.dispatch(project, fullRef, path, given)),
                        Json.write(given),
                        path,
                        text,
                        parsed.title(),
                        head.message().lines().findFirst().orElse(parsed.title()),
                        by,
                        "dispatch:" + UUID.randomUUID());
        return add(List.of(run)).getFirst();
    }

    /**
     * Takes a run up again that had ended without waiting for an answer, as another attempt in
     * which every job keeps what it is; nothing happens to a run that has not ended.
     */
    void goOn(long id, String by) {
        database.write(
                        tx -> {
                            Optional<RunRow> again =
                                    runs.run(tx.sql(), id)
                                            .filter(run -> run.state().isFinal())
                                            .filter(run ->
                                                    attempts.begin(tx, run, List.of(), false, by))
                                            .flatMap(run -> runs.run(tx.sql(), id));
                            again.ifPresent(run -> Engine.queued(tx, run));
                            return again;
                        })
                .ifPresent(engine::enqueue);
    }

    /** See {@link Pipeline#rerun}. */
    RunRow rerun(RunRow run, Rerun mode, boolean debug, String by) {
        if (!run.state().isFinal()) {
            throw ProblemException.conflict(
                    "run " + run.number() + " has not ended; cancel it before you run it again");
        }
        RunRow again =
                database.write(tx -> {
                    var nodes = mode.nodes(runs.jobs(tx.sql(), run.id()));
                    if (!attempts.begin(tx, run, nodes, debug, by)) {
                        throw ProblemException.conflict(
                                "somebody else runs run " + run.number() + " again already");
                    }
                    RunRow row = runs.run(tx.sql(), run.id()).orElseThrow();
                    Engine.queued(tx, row);
                    return row;
                });
        engine.enqueue(again);
        return again;
    }
}
