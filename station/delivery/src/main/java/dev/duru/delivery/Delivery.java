package dev.duru.delivery;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.web.Routes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The station that brings digests into environments. {@link #start} goes on where the last Duru
 * stopped; {@link #close} leaves everything running.
 */
public final class Delivery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Database database;
    private final Ledger ledger;
    private final DeliveryPorts ports;
    private final Lanes lanes = new Lanes();
    private final Specs specs;
    private final Hooks hooks;
    private final Readings readings;
    private final Reconcile reconcile;
    private final DeliveryCommands commands;
    private final RuleCommands rules;
    private final ReviewTimes reviews;
    private final InstantSource clock;
    private final Blobs evidence;
    private volatile boolean closed;

    /**
     * Opens the station and brings its tables up to date; nothing moves before {@link #start}.
     *
     * @param evidence keeps the files that people attach to checklists
     */
    public Delivery(
            Database database,
            Ledger ledger,
            DeliveryPorts ports,
            InstantSource clock,
            Blobs evidence) {
        this.clock = clock;
        this.evidence = evidence;
        this.database = database;
        this.ledger = ledger;
        this.ports = ports;
        database.migrate("delivery", Delivery.class.getClassLoader());
        this.specs = new Specs(database, ports.manifests(), ports.standing());
        this.hooks = new Hooks();
        this.readings = new Readings(ports.metrics(), ports.values(), new Checks(ports, hooks));
        Workloads workloads = new Workloads(specs, ports);
        this.reconcile = new Reconcile(database, ports, workloads, readings, clock);
        ApproveRelease approvals = new ApproveRelease(database, ledger, specs, lanes);
        this.reviews =
                new ReviewTimes(new EndReview(database, declare(), ports.jobEnvironments()), clock);
        this.rules =
                new RuleCommands(
                        new LockEnvironment(database, lanes),
                        new TickChecklist(database, approvals, evidence),
                        approvals,
                        new RunCommand(database, workloads),
                        reviews.ends());
        PromoteRelease promotions = new PromoteRelease(database, specs, lanes);
        RollBack rollbacks = new RollBack(database, specs, lanes);
        SteerRollout steering = new SteerRollout(database, specs, lanes);
        this.commands =
                new DeliveryCommands(
                        approvals,
                        promotions,
                        rollbacks,
                        steering,
                        new UndoChange(database, steering, rollbacks, promotions),
                        new RevertRelease(database, ports.reverts()));
    }

    /** Adopts what runs, puts the routes in force again, and begins to follow facts. */
    public void start() {
        Set<EnvironmentKey> environments = new HashSet<>();
        database.read(sql -> {
            environments.addAll(new DeliveryStore(sql).environments());
            // What an environment leaves behind that is gone must end too.
            new DeliveryStore(sql)
                    .unstopped()
                    .forEach(release -> environments.add(release.environment()));
            return true;
        });
        lanes.start(reconcile::pass);
        environments.forEach(lanes::wake);
        rules.commands().resume();
        Thread.ofVirtual().name("delivery-sweep").start(this::tidy);
        follow();
        reviews.start();
    }

    private void follow() {
        SendRelease send = new SendRelease(database, specs, lanes);
        FollowFacts follow = new FollowFacts(database, ledger, specs, send);
        FollowReviews own =
                new FollowReviews(database, ledger, specs, send, ports.branches(), reviews);
        ledger.consume("delivery")
                .onEntry(
                        Fact.ImagePublished.class,
                        entry -> {
                            follow.published(entry);
                            own.published(entry);
                        })
                .onEntry(Fact.ReleaseDeployed.class, follow::deployed)
                .onEntry(Fact.MergeRequestOpened.class, own::requested)
                .onEntry(Fact.MergeRequestUpdated.class, own::requested)
                .onEntry(Fact.MergeRequestReopened.class, own::requested)
                .on(Fact.MergeRequestMerged.class, own::merged)
                .on(Fact.MergeRequestClosed.class, own::closed)
                .on(Fact.RefDeleted.class, own::gone)
                .start();
    }

    /** Brings up whoever serves requests, and removes what no environment and no release wants. */
    private void tidy() {
        try {
            ports.traffic().check();
            ports.traffic()
                    .retain(
                            new HashSet<>(
                                    database.read(sql -> new DeliveryStore(sql).environments())));
        } catch (ProblemException e) {
            LOG.warn("{}", e.detail());
        }
        sweep();
    }

    /** Stops what runs for releases that nobody knows: leftovers of a killed Duru. */
    private void sweep() {
        Set<WorkloadId> wanted = new HashSet<>();
        database.read(sql -> new DeliveryStore(sql).unstopped())
                .forEach(release -> wanted.add(release.workload()));
        for (Runtime runtime : ports.runtimes().values()) {
            for (WorkloadId id : runtime.known()) {
                if (!wanted.contains(id)) {
                    LOG.info("stopping {}, which no release wants", id);
                    stop(runtime, id);
                }
            }
        }
    }

    private void stop(Runtime runtime, WorkloadId id) {
        try {
            while (!closed && !runtime.stop(id, Duration.ofSeconds(10))) {
                Thread.sleep(Duration.ofMillis(200));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("{} could not be stopped", id, e);
        }
    }

    /** What declarations of environments do. */
    public Declare declare() {
        return new Declare(database, lanes);
    }

    /** The commands that people give. */
    public DeliveryCommands commands() {
        return commands;
    }

    RuleCommands rules() {
        return rules;
    }

    /** The pages, forms and API of this station. */
    public Routes routes() {
        DeliveryViews views = new DeliveryViews(database, ledger, specs, readings, ports);
        RuleViews held =
                new RuleViews(
                        database,
                        views,
                        new DeployQueue(database, specs, clock),
                        new Irreversible(database, specs),
                        rules.commands());
        CompareReleases comparisons = new CompareReleases(database, specs, views, ports);
        RunningViews running = new RunningViews(database, new Workloads(specs, ports));
        RehearseGates rehearsal = new RehearseGates(database, ledger, specs, ports);
        return router -> {
            new DeliveryApi(views, running, commands, rehearsal).add(router);
            new DeliveryPages(views, running, held, commands).add(router);
            new RuleApi(views, held, rules, comparisons).add(router);
            new RulePages(views, rules, comparisons, evidence).add(router);
        };
    }

    /** The environments of a project, in the order of its duru.yml. */
    public List<EnvironmentKey> environments(ProjectName project) {
        return database.read(sql -> new DeliveryStore(sql).environments(project));
    }

    /** Whether an environment is, or was, one of a branch or merge request. */
    public boolean isReview(ProjectName project, String environment) {
        return database.read(
                sql -> new ReviewStore(sql).knows(new EnvironmentKey(project, environment)));
    }

    /**
     * Where something can be looked at as it runs.
     *
     * @param state of its newest release, as the page kit names states; {@code idle} without one
     * @param address {@code ""} while the edge is away
     */
    public record Preview(Review review, String state, String address) {}

    /** The environments of branches and merge requests, the one deployed to last first. */
    public List<Preview> previews(ProjectName project) {
        DeliveryViews views = new DeliveryViews(database, ledger, specs, readings, ports);
        return database.read(sql -> new ReviewStore(sql).of(project)).stream()
                .map(review -> {
                    EnvironmentView there = views.environment(review.environment());
                    String state =
                            there.history().stream()
                                    .findFirst()
                                    .map(ReleaseView::badge)
                                    .orElse("idle");
                    return new Preview(review, state, there.address());
                })
                .toList();
    }

    /** Something in an environment that somebody else changed. */
    public record Changed(String environment, Runtime.Change change) {}

    /** What others changed of what runs, where they can, such as objects of a cluster. */
    public List<Changed> changes(ProjectName project) {
        List<Changed> all = new ArrayList<>();
        for (Runtime runtime : ports.runtimes().values()) {
            for (WorkloadId id : runtime.known()) {
                if (id.environment().project().equals(project)) {
                    runtime.changes(id)
                            .forEach(change ->
                                    all.add(new Changed(id.environment().name(), change)));
                }
            }
        }
        return all;
    }

    /** Puts back what others changed there; returns at once. */
    public void putBack(EnvironmentKey key) {
        for (Runtime runtime : ports.runtimes().values()) {
            runtime.known().stream()
                    .filter(id -> id.environment().equals(key))
                    .forEach(runtime::putBack);
        }
        lanes.wake(key);
    }

    /** Releases of a project, newest first. */
    public List<Release> releases(ProjectName project, int limit) {
        return database.read(sql -> new DeliveryStore(sql).releases(project, limit));
    }

    /**
     * The digests that may have to run again: of releases that are not over, of the last releases
     * of each environment, and in quarantine.
     *
     * @param sql of whoever is about to drop others
     * @param last how many of each environment
     */
    public static Set<String> wanted(Handle sql, ProjectName project, int last) {
        return new DeliveryStore(sql).wanted(project, last);
    }

    /** All replicas that the runtimes know of, by release. */
    public Map<WorkloadId, List<Replica>> running() {
        Map<WorkloadId, List<Replica>> all = new LinkedHashMap<>();
        for (Runtime runtime : ports.runtimes().values()) {
            runtime.known().forEach(id -> all.put(id, runtime.replicas(id)));
        }
        return all;
    }

    /** The files to which deployed applications write what they print. */
    public List<Runtime.AppOutput> outputs() {
        return ports.runtimes().values().stream()
                .map(Runtime::outputs)
                .flatMap(Collection::stream)
                .toList();
    }

    /**
     * Ends the loops and everything that was deployed, for a Duru that is not to be continued.
     *
     * @param grace how long a replica has from SIGTERM to SIGKILL
     */
    public void stopAll(Duration grace) {
        close();
        try {
            for (Runtime runtime : ports.runtimes().values()) {
                for (WorkloadId id : runtime.known()) {
                    while (!runtime.stop(id, grace)) {
                        Thread.sleep(Duration.ofMillis(50));
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the loops. Replicas and traffic go on. */
    @Override
    public void close() {
        closed = true;
        reviews.close();
        lanes.close();
        hooks.close();
    }
}
