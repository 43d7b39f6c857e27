package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.problem.Spelling;
import dev.duru.dialects.schedule.Cron;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks {@code on}. */
final class TriggerRules {
    private static final String RULE = "events";

    private final Problems problems;
    private final ShapeChecker shapes;
    private final InputRules inputs;

    TriggerRules(Problems problems, ShapeChecker shapes, Scalars scalars) {
        this.problems = problems;
        this.shapes = shapes;
        this.inputs = new InputRules(problems, scalars);
    }

    void check(YamlNode on) {
        switch (on) {
            case YamlScalar name -> bare(name);
            case YamlList list -> {
                if (shapes.list("on", list, false)) {
                    list.items().forEach(this::item);
                }
            }
            case YamlMap map -> {
                for (YamlMap.Entry entry : shapes.entries("the section `on`", map, false)) {
                    settings(entry.key(), entry.value());
                }
            }
        }
    }

    private void item(YamlNode item) {
        if (item instanceof YamlScalar name) {
            bare(name);
        } else {
            problems.error(
                    item.position(),
                    ShapeChecker.RULE,
                    "expected the name of an event but found " + item.describe(),
                    "write a name, or make `on` a mapping");
        }
    }

    private void bare(YamlScalar name) {
        if (name.text().isEmpty()) {
            problems.error(name.position(), RULE, "no event is named", "write one, such as push");
        } else if (name.text().equals("schedule")) {
            problems.error(
                    name.position(),
                    ShapeChecker.RULE,
                    "`schedule` needs times",
                    "write `schedule:` with a list of `cron:` below it");
        } else if (known(name) && name.text().equals("workflow_run")) {
            problems.error(
                    name.position(), RULE, "`workflow_run` names no workflow", "add `workflows:`");
        }
    }

    private boolean known(YamlScalar name) {
        if (Events.TYPES.containsKey(name.text())) {
            return true;
        }
        String mend = "see GitHub's list of events that trigger workflows";
        for (String event : Events.TYPES.keySet()) {
            if (Spelling.close(event, name.text())) {
                mend = "did you mean `" + event + "`?";
            }
        }
        problems.error(name.position(), RULE, "there is no event `" + name.text() + "`", mend);
        return false;
    }

    private void settings(YamlScalar name, YamlNode settings) {
        switch (name.text()) {
            case "schedule" -> schedule(settings);
            case "workflow_dispatch" -> {
                shapes.check(settings, Grammar.DISPATCH);
                inputs.dispatch(new Trigger(name, settings));
            }
            case "repository_dispatch" -> shapes.check(settings, Grammar.REPOSITORY_DISPATCH);
            case "workflow_call" -> {
                inputs.call(new Trigger(name, settings));
                shapes.check(settings, CALL_WITHOUT_OUTPUTS);
            }
            case "image_version" -> {
                shapes.check(settings, Grammar.IMAGE_VERSION);
                new Trigger(name, settings)
                        .texts("versions")
                        .forEach(version -> GlobRule.ref(version, problems));
            }
            default -> {
                shapes.check(settings, Grammar.webhook(name.text()));
                if (known(name)) {
                    webhook(new Trigger(name, settings));
                }
                globs(new Trigger(name, settings));
            }
        }
    }

    /** Outputs are evaluated when all jobs are done, and checked then. */
    private static final Shape.Section CALL_WITHOUT_OUTPUTS = withoutOutputs();

    private static Shape.Section withoutOutputs() {
        var keys = new java.util.LinkedHashMap<>(Grammar.CALL.keys());
        keys.put("outputs", new Shape.Skip());
        return new Shape.Section("workflow_call", true, keys);
    }

    private void schedule(YamlNode settings) {
        shapes.check(settings, Grammar.SCHEDULE);
        if (!(settings instanceof YamlList list)) {
            return;
        }
        for (YamlNode item : list.items()) {
            if (item instanceof YamlMap map) {
                if (map.find("cron").orElse(null) instanceof YamlScalar cron
                        && !cron.text().isEmpty()) {
                    cron(cron);
                }
                if (map.find("timezone").orElse(null) instanceof YamlScalar zone
                        && !zone.text().isEmpty()) {
                    zone(zone);
                }
            }
        }
    }

    private void cron(YamlScalar cron) {
        var problem = Cron.problem(cron.text());
        if (problem.isPresent()) {
            problems.error(
                    cron.position(),
                    RULE,
                    problem.get(),
                    "write minute, hour, day, month and day of the week");
        } else if (Cron.parse(cron.text()).shortestGap() < 5) {
            problems.warning(
                    cron.position(),
                    RULE,
                    "the schedule starts with gaps of "
                            + Cron.parse(cron.text()).shortestGap()
                            + " min, which is too often",
                    "GitHub starts at most every 5 minutes");
        }
    }

    private void zone(YamlScalar zone) {
        boolean known =
                ZoneId.getAvailableZoneIds().contains(zone.text())
                        && !zone.text().equalsIgnoreCase("utc");
        if (!known) {
            problems.error(
                    zone.position(),
                    RULE,
                    "there is no time zone `" + zone.text() + "`",
                    "write an IANA name such as Asia/Seoul, or leave it out for UTC");
        }
    }

    private void webhook(Trigger trigger) {
        String event = trigger.event();
        types(trigger, Events.TYPES.getOrDefault(event, Set.of()));
        boolean workflows = !trigger.texts("workflows").isEmpty();
        if (event.equals("workflow_run") && !workflows) {
            problems.error(
                    trigger.name().position(),
                    RULE,
                    "`workflow_run` names no workflow",
                    "add `workflows:`");
        } else if (!event.equals("workflow_run") && workflows) {
            problems.error(
                    trigger.name().position(),
                    RULE,
                    "`workflows` means nothing for " + event,
                    "use it with workflow_run");
        }
        exclusive(trigger, "paths", List.of("push", "pull_request", "pull_request_target"));
        exclusive(
                trigger,
                "branches",
                List.of(
                        "merge_group",
                        "push",
                        "pull_request",
                        "pull_request_target",
                        "workflow_run"));
        exclusive(trigger, "tags", List.of("push"));
    }

    private void types(Trigger trigger, Set<String> allowed) {
        List<YamlScalar> types = trigger.texts("types");
        if (allowed.isEmpty()) {
            if (!types.isEmpty()) {
                problems.error(
                        trigger.name().position(),
                        RULE,
                        "the event " + trigger.event() + " has no types",
                        "remove `types`");
            }
            return;
        }
        for (YamlScalar type : types) {
            if (!allowed.contains(type.text()) && !type.text().isEmpty()) {
                problems.error(
                        type.position(),
                        RULE,
                        "the event " + trigger.event() + " has no type `" + type.text() + "`",
                        "use one of: " + String.join(", ", new TreeSet<>(allowed)));
            }
        }
    }

    private void exclusive(Trigger trigger, String filter, List<String> events) {
        if (!(trigger.settings() instanceof YamlMap map)) {
            return;
        }
        var only = map.entry(filter).filter(entry -> !trigger.texts(filter).isEmpty());
        String ignoreName = filter + "-ignore";
        var ignore = map.entry(ignoreName).filter(entry -> !trigger.texts(ignoreName).isEmpty());
        if (!events.contains(trigger.event())) {
            only.ifPresent(entry -> unavailable(entry, trigger.event(), events));
            ignore.ifPresent(entry -> unavailable(entry, trigger.event(), events));
        } else if (only.isPresent() && ignore.isPresent()) {
            Position a = only.get().key().position();
            Position b = ignore.get().key().position();
            problems.error(
                    a.compareTo(b) > 0 ? a : b,
                    RULE,
                    "`" + filter + "` and `" + ignoreName + "` exclude each other",
                    "use `" + filter + "` with patterns that begin with !");
        }
    }

    private void unavailable(YamlMap.Entry entry, String event, List<String> events) {
        problems.error(
                entry.key().position(),
                RULE,
                "the event " + event + " has no filter `" + entry.name() + "`",
                "only these have it: " + String.join(", ", events));
    }

    private void globs(Trigger trigger) {
        for (String filter : List.of("branches", "branches-ignore", "tags", "tags-ignore")) {
            trigger.texts(filter).forEach(pattern -> GlobRule.ref(pattern, problems));
        }
        for (String filter : List.of("paths", "paths-ignore")) {
            trigger.texts(filter).forEach(pattern -> GlobRule.path(pattern, problems));
        }
    }
}
