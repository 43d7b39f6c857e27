package dev.duru.pipeline;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.gitlab.GitlabCi;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.github.Payloads;
import dev.duru.pipeline.github.WorkflowFiles;
import dev.duru.pipeline.gitlab.PipelineVariables;
import dev.duru.pipeline.state.NewRun;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import java.util.List;
import java.util.Optional;

/**
 * Runs that test a release before it goes on. Whoever asks may ask again and again: there is one
 * run for each origin, also when Duru was killed between the question and the answer.
 */
public final class GateRuns {
    private static final String BY_HAND = "workflow_dispatch";
    private static final String DEPLOYED = "deployment_status";

    private final Database database;
    private final Repository repository;
    private final RunStarts starts;
    private final RunStore runs = new RunStore();

    GateRuns(Database database, Repository repository, RunStarts starts) {
        this.database = database;
        this.repository = repository;
        this.starts = starts;
    }

    /**
     * What to run.
     *
     * @param job a workflow's file, or a job of {@code .gitlab-ci.yml}
     * @param origin one for each run that is wanted
     * @param about what is tested
     */
    public record Wanted(ProjectName project, String job, String origin, About about) {}

    /**
     * A release.
     *
     * @param url where it is reached alone
     */
    public record About(
            String url, String environment, long release, String commit, String digest) {
        private Obj inputs() {
            return Obj.of(
                    "url", url,
                    "environment", environment,
                    "release", String.valueOf(release),
                    "commit", commit,
                    "digest", digest);
        }

        private Obj variables() {
            return Obj.of(
                    "DURU_URL", url,
                    "DURU_ENV", environment,
                    "DURU_RELEASE", String.valueOf(release),
                    "DURU_DIGEST", digest);
        }
    }

    /**
     * The run, which begins when nobody has asked before.
     *
     * @throws ProblemException USER when the commit has no such workflow or job
     */
    public RunRow look(Wanted wanted) {
        return find(wanted)
                .orElseGet(() -> {
                    starts.add(List.of(made(wanted)));
                    return find(wanted).orElseThrow();
                });
    }

    private Optional<RunRow> find(Wanted wanted) {
        return database.read(sql -> runs.ofOrigin(sql, wanted.origin()));
    }

    private NewRun made(Wanted wanted) {
        boolean workflow = wanted.job().endsWith(".yml") || wanted.job().endsWith(".yaml");
        return workflow ? workflow(wanted) : pipeline(wanted);
    }

    private NewRun workflow(Wanted wanted) {
        String path =
                wanted.job().contains("/") ? wanted.job() : WorkflowFiles.FOLDER + wanted.job();
        String text = text(wanted, path);
        Workflow parsed =
                GithubActions.parse(path, text)
                        .tree()
                        .orElseThrow(() -> ProblemException.user(path + " is not a workflow"));
        Optional<Trigger> byHand = parsed.trigger(BY_HAND);
        if (parsed.trigger(DEPLOYED).isPresent()) {
            return run(wanted, path, text, new Start(DEPLOYED, deployed(wanted), Obj.empty()));
        }
        if (byHand.isEmpty()) {
            throw ProblemException.user(
                    path
                            + " cannot test a release; add workflow_dispatch or deployment_status to its"
                            + " `on:`");
        }
        Obj all = wanted.about().inputs();
        Obj.Builder given = Obj.builder();
        byHand.get().entries("inputs").stream()
                .map(entry -> entry.key().text())
                .filter(all::has)
                .forEach(name -> given.put(name, all.at(name)));
        Obj inputs = given.build();
        RunStarts.check(parsed, inputs);
        Obj event = Payloads.dispatch(wanted.project(), ref(wanted), path, inputs);
        return run(wanted, path, text, new Start(BY_HAND, event, inputs));
    }

    private Obj deployed(Wanted wanted) {
        About about = wanted.about();
        return Obj.of(
                "deployment",
                Obj.of(
                        "ref",
                        ref(wanted),
                        "sha",
                        about.commit(),
                        "environment",
                        about.environment()),
                "deployment_status",
                Obj.of(
                        "state",
                        "success",
                        "environment",
                        about.environment(),
                        "environment_url",
                        about.url(),
                        "target_url",
                        about.url()),
                "repository",
                Payloads.repository(wanted.project()));
    }

    private NewRun pipeline(Wanted wanted) {
        String text = text(wanted, GitlabCi.FILE);
        Obj event =
                Obj.of(
                        "ref",
                        ref(wanted),
                        PipelineVariables.ONLY,
                        Value.of(wanted.job()),
                        "repository",
                        Payloads.repository(wanted.project()));
        return run(
                wanted, GitlabCi.FILE, text, new Start("api", event, wanted.about().variables()));
    }

    /** What starts a run. */
    private record Start(String event, Obj payload, Obj inputs) {}

    private NewRun run(Wanted wanted, String file, String text, Start start) {
        About about = wanted.about();
        return new NewRun(
                wanted.project(),
                about.commit(),
                ref(wanted),
                start.event(),
                Json.write(start.payload()),
                Json.write(start.inputs()),
                file,
                text,
                file,
                wanted.job() + " for release " + about.release() + " in " + about.environment(),
                Identity.DURU.user(),
                wanted.origin());
    }

    /** Of the branch whose run made the release. */
    private String ref(Wanted wanted) {
        return database
                .read(sql ->
                        runs.runs(sql, wanted.project(), RunFilter.of(wanted.about().commit())))
                .stream()
                .map(RunRow::ref)
                .filter(ref -> ref.startsWith("refs/heads/") || ref.startsWith("refs/tags/"))
                .findFirst()
                .orElseGet(() -> "refs/heads/" + repository.defaultBranch(wanted.project()));
    }

    private String text(Wanted wanted, String path) {
        return repository
                .file(wanted.project(), wanted.about().commit(), path)
                .orElseThrow(() ->
                        ProblemException.user(
                                "there is no "
                                        + path
                                        + " in commit "
                                        + wanted.about().commit()
                                        + "; commit one, or change `job:` in duru.yml"));
    }
}
