package dev.duru.manifest;

import dev.duru.dialects.schedule.Cron;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads freeze windows, the queue, the release task and checklists. */
final class RulesReader {
    private final Problems problems;

    RulesReader(Problems problems) {
        this.problems = problems;
    }

    Rules read(Fields fields) {
        return new Rules(
                freezes(fields),
                fields.word("queue", Rules.Queue.NEWEST, Map.of()),
                task(fields),
                fields.flag("irreversible"),
                fields.has("drift") ? fields.word("drift", Rules.Drift.REPORT, Map.of()) : null);
    }

    private Rules.@Nullable ReleaseTask task(Fields fields) {
        Optional<YamlNode> node = fields.node("release");
        if (node.isEmpty()) {
            return null;
        }
        Position position = node.get().position();
        String run;
        Duration timeout = Rules.ReleaseTask.DEFAULT_TIMEOUT;
        if (node.get() instanceof YamlMap map) {
            Fields inner = new Fields(map, "`release`", Keys.RELEASE, problems);
            run = inner.text("run");
            timeout = inner.duration("timeout", timeout);
        } else {
            run = fields.text("release");
        }
        if (run == null || run.isBlank()) {
            problems.add(
                    position,
                    "`release` has no command",
                    "write `release: { run: ./migrate up }`, or remove the key");
            return null;
        }
        return new Rules.ReleaseTask(position, run, timeout);
    }

    /** The checklist of an approval. */
    List<Rules.Check> checklist(Fields approve) {
        List<Rules.Check> checks = new ArrayList<>();
        for (YamlNode node : approve.list("checklist").map(YamlList::items).orElse(List.of())) {
            Rules.Check check = check(approve, node);
            if (check == null) {
                continue;
            }
            if (checks.stream().anyMatch(c -> c.item().equals(check.item()))) {
                problems.add(
                        node.position(),
                        "`" + check.item() + "` is in the checklist twice",
                        "remove one");
            }
            checks.add(check);
        }
        return checks;
    }

    private Rules.@Nullable Check check(Fields approve, YamlNode node) {
        String item;
        boolean evidence = false;
        if (node instanceof YamlMap map) {
            Fields inner = new Fields(map, "an item of the checklist", Keys.CHECK, problems);
            item = inner.text("item");
            evidence = inner.flag("evidence");
        } else {
            item = approve.textOf(node, "an item of the checklist").orElse(null);
        }
        if (item == null || item.isBlank() || item.length() > 200) {
            problems.add(
                    node.position(),
                    "an item of the checklist says nothing that can be ticked",
                    "write what is to be tried, in 1 to 200 characters");
            return null;
        }
        return new Rules.Check(node.position(), item.strip(), evidence);
    }

    private List<Freeze> freezes(Fields fields) {
        List<Freeze> freezes = new ArrayList<>();
        for (YamlNode node : fields.list("freeze").map(YamlList::items).orElse(List.of())) {
            fields.asMap(node, "a freeze window").flatMap(this::freeze).ifPresent(freezes::add);
        }
        return freezes;
    }

    private Optional<Freeze> freeze(YamlMap map) {
        Fields fields = new Fields(map, "a freeze window", Keys.FREEZE, problems);
        String reason = fields.text("reason");
        ZoneId zone = zone(fields);
        return Optional.ofNullable(window(fields))
                .map(window ->
                        new Freeze(map.position(), window, zone, reason == null ? "" : reason));
    }

    /** Null where a problem was found. */
    private Freeze.@Nullable Window window(Fields fields) {
        boolean again = fields.has("cron");
        if (again == (fields.has("from") || fields.has("to"))) {
            problems.add(
                    fields.position(),
                    "a freeze window needs either `cron` and `for`, or `from` and `to`",
                    "write `{ cron: \"0 18 * * 5\", for: 62h }` or `{ from: 2026-12-24, to: 2027-01-02 }`");
            return null;
        }
        return again ? again(fields) : once(fields);
    }

    private Freeze.@Nullable Window again(Fields fields) {
        String line = fields.text("cron");
        Duration length = fields.duration("for", Duration.ZERO);
        if (length.isZero()) {
            problems.add(
                    fields.position("cron"),
                    "the freeze window does not say how long it lasts",
                    "add `for:`, such as 62h");
            return null;
        }
        if (line == null) {
            return null;
        }
        Optional<String> wrong = Cron.problem(line);
        if (wrong.isPresent()) {
            problems.add(
                    fields.valuePosition("cron"),
                    wrong.get(),
                    "write minute, hour, day of the month, month and day of the week, such as 0 18 * * 5");
            return null;
        }
        return new Freeze.Window.Again(Cron.parse(line), length);
    }

    private Freeze.@Nullable Window once(Fields fields) {
        LocalDateTime from = time(fields, "from");
        LocalDateTime to = time(fields, "to");
        if (from == null || to == null) {
            return null;
        }
        if (!from.isBefore(to)) {
            problems.add(
                    fields.valuePosition("to"),
                    "the freeze window ends before it begins",
                    "let `to` be later than `from`");
            return null;
        }
        return new Freeze.Window.Once(from, to);
    }

    private @Nullable LocalDateTime time(Fields fields, String key) {
        String text = fields.text(key);
        if (text == null) {
            if (!fields.has(key)) {
                problems.add(
                        fields.position(),
                        "the freeze window has no `" + key + "`",
                        "add `" + key + ":`, such as 2026-12-24 18:00");
            }
            return null;
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay()
                    : LocalDateTime.parse(text.replace(' ', 'T'));
        } catch (DateTimeParseException e) {
            problems.add(
                    fields.valuePosition(key),
                    "`" + text + "` is not a time",
                    "write it as 2026-12-24 18:00, in the time of `zone`");
            return null;
        }
    }

    private ZoneId zone(Fields fields) {
        String text = fields.text("zone");
        if (text == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            problems.add(
                    fields.valuePosition("zone"),
                    "`" + text + "` is not a time zone",
                    "write its name, such as Asia/Seoul, or an offset, such as +09:00");
            return ZoneOffset.UTC;
        }
    }
}
