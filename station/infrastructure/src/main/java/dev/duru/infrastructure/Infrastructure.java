package dev.duru.infrastructure;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Environment;
import dev.duru.web.Routes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The station that keeps environments as they are declared. */
public final class Infrastructure implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Infrastructure.class);
    private static final Duration SCHEDULE = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Database database;
    private final Ledger ledger;
    private final InForce inForce;
    private final ComputePlan compute;
    private final ApplySteps apply;
    private final ApprovePlan approve;
    private final SettleSteps settle;
    private final WatchDrift drift;
    private final Semaphore signal = new Semaphore(0);
    private volatile boolean closed;

    /** Brings the tables up to date; nothing happens yet. */
    public Infrastructure(Database database, Ledger ledger, Ports ports, InstantSource clock) {
        database.migrate("infrastructure", Infrastructure.class.getClassLoader());
        this.database = database;
        this.ledger = ledger;
        Declarations declarations = new Declarations();
        this.inForce = new InForce(database, declarations);
        this.apply = new ApplySteps(database, ports, declarations, inForce);
        this.compute = new ComputePlan(database, ports, declarations, apply, clock);
        this.approve = new ApprovePlan(database, ledger, apply);
        this.settle = new SettleSteps(database, ports, declarations, apply);
        this.drift = new WatchDrift(database, ledger, ports, declarations, inForce, clock);
    }

    /** Follows the facts, and looks for drift on a schedule; takes up what a killed Duru left. */
    public void start() {
        ledger.consume("infrastructure")
                .onEntry(Fact.CommitPushed.class, compute::pushed)
                .on(Fact.ReleaseDeployed.class, fact -> look(fact.project()))
                .on(Fact.SecretChanged.class, fact -> look(fact.project()))
                .on(
                        Fact.DeploymentFailed.class,
                        fact -> {
                            settle.failed(fact, fact.release(), fact.reason());
                            look(fact.project());
                        })
                .on(
                        Fact.RolledBack.class,
                        fact -> {
                            settle.failed(fact, fact.release(), fact.gate() + ": " + fact.reason());
                            look(fact.project());
                        })
                .start();
        Thread.ofVirtual().name("infrastructure").start(this::watch);
    }

    private void watch() {
        while (!closed) {
            boolean applying = false;
            try {
                Set<ProjectName> projects =
                        new LinkedHashSet<>(database.read(sql -> new PlanStore(sql).applying()));
                applying = !projects.isEmpty();
                projects.addAll(database.read(sql -> new PlanStore(sql).projects()));
                projects.forEach(this::lookSafely);
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.error("environments could not be looked at; trying again", e);
                }
            }
            try {
                Duration pause = applying ? SOON : SCHEDULE;
                if (signal.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    signal.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void lookSafely(ProjectName project) {
        try {
            look(project);
        } catch (ProblemException e) {
            LOG.warn("{}: {}", project, e.detail());
        }
    }

    /** Settles what can be settled, then looks for drift. */
    private void look(ProjectName project) {
        settle.settle(project);
        drift.look(project);
    }

    /** Looks again at once: something was begun by hand. */
    void wake() {
        signal.release();
    }

    /** How an environment is meant by what is in force; empty when nothing is. */
    public Optional<Environment> inForce(ProjectName project, String environment) {
        return inForce.of(project, environment);
    }

    /** The pages, forms and API of this station. */
    public Routes routes() {
        PlanViews views = views();
        return router -> {
            new PlanApi(views, this).add(router);
            new PlanPages(views, this).add(router);
        };
    }

    PlanViews views() {
        return new PlanViews(database, compute, apply, drift);
    }

    ApplySteps applying() {
        return apply;
    }

    ApprovePlan approving() {
        return approve;
    }

    WatchDrift drift() {
        return drift;
    }

    /** Ends the schedule. What was begun goes on. */
    @Override
    public void close() {
        closed = true;
        signal.release();
    }
}
