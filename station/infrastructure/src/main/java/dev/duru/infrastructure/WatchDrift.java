package dev.duru.infrastructure;

import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.EnvironmentFact;
import dev.duru.kernel.EnvironmentScope;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.kernel.Tx;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Rules;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out where what runs is not what is in force, and mends or accepts it by rule. */
final class WatchDrift {
    private static final Logger LOG = LoggerFactory.getLogger(WatchDrift.class);
    private static final String MENDING = "mending";

    private final Database database;
    private final Ledger ledger;
    private final Ports ports;
    private final Declarations declarations;
    private final InForce inForce;
    private final InstantSource clock;

    WatchDrift(
            Database database,
            Ledger ledger,
            Ports ports,
            Declarations declarations,
            InForce inForce,
            InstantSource clock) {
        this.inForce = inForce;
        this.database = database;
        this.ledger = ledger;
        this.ports = ports;
        this.declarations = declarations;
        this.clock = clock;
    }

    /** The last drift of each kind and environment, settled ones too. */
    List<Drift> of(ProjectName project) {
        return database.read(sql -> new DriftStore(sql).of(project));
    }

    /** Looks at a project: notes what drifted, what is over, and does what the rules say. */
    void look(ProjectName project) {
        List<Running.Live> running = ports.running().of(project);
        Map<String, Standing> standing = database.read(sql -> new PlanStore(sql).standing(project));
        if (standing.isEmpty()) {
            return;
        }
        Set<String> underWay = underWay(project);
        List<Drift> now = new ArrayList<>();
        for (Running.Live live : running) {
            if (!live.commit().isEmpty() && !underWay.contains(live.environment())) {
                now.addAll(drifts(project, live, standing.get(live.environment())));
            }
        }
        List<Changes.Change> changes =
                ports.changes().of(project).stream()
                        .filter(change -> standing.containsKey(change.environment()))
                        .toList();
        now.addAll(clusters(changes));
        noteMended(project, changes);
        List<Drift> before = of(project);
        for (Drift drift : now) {
            if (before.stream().noneMatch(known -> isKnown(known, drift))) {
                found(project, drift);
            }
        }
        for (Drift known : before) {
            if (known.open() && now.stream().noneMatch(drift -> sameThing(known, drift))) {
                settle(project, known, known.settled().equals(MENDING) ? "mended" : "gone", "");
            }
        }
        for (Drift drift : of(project)) {
            if (drift.settled().isEmpty()) {
                follow(project, drift, running, standing.get(drift.environment()));
            } else if (drift.kind() == Drift.Kind.CLUSTER && drift.settled().equals(MENDING)) {
                // Also what a Duru that was killed had only begun.
                ports.changes().putBack(project, drift.environment());
            }
        }
    }

    /** What others changed and is left so: one drift for each environment. */
    private static List<Drift> clusters(List<Changes.Change> changes) {
        Map<String, List<Changes.Change>> left =
                changes.stream()
                        .filter(change -> !change.putBack())
                        .collect(Collectors.groupingBy(Changes.Change::environment));
        return left.values().stream().map(WatchDrift::cluster).toList();
    }

    private static Drift cluster(List<Changes.Change> changes) {
        Changes.Change newest =
                changes.stream().max(Comparator.comparing(Changes.Change::at)).orElseThrow();
        return new Drift(
                newest.environment(),
                Drift.Kind.CLUSTER,
                changes.stream().map(Changes.Change::what).collect(Collectors.joining("; ")),
                newest.by(),
                newest.at().truncatedTo(ChronoUnit.MILLIS),
                "",
                null);
    }

    /** What others changed and was put back at once is on record too. */
    private void noteMended(ProjectName project, List<Changes.Change> changes) {
        Map<String, List<Changes.Change>> mended =
                changes.stream()
                        .filter(Changes.Change::putBack)
                        .collect(Collectors.groupingBy(Changes.Change::environment));
        for (List<Changes.Change> each : mended.values()) {
            Drift drift = cluster(each);
            boolean known =
                    of(project).stream()
                            .anyMatch(one ->
                                    sameThing(one, drift)
                                            && (one.open()
                                                    || !one.foundAt().isBefore(drift.foundAt())));
            if (!known) {
                found(project, drift);
                settle(project, drift, "mended", "");
            }
        }
    }

    /** Where a plan is still to bring what is declared; until then nothing has drifted. */
    private Set<String> underWay(ProjectName project) {
        return database.read(sql -> new PlanStore(sql).current(project)).stream()
                .flatMap(plan -> plan.steps().stream())
                .filter(step -> step.state().open())
                .map(Step::environment)
                .collect(Collectors.toSet());
    }

    private static boolean sameThing(Drift one, Drift other) {
        return one.environment().equals(other.environment()) && one.kind() == other.kind();
    }

    /** Whether it is noted already, open or accepted. */
    private static boolean isKnown(Drift known, Drift drift) {
        boolean counts = known.open() || known.settled().equals("accepted");
        return sameThing(known, drift) && counts && known.what().equals(drift.what());
    }

    private List<Drift> drifts(
            ProjectName project, Running.Live live, @Nullable Standing standing) {
        if (standing == null) {
            return List.of(
                    drift(
                            live,
                            Drift.Kind.UNDECLARED,
                            "release " + live.release() + " runs, and no declaration is in force",
                            live.by()));
        }
        List<Drift> found = new ArrayList<>();
        Optional<SortedMap<String, String>> actual = actual(project, live);
        if (actual.isPresent()) {
            List<Step.Difference> differences =
                    Planner.running(standing.attributes(), actual.get());
            if (!differences.isEmpty()) {
                found.add(
                        drift(live, Drift.Kind.CONFIGURATION, words(live, differences), live.by()));
            }
        }
        List<String> names =
                declarations
                        .environment(standing.text(), live.environment())
                        .map(Environment::secrets)
                        .orElse(List.of());
        secrets(project, live, names).ifPresent(found::add);
        return found;
    }

    private Drift drift(Running.Live live, Drift.Kind kind, String what, String by) {
        return new Drift(live.environment(), kind, what, by, clock.instant(), "", null);
    }

    private Optional<SortedMap<String, String>> actual(ProjectName project, Running.Live live) {
        try {
            return ports.declared()
                    .text(project, live.commit())
                    .flatMap(text -> declarations.attributes(text, live.environment()));
        } catch (ProblemException unreadable) {
            LOG.warn(
                    "the declaration of {} in {} cannot be read: {}",
                    live.commit(),
                    project,
                    unreadable.detail());
            return Optional.empty();
        }
    }

    private static String words(Running.Live live, List<Step.Difference> differences) {
        return "release "
                + live.release()
                + " runs with "
                + differences.stream()
                        .map(d ->
                                d.attribute()
                                        + (d.after().isEmpty() ? " not set" : " = " + d.after())
                                        + (d.before().isEmpty()
                                                ? ", where none is declared"
                                                : ", where " + d.before() + " is declared"))
                        .collect(Collectors.joining("; "));
    }

    /** The secrets that were set after the replicas started, which so have older values. */
    private Optional<Drift> secrets(ProjectName project, Running.Live live, List<String> names) {
        List<Fact.SecretChanged> changed =
                ledger.ofKinds(project, live.since(), Fact.SecretChanged.class).stream()
                        .filter(entry -> entry.at().isAfter(live.since()))
                        .map(Entry::fact)
                        .map(Fact.SecretChanged.class::cast)
                        .filter(fact -> names.contains(fact.name()))
                        .filter(fact ->
                                new EnvironmentScope(fact.environment()).covers(live.environment()))
                        .toList();
        if (changed.isEmpty()) {
            return Optional.empty();
        }
        String all =
                changed.stream()
                        .map(Fact.SecretChanged::name)
                        .distinct()
                        .collect(Collectors.joining(", "));
        return Optional.of(
                drift(
                        live,
                        Drift.Kind.SECRETS,
                        "release " + live.release() + " started before " + all + " was set",
                        changed.getLast().by()));
    }

    private void found(ProjectName project, Drift drift) {
        database.update(tx -> {
            new DriftStore(tx.sql()).found(project, drift);
            tx.append(
                    new EnvironmentFact.DriftFound(
                            project, drift.environment(), drift.what(), drift.by()));
        });
    }

    private void settle(ProjectName project, Drift drift, String how, String by) {
        database.update(tx -> settle(tx, project, drift, how, by));
    }

    private static void settle(Tx tx, ProjectName project, Drift drift, String how, String by) {
        new DriftStore(tx.sql()).settled(project, drift, how, tx.now());
        tx.append(
                new EnvironmentFact.DriftSettled(
                        project,
                        drift.environment(),
                        how,
                        by.isEmpty() ? Identity.DURU.user() : by));
    }

    /**
     * Does what the environment's rule says. What went back by itself is left to people, since what
     * is declared may be what was bad.
     */
    private void follow(
            ProjectName project,
            Drift drift,
            List<Running.Live> running,
            @Nullable Standing standing) {
        Rules.Drift said =
                standing == null
                        ? null
                        : declarations
                                .environment(standing.text(), drift.environment())
                                .map(environment -> environment.rules().drift())
                                .orElse(null);
        Rules.Drift unsaid =
                drift.kind() == Drift.Kind.CLUSTER ? Rules.Drift.MEND : Rules.Drift.REPORT;
        Rules.Drift rule = said == null ? unsaid : said;
        boolean back =
                running.stream()
                        .anyMatch(l -> l.environment().equals(drift.environment()) && l.back());
        switch (rule) {
            case REPORT -> {}
            case MEND -> {
                if (!back || drift.kind() == Drift.Kind.CLUSTER) {
                    mend(project, drift, standing, Identity.DURU.user());
                }
            }
            case ACCEPT -> accept(project, drift, Identity.DURU.user());
        }
    }

    /**
     * Somebody brings the declaration back, or takes what runs as meant.
     *
     * @throws ProblemException CONFLICT when nothing drifted there
     */
    void byHand(ProjectName project, String environment, boolean mend, Actor actor) {
        actor.needs(Role.MAINTAINER, mend ? "mending a drift" : "accepting a drift");
        List<Drift> open =
                of(project).stream()
                        .filter(drift -> drift.environment().equals(environment) && drift.open())
                        .toList();
        if (open.isEmpty()) {
            throw ProblemException.conflict("nothing has drifted in '" + environment + "'");
        }
        Standing standing =
                database.read(sql -> new PlanStore(sql).standing(project, environment))
                        .orElse(null);
        if (mend && standing == null) {
            throw ProblemException.conflict(
                    "no declaration of '"
                            + environment
                            + "' is in force that could come back; declare it in duru.yml and push");
        }
        for (Drift drift : open) {
            if (mend) {
                mend(project, drift, standing, actor.user());
            } else {
                accept(project, drift, actor.user());
            }
        }
    }

    private void mend(ProjectName project, Drift drift, @Nullable Standing standing, String by) {
        if (standing == null) {
            return;
        }
        if (drift.kind() == Drift.Kind.CLUSTER) {
            database.update(
                    tx -> new DriftStore(tx.sql()).settled(project, drift, MENDING, tx.now()));
            ports.changes().putBack(project, drift.environment());
            return;
        }
        database.update(tx -> {
            ports.enact()
                    .order(
                            tx,
                            new Enact.Order.Reconfigure(
                                    project,
                                    drift.environment(),
                                    standing.commit(),
                                    standing.text(),
                                    by,
                                    "drift:" + drift.foundAt().toEpochMilli()));
            new DriftStore(tx.sql()).settled(project, drift, MENDING, tx.now());
        });
    }

    /**
     * What runs is in force from now on; a secret that is older stays so until it is set again, and
     * so does what others changed in a cluster.
     */
    private void accept(ProjectName project, Drift drift, String by) {
        Optional<Running.Live> live =
                ports.running().of(project).stream()
                        .filter(one -> one.environment().equals(drift.environment()))
                        .findFirst();
        Instant now = clock.instant();
        Optional<Standing> taken =
                drift.kind() == Drift.Kind.SECRETS
                                || drift.kind() == Drift.Kind.CLUSTER
                                || live.isEmpty()
                        ? Optional.empty()
                        : ports.declared()
                                .text(project, live.get().commit())
                                .flatMap(text ->
                                        declarations
                                                .attributes(text, drift.environment())
                                                .map(attributes ->
                                                        new Standing(
                                                                drift.environment(),
                                                                live.get().commit(),
                                                                text,
                                                                attributes,
                                                                by,
                                                                now)));
        database.update(tx -> {
            taken.ifPresent(standing -> new PlanStore(tx.sql()).keep(project, standing));
            tx.afterCommit(inForce::changed);
            settle(tx, project, drift, "accepted", by);
        });
    }
}
