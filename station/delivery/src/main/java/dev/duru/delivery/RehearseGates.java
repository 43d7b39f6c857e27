package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Check;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Gate;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.ManifestException;
import dev.duru.manifest.SignalQueries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What gates would have said of an earlier release: its steps as they were, looked at again and
 * again as the reconcile loop does, by the measurements that are still kept.
 */
final class RehearseGates {
    private static final int LOOKS = 60;
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final Database database;
    private final Ledger ledger;
    private final Specs specs;
    private final PastMetrics past;
    private final ValueQuery values;

    RehearseGates(Database database, Ledger ledger, Specs specs, DeliveryPorts ports) {
        this.database = database;
        this.ledger = ledger;
        this.specs = specs;
        this.past = ports.past();
        this.values = ports.values();
    }

    /** A step of a rollout that is over, or goes on until now. */
    private record Span(int percent, Instant from, Instant to) {}

    /**
     * Whose gates are read.
     *
     * @param environment with these gates
     * @param falseAlarm the share of rollouts in which one step may take back a good release
     */
    private record About(
            Environment environment,
            Release release,
            @Nullable Release stable,
            double falseAlarm) {}

    /**
     * Reads gates for an earlier release.
     *
     * @param text of another duru.yml; null for the one that is in force in the environment
     * @throws ProblemException USER for a duru.yml with problems, CONFLICT for a release that never
     *     took traffic
     */
    RehearsalView rehearse(ProjectName project, long number, @Nullable String text, Instant now) {
        Release release = database.read(sql -> new DeliveryStore(sql).known(project, number));
        List<Span> spans = spans(release, now);
        if (spans.isEmpty()) {
            throw ProblemException.conflict(
                    "release " + number + " never took traffic, so there is nothing to read");
        }
        Environment environment = environment(release, text);
        Release stable = stable(release);
        About about = new About(environment, release, stable, Evidence.FALSE_ALARM / spans.size());
        List<RehearsalView.StepView> steps = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            List<GateView> gates = new ArrayList<>();
            String broken = "";
            Instant at = null;
            for (Judged judged : looked(about, span)) {
                gates.add(GateView.of(i, judged));
            }
            for (Gate gate : environment.verify()) {
                Instant first = first(gate, about, span);
                if (first != null && (at == null || first.isBefore(at))) {
                    broken = gate.name();
                    at = first;
                }
            }
            for (GateView view : gates) {
                if (at == null && view.verdict().equals("bad")) {
                    broken = view.gate();
                    at = span.to();
                }
            }
            steps.add(new RehearsalView.StepView(span.percent(), span.from(), span.to(), gates));
            if (at != null) {
                return new RehearsalView(number, "taken_back", broken, at, steps);
            }
        }
        return new RehearsalView(number, "passed", "", null, steps);
    }

    private Environment environment(Release release, @Nullable String text) {
        if (text == null) {
            String newest =
                    database.read(sql ->
                                    new DeliveryStore(sql).environmentCommit(release.environment()))
                            .orElse(release.commit());
            return specs.environment(release.environment(), newest);
        }
        try {
            return Manifest.parse(Manifest.FILE, text)
                    .orThrow()
                    .environment(release.environment().name())
                    .orElseThrow(() ->
                            ProblemException.user(
                                    "that duru.yml has no environment '"
                                            + release.environment().name()
                                            + "'"));
        } catch (ManifestException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        }
    }

    /** From one share of the traffic to the next, and to the end. */
    private List<Span> spans(Release release, Instant now) {
        List<Span> spans = new ArrayList<>();
        Instant from = null;
        int percent = 0;
        for (Entry entry : ledger.ofChange(release.project(), release.commit())) {
            boolean over = released(entry.fact()) == release.number();
            if (over && from != null) {
                spans.add(new Span(percent, from, entry.at()));
                from = null;
            }
            if (over && entry.fact() instanceof Fact.RolloutStepped stepped) {
                percent = stepped.percent();
                from = entry.at();
            }
        }
        if (from != null) {
            spans.add(new Span(percent, from, now));
        }
        return spans;
    }

    /** The release whose share changed by a fact; 0 for every other fact. */
    private static long released(Fact fact) {
        if (fact instanceof Fact.RolloutStepped stepped) {
            return stepped.release();
        }
        if (fact instanceof Fact.ReleaseDeployed deployed) {
            return deployed.release();
        }
        if (fact instanceof Fact.GateFailed failed) {
            return failed.release();
        }
        if (fact instanceof Fact.RolledBack back) {
            return back.release();
        }
        return fact instanceof Fact.DeploymentFailed failed ? failed.release() : 0;
    }

    /** The release that was live beside it. */
    private @Nullable Release stable(Release release) {
        return database
                .read(sql -> new DeliveryStore(sql).releases(release.environment(), 1000))
                .stream()
                .filter(r -> r.number() < release.number())
                .filter(r -> r.state() == ReleaseState.RETIRED || r.state() == ReleaseState.LIVE)
                .max(Comparator.comparing(Release::number))
                .orElse(null);
    }

    /** What each gate said at the end of a step. */
    private List<Judged> looked(About about, Span span) {
        List<Judged> judged = new ArrayList<>();
        Release release = about.release();
        for (Gate gate : about.environment().verify()) {
            judged.add(judged(gate, about, span));
        }
        for (Check check : about.environment().checks()) {
            judged.add(
                    switch (check) {
                        case Check.Query query ->
                                Checks.judged(
                                        query,
                                        values.value(
                                                release.project(),
                                                Checks.promql(
                                                        query, release, span.from(), span.to()),
                                                span.to()));
                        case Check.Hook _, Check.Job _ ->
                                new Judged(
                                        check.name(),
                                        new Verdict.Pending("is not asked in a rehearsal"));
                    });
        }
        return judged;
    }

    private Judged judged(Gate gate, About about, Span span) {
        Duration window = gate.window();
        Instant recentFrom =
                window == null || span.to().minus(window).isBefore(span.from())
                        ? span.from()
                        : span.to().minus(window);
        Verdict.Measured recent = measured(about, new Span(span.percent(), recentFrom, span.to()));
        Verdict.Measured whole = measured(about, span);
        return new Judged(
                gate.name(),
                Verdict.of(gate, recent, whole, about.falseAlarm()),
                Verdict.level(gate, recent));
    }

    /** When a gate would have taken the release back before the end of the step; null for never. */
    private @Nullable Instant first(Gate gate, About about, Span span) {
        Duration all = Duration.between(span.from(), span.to());
        Duration pause = all.dividedBy(LOOKS);
        pause = pause.compareTo(LEAST) < 0 ? LEAST : pause;
        for (Instant at = span.from().plus(pause); !at.isAfter(span.to()); at = at.plus(pause)) {
            Span seen = new Span(span.percent(), span.from(), at);
            if (judged(gate, about, seen).verdict() instanceof Verdict.Bad bad && bad.clear()) {
                return at;
            }
        }
        return null;
    }

    private Verdict.Measured measured(About about, Span span) {
        Release stable = about.stable();
        return new Verdict.Measured(
                signals(about, about.release(), span),
                stable == null ? null : signals(about, stable, span));
    }

    private MetricQuery.Reading signals(About about, Release release, Span span) {
        SignalQueries queries = about.environment().signals();
        return queries == null
                ? past.signals(
                        release.project(),
                        release.environment().name(),
                        release.number(),
                        span.from(),
                        span.to())
                : QueriedSignals.measure(
                        values,
                        release,
                        queries,
                        Duration.between(span.from(), span.to()),
                        span.to());
    }
}
