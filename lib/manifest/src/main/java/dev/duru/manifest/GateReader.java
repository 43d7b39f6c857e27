package dev.duru.manifest;

import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the gates under {@code verify}. */
final class GateReader {
    private static final Duration HOOK_TIMEOUT = Duration.ofSeconds(10);
    private static final List<String> SIGNAL_KEYS =
            List.of("below", "above", "compare", "tolerance", "window", "minRequests");

    private final Problems problems;
    private final String environment;
    private final List<Check> checks = new ArrayList<>();

    GateReader(Problems problems, String environment) {
        this.problems = problems;
        this.environment = environment;
    }

    List<Gate> read(Fields parent) {
        List<Gate> gates = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlNode item : parent.list("verify").map(YamlList::items).orElse(List.of())) {
            parent.asMap(item, "a gate").ifPresent(map -> gate(map, names, gates));
        }
        return gates;
    }

    /** What {@link #read} found that reads no signal of the edge. */
    List<Check> checks() {
        return checks;
    }

    private void gate(YamlMap map, Set<String> names, List<Gate> gates) {
        Fields fields = new Fields(map, "a gate", Keys.GATE, problems);
        String given = fields.text("name");
        String name = given == null ? "" : given;
        if (given == null) {
            problems.add(map.position(), "the gate has no `name`", "add `name:`, such as errors");
        } else if (!names.add(name)) {
            problems.add(
                    map.position(),
                    "a second gate is named `" + name + "`",
                    "give it another name");
        }
        List<String> kinds =
                Stream.of("signal", "query", "hook", "job").filter(fields::has).toList();
        if (kinds.size() > 1) {
            problems.add(
                    fields.position(kinds.get(1)),
                    "`" + kinds.get(0) + "` and `" + kinds.get(1) + "` are both there",
                    "keep one");
        } else if (fields.has("hook")) {
            checks.add(hook(fields, name));
        } else if (fields.has("job")) {
            checks.add(job(fields, name));
        } else if (general(fields)) {
            checks.add(query(fields, name));
        } else {
            gates.add(signalGate(map, fields, name));
        }
    }

    private boolean general(Fields fields) {
        String query = fields.has("query") ? fields.text("query") : null;
        return query != null && new SignalQuery(query, environment).signal() == null;
    }

    private Check hook(Fields fields, String name) {
        String text = fields.text("hook");
        URI url = URI.create("https://hook.invalid/");
        try {
            url = new URI(String.valueOf(text));
        } catch (URISyntaxException e) {
            text = null;
        }
        if (text == null || !text.matches("https?://[^/?#].*") || url.getHost() == null) {
            problems.add(
                    fields.valuePosition("hook"),
                    "`hook` is not an address that can be asked",
                    "write the whole address: https://host/path");
        }
        none(fields, "hook", SIGNAL_KEYS);
        none(fields, "hook", List.of("eachStep"));
        Duration timeout = fields.positive("timeout");
        return new Check.Hook(
                fields.position(), name, url, timeout == null ? HOOK_TIMEOUT : timeout);
    }

    private Check job(Fields fields, String name) {
        String text = fields.text("job");
        if (text != null && (text.isBlank() || text.contains("..") || text.startsWith("/"))) {
            problems.add(
                    fields.valuePosition("job"),
                    "`job` names neither a workflow nor a job",
                    "write a file of .github/workflows, such as smoke.yml, or the name of a job of"
                            + " .gitlab-ci.yml");
        }
        none(fields, "job", SIGNAL_KEYS);
        none(fields, "job", List.of("timeout"));
        return new Check.Job(
                fields.position(), name, String.valueOf(text), fields.flag("eachStep"));
    }

    private Check query(Fields fields, String name) {
        Double below = any(fields, "below");
        Double above = any(fields, "above");
        if (!fields.has("below") && !fields.has("above")) {
            problems.add(fields.position(), "the gate has no limit", "add `below:` or `above:`");
        }
        none(
                fields,
                "query",
                List.of("compare", "tolerance", "minRequests", "timeout", "eachStep"));
        return new Check.Query(
                fields.position(),
                name,
                String.valueOf(fields.text("query")),
                below,
                above,
                fields.positive("window"));
    }

    private @Nullable Double any(Fields fields, String key) {
        String text = fields.text(key);
        Double value = text == null ? null : Units.any(text);
        if (text != null && value == null) {
            problems.add(
                    fields.valuePosition(key),
                    "`" + text + "` is no limit",
                    "write a number, perhaps with its unit: 0.02, 2%, 500ms or 5/s");
        }
        return value;
    }

    private void none(Fields fields, String kind, List<String> keys) {
        for (String key : keys) {
            if (fields.has(key)) {
                problems.add(
                        fields.position(key),
                        "`" + key + "` has no meaning beside `" + kind + "`",
                        "remove it");
            }
        }
    }

    private Gate signalGate(YamlMap map, Fields fields, String name) {
        none(fields, "signal", List.of("timeout", "eachStep"));
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
                name,
                signal == null ? Gate.Signal.ERROR_RATIO : signal,
                below,
                above,
                tolerance,
                window,
                fields.whole("minRequests", 1, 1_000_000_000, Gate.DEFAULT_MIN_REQUESTS));
    }

    private Gate.@Nullable Signal signal(Fields fields) {
        if (fields.has("query")) {
            SignalQuery query = new SignalQuery(String.valueOf(fields.text("query")), environment);
            query.check(
                    (message, mend) -> problems.add(fields.valuePosition("query"), message, mend));
            return query.signal();
        }
        if (!fields.has("signal")) {
            problems.add(
                    fields.position(),
                    "the gate says not what it reads",
                    "add `signal:` with error_ratio, p50, p95, p99 or request_rate; or `query:`,"
                            + " `hook:` or `job:`");
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
