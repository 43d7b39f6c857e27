package dev.duru.pipeline;

import dev.duru.dialects.value.Obj;
import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.builtin.Builtins;
import dev.duru.pipeline.container.ContainerRoom;
import dev.duru.pipeline.container.ContainerSettings;
import dev.duru.pipeline.engine.ActionKit;
import dev.duru.pipeline.engine.Engine;
import dev.duru.pipeline.engine.EngineParts;
import dev.duru.pipeline.engine.EngineSetup;
import dev.duru.pipeline.engine.Progress;
import dev.duru.pipeline.github.PullRequests;
import dev.duru.pipeline.github.WorkflowFiles;
import dev.duru.pipeline.gitlab.PipelineFiles;
import dev.duru.pipeline.gitlab.RemotePolicy;
import dev.duru.pipeline.log.LogFile;
import dev.duru.pipeline.reports.TestReports;
import dev.duru.pipeline.reports.TestSummary;
import dev.duru.pipeline.sandbox.JobLimits;
import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.services.Services;
import dev.duru.pipeline.services.gitlab.Runs;
import dev.duru.pipeline.services.tokens.Rights;
import dev.duru.pipeline.state.Annotation;
import dev.duru.pipeline.state.AnnotationStore;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.AttemptStore;
import dev.duru.pipeline.state.CallStore;
import dev.duru.pipeline.state.DownstreamStore;
import dev.duru.pipeline.state.JobPlace;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.PlaceStore;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.pipeline.state.StepRow;
import dev.duru.pipeline.state.YieldStore;
import dev.duru.pipeline.toolchain.ToolShed;
import dev.duru.pipeline.toolchain.Vendors;
import dev.duru.pipeline.vault.HashicorpVault;
import dev.duru.web.Routes;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The station's entrance: runs of projects, and what they made. */
public final class Pipeline implements AutoCloseable {
    /** The name of the consumer that starts runs. */
    public static final String CONSUMER = "pipeline";

    /**
     * Where and how much.
     *
     * @param data the station's own folder
     * @param hidden what no job may see, such as the whole data folder of Duru
     * @param slots how many jobs run at a time
     * @param jobTime the longest that a job may take that does not say so itself
     * @param limits what one job may take of the machine
     * @param url how people reach Duru, without a slash at the end
     * @param clock for times in logs
     * @param actions which actions may be used, and where they come from
     * @param containers what jobs may do with containers
     * @param vendors where tools come from that the machine has not
     * @param includes which files of the web pipelines may include
     * @param token what the token of a job may do that says nothing about it
     * @param keeping how long things are kept
     */
    public record Config(
            Path data,
            List<Path> hidden,
            int slots,
            Duration jobTime,
            JobLimits limits,
            Supplier<String> url,
            InstantSource clock,
            ActionSettings actions,
            Vendors.Settings vendors,
            ContainerSettings containers,
            RemotePolicy includes,
            Rights token,
            Keeping keeping) {}

    /** What the station asks of others. */
    public record Ports(
            Repository repository,
            Secrets secrets,
            PackagePaths packagePaths,
            EnvironmentRules environments,
            Services.Ports services,
            PullRequests requests) {
        /** GitHub's protocols find no code. */
        public Ports(
                Repository repository,
                Secrets secrets,
                PackagePaths packagePaths,
                EnvironmentRules environments) {
            this(
                    repository,
                    secrets,
                    packagePaths,
                    environments,
                    Services.Ports.NONE,
                    PullRequests.NONE);
        }
    }

    /** Where things are kept. */
    public record Stores(Database database, Ledger ledger, Blobs blobs) {}

    private final Stores stores;
    private final Ports ports;
    private final RunStore runs = new RunStore();
    private final YieldStore yields = new YieldStore();
    private final Services services;
    private final Engine engine;
    private final Pushes pushes;
    private final RunStarts starts;
    private final JobApprovals approvals;
    private final Variables variables;
    private final JobEnvironments environments;
    private final Triggers triggers;

    private Pipeline(Config config, Ports ports, Stores stores) {
        this.stores = stores;
        this.ports = ports;
        this.variables = new Variables(stores.database());
        this.services =
                new Services(
                        new Services.Settings(
                                config.data().resolve("uploads"), config.url(), config.token()),
                        new Services.Stores(stores.database(), stores.blobs()),
                        ports.services(),
                        ports.requests(),
                        new CallStarts(this),
                        new GitlabRuns(this));
        ActionKit actions = ProjectActions.kit(config, ports.repository());
        DialectPlans plans =
                new PlanSources(config, ports, stores, variables, actions.library()).all();
        this.pushes = new Pushes(ports.repository(), ports.requests(), plans.gitlab());
        this.approvals =
                new JobApprovals(
                        stores.database(), stores.ledger(), ports.environments(), this::decided);
        EngineParts parts =
                new EngineParts(
                                stores.database(),
                                runs,
                                plans,
                                new Sandboxes(),
                                Builtins.all(
                                        new ProjectCheckout(ports.repository(), config.url()),
                                        stores.database(),
                                        yields,
                                        stores.blobs(),
                                        new ToolShed(
                                                config.data().resolve("tools"), config.vendors()),
                                        ServerForge.of(ports, stores)),
                                List.of(
                                        new TestReports(stores.database(), yields),
                                        new PackageKeeper(
                                                ports.packagePaths(), yields, stores.blobs())))
                        .withGatekeeper(approvals)
                        .withActions(actions)
                        .withGrants(services.grants(new HashicorpVault()))
                        .withOthers(new OtherRuns(stores.database(), ports.repository(), pushes))
                        .withContainers(new ContainerRoom(config.containers(), System.getenv()));
        this.engine =
                new Engine(
                        EngineSetup.of(config.data(), config.clock())
                                .withSlots(config.slots())
                                .withJobLimit(config.jobTime())
                                .withLimits(config.limits())
                                .withHidden(PrivateFolders.and(config.hidden())),
                        parts);
        this.starts = new RunStarts(stores.database(), ports.repository(), engine);
        this.environments = new JobEnvironments(stores.database(), approvals, config.clock());
        this.triggers = new Triggers(config, ports, stores, pushes, starts, environments);
    }

    /** Opens the station; nothing runs before {@link #start}. */
    public static Pipeline open(Config config, Ports ports, Stores stores) {
        stores.database().migrate("pipeline", Pipeline.class.getClassLoader());
        return new Pipeline(config, ports, stores);
    }

    /** Takes up the runs that an earlier Duru left, and then the pushes. */
    public Pipeline start() {
        engine.start();
        approvals.answeredLate().forEach(run -> starts.goOn(run, "duru"));
        triggers.start();
        return this;
    }

    /** What jobs reach by the forges' protocols, and who acts by their tokens. */
    public Services services() {
        return services;
    }

    /** Pages, API and badges. */
    public Routes routes() {
        Sheets sheets = new Sheets();
        return router -> {
            new PipelinePages(this, sheets).add(router);
            new LogPages(this, sheets).add(router);
            new PipelineApi(this).add(router);
            new DispatchPages(this, ports.repository(), sheets).add(router);
            new YieldPages(this, stores.database(), sheets).add(router);
            new ApprovalRoutes(this).add(router);
            new VariablePages(variables, sheets).add(router);
            new SettingsApi(variables, triggers.statuses()).add(router);
            new EnvironmentApi(environments).add(router);
            new Badges(this).add(router);
            new SitePages(stores.database(), stores.blobs()).add(router);
            services.add(router);
        };
    }

    /**
     * Starts a workflow by hand.
     *
     * @param workflow the file's path, or just its name
     * @param ref a branch or tag; {@code ""} for the main branch
     * @throws ProblemException NOT_FOUND when there is no such ref or file; USER when the workflow
     *     cannot be started by hand
     */
    public RunRow dispatch(
            ProjectName project,
            String workflow,
            String ref,
            Map<String, String> inputs,
            String by) {
        return PipelineFiles.isPipeline(workflow)
                ? start(new Runs.Start(project, ref, inputs, "web", by))
                : starts.dispatch(project, workflow, ref, inputs, by);
    }

    /** See {@link Runs#start}. */
    RunRow start(Runs.Start start) {
        return starts.add(List.of(pushes.pipeline(start))).getFirst();
    }

    /**
     * Runs jobs of a run again, as another attempt of it: the jobs that are not run again keep
     * their results, outputs and artifacts.
     *
     * @param debug whether steps print what helps to find errors
     * @return the run, in its new attempt
     * @throws ProblemException CONFLICT while the run has not ended, or when none has failed
     */
    public RunRow rerun(ProjectName project, long number, Rerun mode, boolean debug, String by) {
        return starts.rerun(run(project, number), mode, debug, by);
    }

    /** The attempts of a run before the newest, oldest first. */
    public List<AttemptStore.Attempt> earlierAttempts(RunRow run) {
        return stores.database().read(sql -> new AttemptStore().earlier(sql, run.id()));
    }

    /** The jobs of one attempt of a run, in the order of the file. */
    public List<JobRow> jobs(RunRow run, int attempt) {
        return stores.database().read(sql -> runs.jobs(sql, run.id(), attempt));
    }

    /**
     * Stops a run; returns at once.
     *
     * @param force whether to kill its steps, instead of letting them end and clean up
     * @throws ProblemException CONFLICT when it has ended
     */
    public void cancel(ProjectName project, long number, String by, boolean force) {
        RunRow run = run(project, number);
        if (run.state().isFinal() || !engine.cancel(run.id(), "cancelled by " + by, force)) {
            throw ProblemException.conflict("run " + number + " has ended already");
        }
    }

    /** Stops one job of a run; see {@link #cancel}. */
    void cancel(JobRow job, String by) {
        if (!engine.cancelJob(job.runId(), job.id(), "cancelled by " + by)) {
            throw ProblemException.conflict("job " + job.name() + " has ended already");
        }
    }

    /**
     * A run.
     *
     * @throws ProblemException NOT_FOUND
     */
    public RunRow run(ProjectName project, long number) {
        return stores.database()
                .read(sql -> runs.run(sql, project, number))
                .orElseThrow(() ->
                        ProblemException.notFound("there is no run " + number + " in " + project));
    }

    /** Runs of a project, newest first. */
    public List<RunRow> runs(ProjectName project, RunFilter filter) {
        return stores.database().read(sql -> runs.runs(sql, project, filter));
    }

    /** Completes when a run has ended. */
    public CompletableFuture<RunRow> ended(RunRow run) {
        return engine.ended(run.id());
    }

    /** The jobs of a run, in the order of the file. */
    public List<JobRow> jobs(RunRow run) {
        return stores.database().read(sql -> runs.jobs(sql, run.id()));
    }

    /** A job of a run; a problem, NOT_FOUND, when the run has no such job. */
    public JobRow job(RunRow run, long job) {
        return stores.database()
                .read(sql -> runs.job(sql, job))
                .filter(row -> row.runId() == run.id())
                .orElseThrow(() ->
                        ProblemException.notFound(
                                "there is no job " + job + " in run " + run.number()));
    }

    /** The steps of a job. */
    public List<StepRow> steps(JobRow job) {
        return stores.database().read(sql -> runs.steps(sql, job.id()));
    }

    /** What steps of a run said about places in files. */
    public List<Annotation> annotations(RunRow run) {
        return stores.database().read(sql -> new AnnotationStore().ofRun(sql, run.id()));
    }

    /** What the newest runs of a commit said about places in its files. */
    public List<AnnotationStore.OfCommit> annotations(ProjectName project, String commit) {
        return stores.database().read(sql -> new AnnotationStore().ofCommit(sql, project, commit));
    }

    /** The artifacts of a run that have not expired. */
    public List<ArtifactRow> artifacts(RunRow run) {
        return stores.database().read(sql -> yields.artifacts(sql, run.id(), Instant.now()));
    }

    /** Where an artifact's zip lies. */
    public Path artifactFile(ArtifactRow artifact) {
        return stores.blobs().path(artifact.digest());
    }

    /** The tests of a run, counted. */
    public TestSummary tests(RunRow run) {
        return TestSummary.of(stores.database().read(sql -> yields.tests(sql, run.id())));
    }

    /** How much of the code tests reach. */
    Coverage coverage() {
        return new Coverage(stores.database());
    }

    /** The log of a job. */
    public LogFile log(JobRow job) {
        return new LogFile(engine.setup().log(job.runId(), job.id()));
    }

    /** The log file itself, for download. */
    public Path logPath(JobRow job) {
        return engine.setup().log(job.runId(), job.id());
    }

    /**
     * Starts the workflows of the main branch that wait for an event of a program.
     *
     * @param type the event's type, {@code github.event.action}
     * @param given {@code github.event.client_payload}
     * @throws ProblemException USER when the type is empty or too long
     */
    public List<RunRow> repositoryDispatch(ProjectName project, String type, Obj given, String by) {
        return triggers.dispatched(project, type, given, by);
    }

    /** What runs and programs say of commits. */
    public CommitStatuses statuses() {
        return triggers.statuses();
    }

    /** The variables of projects. */
    public Variables variables() {
        return variables;
    }

    /** The workflows that start by another clock, for tests. */
    Schedules schedules(InstantSource clock) {
        return triggers.schedules(clock);
    }

    private void decided(long run, long job, String by) {
        if (!engine.decided(run, job)) {
            starts.goOn(run, by);
        }
    }

    /** The environments that jobs have made. */
    public JobEnvironments jobEnvironments() {
        return environments;
    }

    /** Jobs that wait for people. */
    public JobApprovals approvals() {
        return approvals;
    }

    /** The environments that jobs of a run have entered, by the job's id. */
    public Map<Long, JobPlace> environments(RunRow run) {
        return stores.database().read(sql -> new PlaceStore().of(sql, run.id()));
    }

    /** The workflows of the main branch, by path. */
    public List<String> workflows(ProjectName project) {
        Repository code = ports.repository();
        return code.resolve(project, code.defaultBranch(project))
                .map(head ->
                        code.files(project, head.id(), WorkflowFiles.FOLDER).stream()
                                .filter(WorkflowFiles::isWorkflow)
                                .sorted()
                                .toList())
                .orElse(List.of());
    }

    /** The project's main branch. */
    public String defaultBranch(ProjectName project) {
        return ports.repository().defaultBranch(project);
    }

    /** The order in which jobs get a resource group has changed. */
    void reordered(ProjectName project, String group) {
        engine.reordered(project, group);
    }

    /** Runs that test releases. */
    public GateRuns gates() {
        return new GateRuns(stores.database(), ports.repository(), starts);
    }

    /** The jobs that wait for a free place, in the order in which they will start. */
    public List<Long> queue() {
        return engine.queue();
    }

    /** The paths of the jobs of a run that call workflows. */
    List<String> calls(RunRow run) {
        return stores.database().read(sql -> new CallStore().paths(sql, run.id()));
    }

    /** The runs of other projects that jobs of a run have started or watch. */
    public List<DownstreamStore.Link> below(RunRow run) {
        return stores.database().read(sql -> new DownstreamStore().below(sql, run.id()));
    }

    /** The run whose job has started a run. */
    public Optional<DownstreamStore.Link> above(RunRow run) {
        return stores.database().read(sql -> new DownstreamStore().above(sql, run.id()));
    }

    /** Calls back whenever something moves; close to stop. */
    public AutoCloseable watch(Consumer<Progress> watcher) {
        return engine.watch(watcher);
    }

    /** What the runs of a commit made of the files that its package needs. */
    public PackageOutput packageOutput(ProjectName project, String commit) {
        return new PackageAnswers(stores.database(), ports.packagePaths(), yields)
                .of(project, commit);
    }

    /** The files of {@link PackageOutput.Ready}, as a tar archive; the caller closes it. */
    public InputStream packageFiles(String digest) {
        return stores.blobs().read(digest);
    }

    /** Reads a fact again, for tests and repair; a push that made runs makes no more. */
    List<RunRow> replay(Entry entry) {
        return starts.add(pushes.runs(entry));
    }

    @Override
    public void close() {
        triggers.close();
        engine.close();
    }
}
