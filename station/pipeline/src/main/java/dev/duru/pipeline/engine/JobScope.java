package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Dialect;
import dev.duru.dialects.plan.EnvLayers;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.RunStatus;
import dev.duru.dialects.value.Value;
import dev.duru.pipeline.files.WorkspaceHasher;
import dev.duru.pipeline.log.JobLog;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.log.Masker;
import dev.duru.pipeline.sandbox.PathView;
import dev.duru.pipeline.sandbox.StepHost;
import dev.duru.pipeline.state.RunRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the steps of one job share: folders, variables, search path, masks, log, and what the
 * expressions see. Used by one thread, except for {@link #cancelled}; a step in the background has
 * a {@link #fork} of its own.
 */
final class JobScope {
    private static final List<String> GITHUB_VARIABLES =
            List.of(
                    "action",
                    "actor",
                    "api_url",
                    "base_ref",
                    "event_name",
                    "event_path",
                    "graphql_url",
                    "head_ref",
                    "job",
                    "ref",
                    "ref_name",
                    "ref_protected",
                    "ref_type",
                    "repository",
                    "repository_owner",
                    "retention_days",
                    "run_attempt",
                    "run_id",
                    "run_number",
                    "server_url",
                    "sha",
                    "triggering_actor",
                    "workflow",
                    "workflow_ref",
                    "workflow_sha",
                    "workspace");

    private static final String STEP_DEBUG = "ACTIONS_STEP_DEBUG";

    private final Job job;
    private final long jobId;
    private final RunRow run;
    private final String prefix;
    private final JobFolders folders;
    private final JobLog log;
    private final JobGrants.Grant grant;
    private final Masker masker;
    private final Carried carried;
    private final Map<String, String> base;
    private final @Nullable GitlabVariables gitlab;
    private final Remarks remarks;
    private Map<String, String> jobEnv;
    private Obj roots;
    private PathView paths = PathView.SAME;
    private Obj containers = Obj.empty();
    private Map<String, String> place = Map.of();
    private String step = "";
    private final boolean debug;
    private volatile boolean cancelled;

    JobScope(
            JobRequest request,
            JobFolders folders,
            JobLog log,
            Map<String, String> base,
            JobGrants.Grant grant) {
        this.job = request.job();
        this.jobId = request.jobId();
        this.run = request.run();
        this.prefix = request.prefix();
        this.folders = folders;
        this.log = log;
        this.grant = grant;
        this.masker = new Masker();
        this.carried = new Carried();
        this.remarks = new Remarks(jobId, folders.workspace(), masker, () -> paths);
        this.debug = debug(request);
        if (!debug) {
            log.withoutDebug();
        }
        grant.masks().forEach(masker::add);
        request.material().secrets().forEach(this::hide);
        this.jobEnv = base;
        this.roots = roots(request);
        this.base = base;
        if (request.material().plan().dialect() == Dialect.GITLAB) {
            this.gitlab = new GitlabVariables(request, folders, grant);
            this.jobEnv = gitlab.all(base, paths, masker);
        } else {
            this.gitlab = null;
            this.jobEnv =
                    Expressions.variables(
                            job.env(),
                            contexts(Frame.ofJob(request.material().inputs()), Map.of()));
        }
    }

    private JobScope(JobScope of) {
        this.job = of.job;
        this.jobId = of.jobId;
        this.run = of.run;
        this.prefix = of.prefix;
        this.folders = of.folders;
        this.log = of.log;
        this.grant = of.grant;
        this.masker = of.masker;
        this.carried = of.carried.fork();
        this.base = of.base;
        this.gitlab = of.gitlab;
        this.remarks = of.remarks.fork();
        this.jobEnv = of.jobEnv;
        this.roots = of.roots;
        this.paths = of.paths;
        this.containers = of.containers;
        this.place = of.place;
        this.debug = of.debug;
        this.cancelled = of.cancelled;
    }

    /**
     * A scope for a step in the background: it knows what is known here now, and what it changes is
     * not seen here before {@link #join}.
     */
    JobScope fork() {
        return new JobScope(this);
    }

    /** What a fork has changed counts here from now on; nobody may use the fork any more. */
    void join(JobScope fork) {
        carried.join(fork.carried);
        remarks.join(fork.remarks);
    }

    /** Whether this attempt, a secret or a variable asks for what helps to find errors. */
    private static boolean debug(JobRequest request) {
        String wanted =
                request.material()
                        .secrets()
                        .getOrDefault(
                                STEP_DEBUG,
                                Expressions.text(request.material().vars().at(STEP_DEBUG)));
        return request.run().debug() || wanted.equals("true");
    }

    private void hide(String name, String secret) {
        if (!masker.add(secret)) {
            log.append(
                    0,
                    LogLine.Kind.WARNING,
                    "the secret "
                            + name
                            + " has fewer than "
                            + Masker.SHORTEST
                            + " characters and is not hidden in this log; choose a longer one");
        }
    }

    private Obj roots(JobRequest request) {
        Obj github =
                request.material().github().toBuilder()
                        .put("workspace", Value.of(folders.workspace().toString()))
                        .put("event_path", Value.of(folders.event().toString()))
                        .put("job", Value.of(job.key()))
                        .put("run_attempt", Value.of(Integer.toString(run.attempt())))
                        .put("token", Value.of(grant.token()))
                        .build();
        Obj strategy =
                Obj.of(
                        "fail-fast", job.cell().failFast(),
                        "job-index", job.cell().index(),
                        "job-total", job.cell().total(),
                        "max-parallel",
                                job.cell().maxParallel() == 0
                                        ? job.cell().total()
                                        : job.cell().maxParallel());
        Obj runner =
                Obj.of(
                        "os",
                        "Linux",
                        "arch",
                        arch(),
                        "name",
                        "duru",
                        "environment",
                        "self-hosted",
                        "temp",
                        folders.temp().toString(),
                        "tool_cache",
                        folders.tools().toString(),
                        "workspace",
                        folders.workspace().toString(),
                        "debug",
                        debug ? "1" : "");
        Obj secrets =
                Obj.ofTexts(request.material().secrets()).toBuilder()
                        .put("GITHUB_TOKEN", Value.of(grant.token()))
                        .build();
        return Obj.builder()
                .put("github", github)
                .put("needs", request.needs())
                .put("strategy", strategy)
                .put("matrix", job.cell().axes())
                .put("runner", runner)
                .put("secrets", secrets)
                .put("vars", request.material().vars())
                .build();
    }

    /** The place of the steps is open: from now on paths are called as they are called inside. */
    void enter(StepHost host) {
        place = host.environment();
        paths = host.paths();
        Obj github = (Obj) roots.at("github");
        Obj runner = (Obj) roots.at("runner");
        roots =
                roots.toBuilder()
                        .put("github", inside(github, List.of("workspace", "event_path")))
                        .put("runner", inside(runner, List.of("temp", "tool_cache", "workspace")))
                        .build();
        if (gitlab != null) {
            jobEnv = gitlab.all(base, paths, masker);
        }
    }

    private Obj inside(Obj context, List<String> names) {
        Obj all = context;
        for (String name : names) {
            all = all.with(name, Value.of(paths.inside(Expressions.text(context.at(name)))));
        }
        return all;
    }

    /** What expressions see as {@code job.container} and {@code job.services}. */
    void containers(Obj context) {
        containers = context;
    }

    /** From now on expressions and processes belong to this step. */
    void at(String stepId) {
        step = stepId;
    }

    /** What stands before the names of the nodes of the job's workflow. */
    String prefix() {
        return prefix;
    }

    /** The job's token, or {@code ""}. */
    String token() {
        return grant.token();
    }

    /** How paths are called where the steps run. */
    PathView paths() {
        return paths;
    }

    private static String arch() {
        return switch (System.getProperty("os.arch", "")) {
            case "aarch64" -> "ARM64";
            case String other when other.contains("86") && !other.contains("64") -> "X86";
            case String _ -> "X64";
        };
    }

    /** What an expression sees in a frame, with the variables of a step. */
    Contexts contexts(Frame frame, Map<String, String> stepEnv) {
        RunStatus status = status(frame);
        Obj github = github(frame);
        Obj all =
                roots.toBuilder()
                        .put("github", github)
                        .put("env", Obj.ofTexts(env(frame, stepEnv)))
                        .put("job", containers.with("status", Value.of(word(jobStatus()))))
                        .put("steps", frame.results().context())
                        .put("inputs", frame.inputs())
                        .build();
        Contexts contexts = new Contexts(all, status, new WorkspaceHasher(folders.workspace()));
        return gitlab == null ? contexts : contexts.withVariables(env(frame, stepEnv));
    }

    /** The {@code github} context, with what it says of the action around. */
    private Obj github(Frame frame) {
        Obj github = ((Obj) roots.at("github")).with("action", Value.of(step));
        if (frame.folder().isEmpty()) {
            return github;
        }
        String path = paths.inside(frame.folder().get().toString());
        return github.toBuilder()
                .put("action_path", Value.of(path))
                .put("action_repository", Value.of(frame.repository()))
                .put("action_ref", Value.of(frame.ref()))
                .put("action_status", Value.of(word(status(frame))))
                .build();
    }

    private RunStatus status(Frame frame) {
        if (cancelled) {
            return RunStatus.CANCELLED;
        }
        return frame.results().failed() ? RunStatus.FAILURE : RunStatus.SUCCESS;
    }

    RunStatus jobStatus() {
        if (cancelled) {
            return RunStatus.CANCELLED;
        }
        return failed() ? RunStatus.FAILURE : RunStatus.SUCCESS;
    }

    private static String word(RunStatus status) {
        return switch (status) {
            case SUCCESS, SKIPPED -> "success";
            case FAILURE -> "failure";
            case CANCELLED -> "cancelled";
        };
    }

    /** The {@code env} context: what the CI file and the steps have set. */
    Map<String, String> env(Frame frame, Map<String, String> stepEnv) {
        Map<String, String> env = new LinkedHashMap<>(jobEnv);
        env.putAll(carried.exported());
        env.putAll(frame.env());
        env.putAll(stepEnv);
        return env;
    }

    /** The variables of a step: those of the job and the frame are seen by its own layers. */
    Map<String, String> stepEnv(Frame frame, EnvLayers layers) {
        if (layers.layers().isEmpty()) {
            return Map.of();
        }
        Map<String, String> before = env(frame, Map.of());
        Map<String, String> all =
                new LinkedHashMap<>(Expressions.variables(layers, contexts(frame, Map.of())));
        all.entrySet().removeIf(entry -> entry.getValue().equals(before.get(entry.getKey())));
        return all;
    }

    /** All variables of a step's process. */
    Map<String, String> processEnvironment(
            Frame frame, Map<String, String> stepEnv, Map<String, String> own) {
        Map<String, String> all = new LinkedHashMap<>();
        all.putAll(place);
        all.put("HOME", folders.home().toString());
        all.putAll(env(frame, stepEnv));
        if (gitlab != null) {
            String status = status(frame) == RunStatus.FAILURE ? "failed" : "success";
            all.put("CI_JOB_STATUS", cancelled ? "canceled" : status);
            all.putAll(stepEnv);
            all.putAll(own);
            return all;
        }
        all.put("CI", all.getOrDefault("CI", "true"));
        all.put("GITHUB_ACTIONS", "true");
        Obj github = github(frame);
        for (String name : GITHUB_VARIABLES) {
            all.put("GITHUB_" + name.toUpperCase(Locale.ROOT), Expressions.text(github.at(name)));
        }
        all.putAll(grant.variables());
        all.put("RUNNER_OS", "Linux");
        all.put("RUNNER_ARCH", arch());
        all.put("RUNNER_NAME", "duru");
        all.put("RUNNER_ENVIRONMENT", "self-hosted");
        if (debug) {
            all.put("RUNNER_DEBUG", "1");
        }
        all.put("RUNNER_TEMP", folders.temp().toString());
        all.put("RUNNER_TOOL_CACHE", folders.tools().toString());
        all.put("RUNNER_WORKSPACE", String.valueOf(folders.workspace().getParent()));
        frame.folder()
                .ifPresent(folder -> {
                    all.put("GITHUB_ACTION_PATH", folder.toString());
                    all.put("GITHUB_ACTION_REPOSITORY", frame.repository());
                    all.put("GITHUB_ACTION_REF", frame.ref());
                });
        all.putAll(own);
        List<String> added = carried.searchPath();
        if (!added.isEmpty()) {
            all.put("PATH", String.join(":", added.reversed()) + ":" + all.get("PATH"));
        }
        return all;
    }

    /** A step sets a variable for the steps after it; false when it may not. */
    boolean export(String name, String value) {
        return carried.export(name, value);
    }

    void addPath(String folder) {
        carried.addPath(paths.inside(folder));
    }

    void summarize(String text) {
        carried.summarize(masker.mask(text));
    }

    Remarks remarks() {
        return remarks;
    }

    void fail(boolean byDuru, StepOutcome outcome) {
        carried.fail(
                byDuru,
                new StepOutcome(
                        outcome.kind(), outcome.exitCode(), masker.mask(outcome.message())));
    }

    /** What its steps have handed on so far. */
    Carried carried() {
        return carried;
    }

    void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled;
    }

    boolean failed() {
        return carried.failed();
    }

    Job job() {
        return job;
    }

    long jobId() {
        return jobId;
    }

    RunRow run() {
        return run;
    }

    JobFolders folders() {
        return folders;
    }

    JobLog log() {
        return log;
    }

    Masker masker() {
        return masker;
    }
}
