package dev.duru.manifest;

import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code rollout} of an environment. */
final class RolloutReader {
    private static final List<String> STRATEGIES = List.of("canary", "rolling", "blueGreen");

    private final Problems problems;

    RolloutReader(Problems problems) {
        this.problems = problems;
    }

    Rollout read(Fields fields) {
        Optional<YamlNode> node = fields.node("rollout");
        if (node.isEmpty()) {
            return Rollout.Rolling.DEFAULT;
        }
        if (node.get() instanceof YamlMap map) {
            return mapping(new Fields(map, "`rollout`", Keys.ROLLOUT, problems));
        }
        String word = fields.text("rollout");
        return switch (word == null ? "rolling" : word) {
            case "recreate" -> new Rollout.Recreate(null, null, null);
            case "blue-green" ->
                    new Rollout.BlueGreen(Rollout.DEFAULT_EVERY, false, null, null, null);
            case "rolling" -> Rollout.Rolling.DEFAULT;
            case "canary" -> {
                problems.add(
                        node.get().position(),
                        "`rollout` is `canary`",
                        "write its steps: `rollout: { canary: [10%, 50%, 100%], every: 30s }`");
                yield Rollout.Rolling.DEFAULT;
            }
            default -> {
                problems.add(
                        node.get().position(),
                        "`rollout` is `" + word + "`",
                        Problems.mend(
                                String.valueOf(word),
                                List.of("rolling", "recreate", "blue-green", "canary")));
                yield Rollout.Rolling.DEFAULT;
            }
        };
    }

    private Rollout mapping(Fields fields) {
        List<String> named = STRATEGIES.stream().filter(fields::has).toList();
        boolean recreate = fields.has("recreate") && fields.flag("recreate");
        if (named.size() + (recreate ? 1 : 0) != 1) {
            problems.add(
                    fields.position(),
                    named.isEmpty()
                            ? "`rollout` says not how"
                            : "`rollout` says more than one way: " + String.join(", ", named),
                    "keep one of `canary`, `rolling`, `blueGreen` and `recreate: true`");
            return Rollout.Rolling.DEFAULT;
        }
        Duration every = fields.positive("every");
        Duration patience = fields.has("patience") ? fields.duration("patience", every()) : null;
        Duration deadline = fields.positive("deadline");
        if (recreate) {
            return new Rollout.Recreate(every, patience, deadline);
        }
        return switch (named.getFirst()) {
            case "canary" -> canary(fields, every, patience, deadline);
            case "rolling" -> rolling(fields, every, patience, deadline);
            default -> blueGreen(fields, every, patience, deadline);
        };
    }

    private static Duration every() {
        return Rollout.DEFAULT_EVERY;
    }

    private Rollout canary(
            Fields fields,
            @Nullable Duration every,
            @Nullable Duration patience,
            @Nullable Duration deadline) {
        List<Rollout.Step> steps = new ArrayList<>();
        for (YamlNode item : fields.list("canary").map(YamlList::items).orElse(List.of())) {
            step(fields, steps, item);
        }
        if (steps.isEmpty() || steps.getLast().percent() != 100) {
            problems.add(
                    fields.valuePosition("canary"),
                    "the last step is not 100%",
                    "end the list with 100%, when the release has all traffic");
        }
        Duration lasts = every == null ? every() : every;
        return new Rollout.Canary(steps, lasts, patience == null ? lasts : patience, deadline);
    }

    private void step(Fields parent, List<Rollout.Step> steps, YamlNode item) {
        if (!(item instanceof YamlMap map)) {
            parent.textOf(item, "a step")
                    .ifPresent(text ->
                            weight(steps, item, text)
                                    .ifPresent(percent ->
                                            steps.add(
                                                    new Rollout.Step(percent, 0, null, 0, false))));
            return;
        }
        Fields fields = new Fields(map, "a step", Keys.STEP, problems);
        int shadow = fields.percent("shadow", 0);
        if (fields.has("weight") == fields.has("shadow")) {
            problems.add(
                    map.position(),
                    "a step has a `weight`, or is a `shadow`",
                    "write `weight: 10%`, or `shadow: 100%` for a step without visitors");
        }
        if (shadow > 0 && steps.stream().anyMatch(step -> step.percent() > 0)) {
            problems.add(
                    fields.position("shadow"),
                    "a shadow comes after a step with visitors",
                    "put it before the first `weight`");
        }
        String text = fields.text("weight");
        int percent =
                text == null ? 0 : weight(steps, map.find("weight").orElse(item), text).orElse(0);
        steps.add(
                new Rollout.Step(
                        percent,
                        shadow,
                        fields.positive("for"),
                        fields.whole("requests", 1, 1_000_000_000, 0),
                        fields.flag("pause")));
    }

    private Optional<Integer> weight(List<Rollout.Step> steps, YamlNode item, String text) {
        Integer percent = Units.wholePercent(text);
        if (percent == null || percent < 1 || percent > 100) {
            problems.add(
                    item.position(),
                    "`" + text + "` is not a step",
                    "write a whole percentage from 1% to 100%");
            return Optional.empty();
        }
        if (!steps.isEmpty() && steps.getLast().percent() >= percent) {
            problems.add(
                    item.position(),
                    "the step " + percent + "% does not follow " + steps.getLast().percent() + "%",
                    "let each step be larger than the one before");
        }
        return Optional.of(percent);
    }

    private Rollout rolling(
            Fields fields,
            @Nullable Duration every,
            @Nullable Duration patience,
            @Nullable Duration deadline) {
        Fields inner = inner(fields, "rolling", Keys.ROLLING);
        Rollout.Amount surge = amount(inner, "surge", new Rollout.Amount(25, true));
        Rollout.Amount unavailable = amount(inner, "unavailable", new Rollout.Amount(0, false));
        if (surge.value() == 0 && unavailable.value() == 0) {
            problems.add(
                    inner.position(),
                    "with no copy more and no copy less nothing can be replaced",
                    "let `surge` or `unavailable` be at least 1");
        }
        return new Rollout.Rolling(surge, unavailable, every, patience, deadline);
    }

    private Rollout.Amount amount(Fields fields, String key, Rollout.Amount fallback) {
        String text = fields.text(key);
        if (text == null) {
            return fallback;
        }
        boolean percent = text.endsWith("%");
        String digits = percent ? text.substring(0, text.length() - 1).strip() : text;
        if (!digits.matches("\\d{1,3}") || percent && Integer.parseInt(digits) > 100) {
            problems.add(
                    fields.valuePosition(key),
                    "`" + key + "` is `" + text + "`",
                    "write a number of copies, such as 1, or a share such as 25%");
            return fallback;
        }
        return new Rollout.Amount(Integer.parseInt(digits), percent);
    }

    private Rollout blueGreen(
            Fields fields,
            @Nullable Duration every,
            @Nullable Duration patience,
            @Nullable Duration deadline) {
        Fields inner = inner(fields, "blueGreen", Keys.BLUE_GREEN);
        return new Rollout.BlueGreen(
                inner.duration("preview", every()), inner.flag("pause"), every, patience, deadline);
    }

    private Fields inner(Fields fields, String key, List<String> keys) {
        YamlMap map = fields.map(key).orElse(new YamlMap(fields.valuePosition(key), "", List.of()));
        return new Fields(map, "`" + key + "`", keys, problems);
    }
}
