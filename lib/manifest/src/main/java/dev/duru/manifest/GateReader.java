package dev.duru.manifest;

import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the gates under {@code verify}. */
final class GateReader {
    private final Problems problems;
    private final String environment;

    GateReader(Problems problems, String environment) {
        this.problems = problems;
        this.environment = environment;
    }

    List<Gate> read(Fields parent) {
        List<Gate> gates = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlNode item : parent.list("verify").map(YamlList::items).orElse(List.of())) {
            parent.asMap(item, "a gate")
                    .ifPresent(map -> {
                        Gate gate = gate(map);
                        if (!names.add(gate.name())) {
                            problems.add(
                                    map.position(),
                                    "a second gate is named `" + gate.name() + "`",
                                    "give it another name");
                        }
                        gates.add(gate);
                    });
        }
        return gates;
    }

    private Gate gate(YamlMap map) {
        Fields fields = new Fields(map, "a gate", Keys.GATE, problems);
        String name = fields.text("name");
        if (name == null) {
            problems.add(map.position(), "the gate has no `name`", "add `name:`, such as errors");
        }
        Gate.Signal signal = signal(fields);
        Double below = limit(fields, "below", signal);
        Double above = limit(fields, "above", signal);
        Double tolerance = tolerance(fields);
        if (!fields.has("below") && !fields.has("above") && !fields.has("compare")) {
            problems.add(
                    map.position(),
                    "the gate has no limit",
                    "add `below:`, `above:` or `compare: stable`");
        }
        if (below != null && above != null && above >= below) {
            problems.add(
                    fields.position("above"),
                    "no value is above " + above + " and below " + below,
                    "let `above` be less than `below`");
        }
        Duration window = fields.has("window") ? fields.duration("window", Duration.ZERO) : null;
        if (window != null && window.compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add(
                    fields.valuePosition("window"),
                    "the window is too short to measure",
                    "write at least 1s");
        }
        return new Gate(
                map.position(),
                name == null ? "" : name,
                signal == null ? Gate.Signal.ERROR_RATIO : signal,
                below,
                above,
                tolerance,
                window,
                fields.whole("minRequests", 1, 1_000_000_000, Gate.DEFAULT_MIN_REQUESTS));
    }

    private Gate.@Nullable Signal signal(Fields fields) {
        if (fields.has("signal") && fields.has("query")) {
            problems.add(
                    fields.position("query"), "`signal` and `query` are both there", "keep one");
        }
        if (fields.has("query")) {
            String query = fields.text("query");
            return query == null
                    ? null
                    : new SignalQuery(query, environment)
                            .read((message, mend) ->
                                    problems.add(fields.valuePosition("query"), message, mend));
        }
        if (!fields.has("signal")) {
            problems.add(
                    fields.position(),
                    "the gate says not what it reads",
                    "add `signal:` with error_ratio, p50, p95, p99 or request_rate");
            return null;
        }
        String text = fields.text("signal");
        List<String> words = new ArrayList<>();
        for (Gate.Signal known : Gate.Signal.values()) {
            words.add(known.name().toLowerCase(Locale.ROOT));
            if (words.getLast().equals(text)) {
                return known;
            }
        }
        if (text != null) {
            problems.add(
                    fields.valuePosition("signal"),
                    "`signal` is `" + text + "`",
                    Problems.mend(text, words));
        }
        return null;
    }

    private @Nullable Double limit(Fields fields, String key, Gate.@Nullable Signal signal) {
        String text = fields.text(key);
        if (text == null || signal == null) {
            return null;
        }
        Double value =
                switch (signal.unit()) {
                    case RATIO -> Units.ratio(text);
                    case SECONDS -> Units.seconds(text);
                    case PER_SECOND -> Units.perSecond(text);
                };
        if (value == null || (signal.unit() == Gate.Unit.RATIO && value > 1)) {
            String mend =
                    switch (signal.unit()) {
                        case RATIO -> "write a share such as 2% or 0.02, at most 100%";
                        case SECONDS -> "write a time with its unit, such as 500ms or 1.5s";
                        case PER_SECOND -> "write requests per second, such as 5/s";
                    };
            problems.add(
                    fields.valuePosition(key),
                    "`" + text + "` is no limit for " + signal.name().toLowerCase(Locale.ROOT),
                    mend);
            return null;
        }
        return value;
    }

    private @Nullable Double tolerance(Fields fields) {
        String compare = fields.text("compare");
        String text = fields.text("tolerance");
        if (compare == null) {
            if (text != null) {
                problems.add(
                        fields.position("tolerance"),
                        "`tolerance` without `compare`",
                        "add `compare: stable`");
            }
            return null;
        }
        if (!compare.equals("stable")) {
            problems.add(
                    fields.valuePosition("compare"),
                    "`compare` is `" + compare + "`",
                    "write `compare: stable`, the release that serves beside the new one");
        }
        if (text == null) {
            return 1.5;
        }
        Double value = Units.number(text);
        if (value == null || value < 1) {
            problems.add(
                    fields.valuePosition("tolerance"),
                    "`" + text + "` is not a factor",
                    "write a number from 1, such as 1.5 for half as much again");
            return 1.5;
        }
        return value;
    }
}
