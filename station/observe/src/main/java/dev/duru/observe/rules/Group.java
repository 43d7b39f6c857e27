package dev.duru.observe.rules;

import dev.duru.observe.alerts.Alert;
import dev.duru.observe.query.Queries;
import dev.duru.observe.rules.AlertingState.Active;
import dev.duru.observe.rules.AlertingState.Found;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Stale;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.query.Value;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Evaluates the rules of a group in order. One thread at a time evaluates; any may look. */
public final class Group {
    /** The series of alerts that are pending or fire. */
    public static final String ALERTS = "ALERTS";

    /** The series of the times since when alerts hold, seconds since 1970. */
    public static final String FOR_STATE = "ALERTS_FOR_STATE";

    private static final Duration TELL_AGAIN = Duration.ofMinutes(1);

    private final RuleGroup definition;
    private final RuleHost host;
    private final List<Member> members = new ArrayList<>();
    private volatile long lastMillis;
    private volatile double lastSeconds;

    /** A rule and how it does. */
    private static final class Member {
        private final Rule rule;
        private final @Nullable AlertingState alerts;
        private Set<Labels> before = Set.of();
        private volatile Status status;

        Member(Rule rule) {
            this.rule = rule;
            this.alerts = rule instanceof Rule.Alerting a ? new AlertingState(a) : null;
            this.status = new Status(rule, alerts, "unknown", "", 0, 0);
        }
    }

    /**
     * How a rule does.
     *
     * @param alerts null for a recording rule
     * @param health {@code unknown}, {@code ok} or {@code err}
     * @param problem why the last evaluation failed, or {@code ""}
     * @param atMillis when it was evaluated last, milliseconds since 1970; 0 when never
     */
    public record Status(
            Rule rule,
            @Nullable AlertingState alerts,
            String health,
            String problem,
            double seconds,
            long atMillis) {}

    private record Kept(Labels labels, Value.Sample sample) {}

    /** A group that has not been evaluated yet. */
    public Group(RuleGroup definition, RuleHost host) {
        this.definition = definition;
        this.host = host;
        definition.rules().forEach(rule -> members.add(new Member(rule)));
    }

    /** What it evaluates. */
    public RuleGroup definition() {
        return definition;
    }

    /** How its rules do, in order. */
    public List<Status> statuses() {
        return members.stream().map(m -> m.status).toList();
    }

    /** When it was evaluated last, milliseconds since 1970; 0 when never. */
    public long lastMillis() {
        return lastMillis;
    }

    /** How long the last evaluation took. */
    public double lastSeconds() {
        return lastSeconds;
    }

    /**
     * Evaluates all rules.
     *
     * @param at milliseconds since 1970; later at each call
     */
    public void evaluate(long at) {
        long begin = System.nanoTime();
        Queries queries = host.queries(definition.scope());
        RuleTexts texts = new RuleTexts(host, queries, at);
        for (Member member : members) {
            long start = System.nanoTime();
            String problem = "";
            try {
                keep(member, evaluated(member, queries, texts, at), at);
            } catch (TsdbException e) {
                problem = String.valueOf(e.getMessage());
            }
            member.status =
                    new Status(
                            member.rule,
                            member.alerts,
                            problem.isEmpty() ? "ok" : "err",
                            problem,
                            (System.nanoTime() - start) / 1e9,
                            at);
        }
        if (lastMillis == 0) {
            restore(at);
        }
        lastMillis = at;
        lastSeconds = (System.nanoTime() - begin) / 1e9;
        tell(at);
    }

    private List<Kept> evaluated(Member member, Queries queries, RuleTexts texts, long at) {
        List<Value.Sample> samples =
                samples(queries.value(member.rule.query(), at - definition.offset().toMillis()));
        return switch (member.rule) {
            case Rule.Recording rule -> recorded(rule, samples);
            case Rule.Alerting rule -> {
                AlertingState state = java.util.Objects.requireNonNull(member.alerts);
                state.evaluated(found(rule, samples, texts), at);
                List<Active> current = state.current();
                if (definition.limit() > 0 && current.size() > definition.limit()) {
                    state.clear();
                    throw tooMany(current.size(), "alerts");
                }
                yield series(current);
            }
        };
    }

    private static List<Value.Sample> samples(Value value) {
        return switch (value) {
            case Value.Scalar(double number) -> List.of(new Value.Sample(Labels.EMPTY, number));
            case Value.Vector(List<Value.Sample> samples) -> samples;
            case Value.Matrix _, Value.Text _ ->
                    throw new TsdbException("rule result is not a vector or scalar");
        };
    }

    private TsdbException tooMany(int count, String what) {
        return new TsdbException(
                "exceeded limit of " + definition.limit() + " with " + count + " " + what);
    }

    private List<Kept> recorded(Rule.Recording rule, List<Value.Sample> samples) {
        List<Kept> kept = new ArrayList<>();
        Set<Labels> seen = new HashSet<>();
        for (Value.Sample sample : samples) {
            Map<String, String> labels = sample.labels().map();
            labels.put(Labels.NAME, rule.name());
            labels.putAll(rule.labels());
            Labels all = Labels.of(labels);
            if (!seen.add(all)) {
                throw new TsdbException(
                        "vector contains metrics with the same labelset after applying rule labels");
            }
            kept.add(new Kept(all, sample));
        }
        if (definition.limit() > 0 && kept.size() > definition.limit()) {
            throw tooMany(kept.size(), "series");
        }
        return kept;
    }

    private static Map<Labels, Found> found(
            Rule.Alerting rule, List<Value.Sample> samples, RuleTexts texts) {
        Map<Labels, Found> found = new LinkedHashMap<>();
        for (Value.Sample sample : samples) {
            Map<String, String> labels = sample.labels().withoutName().map();
            rule.labels()
                    .forEach((name, text) ->
                            labels.put(name, texts.render(text, sample.labels(), sample.value())));
            labels.put(Alert.ALERTNAME, rule.name());
            Map<String, String> annotations = new LinkedHashMap<>();
            rule.annotations()
                    .forEach((name, text) ->
                            annotations.put(
                                    name, texts.render(text, sample.labels(), sample.value())));
            Labels all = Labels.of(labels);
            if (found.put(all, new Found(all, annotations, sample.value())) != null) {
                throw new TsdbException(
                        "vector contains metrics with the same labelset after applying alert labels");
            }
        }
        return found;
    }

    private static List<Kept> series(List<Active> alerts) {
        List<Kept> kept = new ArrayList<>();
        for (Active alert : alerts) {
            Labels state =
                    alert.labels()
                            .with(Labels.NAME, ALERTS)
                            .with("alertstate", alert.state().name().toLowerCase(Locale.ROOT));
            kept.add(new Kept(state, new Value.Sample(state, 1)));
            Labels since = alert.labels().with(Labels.NAME, FOR_STATE);
            kept.add(
                    new Kept(
                            since, new Value.Sample(since, Math.floorDiv(alert.activeAt(), 1000))));
        }
        return kept;
    }

    private void keep(Member member, List<Kept> all, long at) {
        Set<Labels> now = new HashSet<>();
        for (Kept kept : all) {
            now.add(kept.labels());
            host.keep(kept.labels(), at, kept.sample().value(), kept.sample().histogram());
        }
        for (Labels gone : member.before) {
            if (!now.contains(gone)) {
                host.keep(gone, at, Stale.MARKER, null);
            }
        }
        member.before = now;
    }

    /** After a start: alerts that were pending go on where they were. */
    private void restore(long at) {
        for (Member member : members) {
            if (member.rule instanceof Rule.Alerting rule && member.alerts != null) {
                Restoring.restore(rule, member.alerts, host.reader(definition.scope()), at);
            }
        }
    }

    private void tell(long at) {
        long interval = Math.max(definition.interval().toMillis(), TELL_AGAIN.toMillis());
        List<Alert> due = new ArrayList<>();
        for (Member member : members) {
            AlertingState state = member.alerts;
            if (state == null) {
                continue;
            }
            for (Active active : state.toTell(at, TELL_AGAIN.toMillis())) {
                long end = active.resolvedAt() > 0 ? active.resolvedAt() : at + 4 * interval;
                due.add(
                        new Alert(
                                active.labels(),
                                active.annotations(),
                                Instant.ofEpochMilli(active.activeAt()),
                                Instant.ofEpochMilli(end),
                                url(member.rule.query())));
            }
        }
        if (!due.isEmpty()) {
            host.tell(due);
        }
    }

    private String url(String query) {
        return host.externalUrl()
                + "/graph?g0.expr="
                + URLEncoder.encode(query, StandardCharsets.UTF_8)
                + "&g0.tab=1";
    }

    /** Ends the series that its rules gave, since it is evaluated no more. */
    public void end(long at) {
        for (Member member : members) {
            keep(member, List.of(), at);
        }
    }

    /** The alerts of a rule by its name, of rules of this group. */
    public List<Active> alerts(String name) {
        return members.stream()
                .filter(m -> m.rule.name().equals(name))
                .flatMap(m -> Optional.ofNullable(m.alerts).stream())
                .flatMap(state -> state.current().stream())
                .toList();
    }
}
