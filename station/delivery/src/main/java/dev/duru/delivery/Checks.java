package dev.duru.delivery;

import dev.duru.manifest.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is no signal of the edge: queries, runs, and the word of others. Each is asked beside
 * the reconcile loop, which never waits for an answer, and asked again after a pause; a Duru that
 * comes after this one asks anew.
 */
final class Checks {
    private static final Duration QUERY_PAUSE = Duration.ofSeconds(1);
    private static final Duration HOOK_PAUSE = Duration.ofSeconds(5);

    private final DeliveryPorts ports;
    private final Hooks hooks;
    private final Map<Asked, Answer> answers = new ConcurrentHashMap<>();

    private record Asked(EnvironmentKey key, long release, int step, String gate) {}

    /**
     * @param under whether somebody asks right now
     */
    private record Answer(@Nullable Judged judged, Instant at, boolean under) {}

    Checks(DeliveryPorts ports, Hooks hooks) {
        this.ports = ports;
        this.hooks = hooks;
    }

    /** What each check of the plan says of a release in its step. */
    List<Judged> read(Release rolling, Plan plan, Instant now) {
        List<Judged> judged = new ArrayList<>();
        for (Check check : plan.checks()) {
            Asked asked =
                    new Asked(
                            rolling.environment(), rolling.number(), rolling.step(), check.name());
            Answer known = answers.get(asked);
            if (due(check, known, now)) {
                Judged before = known == null ? null : known.judged();
                answers.put(asked, new Answer(before, now, true));
                Thread.ofVirtual()
                        .name("check-" + check.name())
                        .start(() ->
                                answers.put(
                                        asked,
                                        new Answer(ask(check, rolling, plan, now), now, false)));
            }
            Answer newest = answers.get(asked);
            Judged said = newest == null ? null : newest.judged();
            judged.add(
                    said == null
                            ? new Judged(check.name(), new Verdict.Pending("is being asked"))
                            : said);
        }
        return judged;
    }

    private static boolean due(Check check, @Nullable Answer known, Instant now) {
        if (known == null) {
            return true;
        }
        return switch (check) {
            case Check.Query _ -> !known.under() && !now.isBefore(known.at().plus(QUERY_PAUSE));
            case Check.Job _ ->
                    !known.under()
                            && !open(known.judged())
                            && !now.isBefore(known.at().plus(QUERY_PAUSE));
            case Check.Hook _ ->
                    !known.under()
                            && !open(known.judged())
                            && !now.isBefore(known.at().plus(HOOK_PAUSE));
        };
    }

    private static boolean open(@Nullable Judged judged) {
        return judged != null && judged.verdict() instanceof Verdict.Good;
    }

    private Judged ask(Check check, Release rolling, Plan plan, Instant now) {
        try {
            return switch (check) {
                case Check.Query query ->
                        judged(
                                query,
                                ports.values()
                                        .value(
                                                rolling.project(),
                                                promql(query, rolling, rolling.since(), now),
                                                now));
                case Check.Hook hook -> new Judged(hook.name(), hooks.ask(hook, rolling, plan));
                case Check.Job job ->
                        new Judged(job.name(), said(ports.gates().look(order(job, rolling))));
            };
        } catch (RuntimeException e) {
            return new Judged(
                    check.name(), new Verdict.Pending("could not be asked: " + e.getMessage()));
        }
    }

    private GateJobs.Order order(Check.Job job, Release rolling) {
        String step = job.eachStep() ? ":" + rolling.step() : "";
        return new GateJobs.Order(
                "gate:" + rolling.workload() + ":" + job.name() + step,
                rolling.project(),
                job.job(),
                rolling.commit(),
                rolling.digest(),
                rolling.environment().name(),
                rolling.number(),
                ports.traffic().preview(rolling.environment()).toString());
    }

    /** What a run says; one that was not run to its end says nothing. Pure. */
    static Verdict said(GateJobs.Look look) {
        String run = "run " + look.run();
        return switch (look.state()) {
            case RUNNING -> new Verdict.Pending(run + " goes on");
            case PASSED -> new Verdict.Good(run + " passed");
            case FAILED -> new Verdict.Bad(run + " failed", 1, 0, true);
            case UNKNOWN ->
                    new Verdict.Pending(
                            run + " did not run to its end and says nothing; run it again");
        };
    }

    /** A query with its variables filled in, for a step that began {@code from}. */
    static String promql(Check.Query query, Release release, Instant from, Instant to) {
        Duration since = Duration.between(from, to);
        Duration window = query.window();
        return promql(
                query.promql(),
                release,
                window == null || window.compareTo(since) > 0 ? since : window);
    }

    /** The same for any query and window. */
    static String promql(String query, Release release, Duration window) {
        return query.replace("$app", release.project().toString())
                .replace("$env", release.environment().name())
                .replace("$release", String.valueOf(release.number()))
                .replace("$version", release.version())
                .replace("$window", Math.max(1, window.toSeconds()) + "s");
    }

    /** What a value says; one that is bad counts at the end of the step. Pure. */
    static Judged judged(Check.Query query, ValueQuery.Answer answer) {
        return switch (answer) {
            case ValueQuery.Answer.Unreadable(String why) ->
                    new Judged(query.name(), new Verdict.Pending("cannot be read: " + why));
            case ValueQuery.Answer.Nothing() ->
                    new Judged(
                            query.name(),
                            new Verdict.Scarce("the query has no value for this release"));
            case ValueQuery.Answer.Value(double value, _) ->
                    new Judged(
                            query.name(),
                            verdict(query, value),
                            new Judged.Level(
                                    value,
                                    query.below() == null ? query.above() : query.below(),
                                    null));
        };
    }

    private static Verdict verdict(Check.Query query, double value) {
        String shown = Verdict.trim(value);
        Double below = query.below();
        if (below != null && !(value < below)) {
            return new Verdict.Bad(
                    shown + " (not below " + Verdict.trim(below) + ")", value, below, false);
        }
        Double above = query.above();
        if (above != null && !(value > above)) {
            return new Verdict.Bad(
                    shown + " (not above " + Verdict.trim(above) + ")", value, above, false);
        }
        List<String> limits = new ArrayList<>();
        if (above != null) {
            limits.add("above " + Verdict.trim(above));
        }
        if (below != null) {
            limits.add("below " + Verdict.trim(below));
        }
        return new Verdict.Good(shown + " (" + String.join(", ", limits) + ")");
    }

    void forget(EnvironmentKey key) {
        answers.keySet().removeIf(asked -> asked.key().equals(key));
    }
}
