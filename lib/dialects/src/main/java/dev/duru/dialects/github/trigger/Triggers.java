package dev.duru.dialects.github.trigger;

import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.YamlScalar;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Compares an event with {@code on}. */
public final class Triggers {
    private static final Set<String> PULL_REQUESTS = Set.of("pull_request", "pull_request_target");
    private static final List<String> PULL_REQUEST_TYPES =
            List.of("opened", "synchronize", "reopened");
    private static final Pattern SKIP =
            Pattern.compile(
                    "\\[(skip ci|ci skip|no ci|skip actions|actions skip)]"
                            + "|(?m)^\\s*skip-checks:\\s*true\\s*$");
    private static final String HEADS = "refs/heads/";
    private static final String TAGS = "refs/tags/";

    private Triggers() {}

    public static Decision decide(Workflow workflow, Event event) {
        Optional<Trigger> found = workflow.trigger(event.name());
        if (found.isEmpty()) {
            return Decision.no("`on` does not name the event " + event.name());
        }
        Trigger trigger = found.get();
        if (event.name().equals("push")) {
            return push(trigger, event);
        }
        Decision types = types(trigger, event);
        if (!types.starts()) {
            return types;
        }
        if (event.name().equals("workflow_run")) {
            Decision named = workflows(trigger, event);
            if (!named.starts()) {
                return named;
            }
        }
        if (PULL_REQUESTS.contains(event.name())
                || event.name().equals("merge_group")
                || event.name().equals("workflow_run")) {
            Decision branch = named(trigger, "branches", shortName(event.ref(), HEADS));
            return branch.starts() ? paths(trigger, event) : branch;
        }
        return types;
    }

    private static Decision push(Trigger trigger, Event event) {
        if (SKIP.matcher(event.headMessage()).find()) {
            return Decision.no("the commit message asks to skip it");
        }
        if (event.payload().at("deleted") == Value.Bool.TRUE) {
            return Decision.no("the ref was deleted");
        }
        boolean branches = filtered(trigger, "branches");
        boolean tags = filtered(trigger, "tags");
        if (event.ref().startsWith(TAGS)) {
            if (branches && !tags) {
                return Decision.no("`on.push` filters branches only, and this is a tag");
            }
            return named(trigger, "tags", shortName(event.ref(), TAGS));
        }
        if (tags && !branches) {
            return Decision.no("`on.push` filters tags only, and this is a branch");
        }
        Decision branch = named(trigger, "branches", shortName(event.ref(), HEADS));
        return branch.starts() ? paths(trigger, event) : branch;
    }

    private static boolean filtered(Trigger trigger, String filter) {
        return trigger.has(filter) || trigger.has(filter + "-ignore");
    }

    private static String shortName(String ref, String prefix) {
        return ref.startsWith(prefix) ? ref.substring(prefix.length()) : ref;
    }

    private static List<String> texts(Trigger trigger, String filter) {
        return trigger.texts(filter).stream().map(YamlScalar::text).toList();
    }

    private static Decision named(Trigger trigger, String filter, String name) {
        if (trigger.has(filter) && !new Filter(texts(trigger, filter)).accepts(name)) {
            return Decision.no("`" + filter + "` does not match " + name);
        }
        String ignore = filter + "-ignore";
        if (trigger.has(ignore) && new Filter(texts(trigger, ignore)).accepts(name)) {
            return Decision.no("`" + ignore + "` matches " + name);
        }
        return Decision.yes("`on." + trigger.event() + "` takes " + name);
    }

    private static Decision paths(Trigger trigger, Event event) {
        List<String> files = event.changedFiles();
        if (files == null || !filtered(trigger, "paths")) {
            return Decision.yes("`on." + trigger.event() + "` takes it");
        }
        if (trigger.has("paths")) {
            Filter wanted = new Filter(texts(trigger, "paths"));
            if (files.stream().noneMatch(wanted::accepts)) {
                return Decision.no("no changed file matches `paths`");
            }
        }
        if (trigger.has("paths-ignore")) {
            Filter ignored = new Filter(texts(trigger, "paths-ignore"));
            if (files.stream().allMatch(ignored::accepts)) {
                return Decision.no("all changed files match `paths-ignore`");
            }
        }
        return Decision.yes("a changed file matches");
    }

    /** {@code workflows} names workflows by their names or their files. */
    private static Decision workflows(Trigger trigger, Event event) {
        if (!(event.payload().at("workflow_run") instanceof Obj run)) {
            return Decision.yes("`on` names the event workflow_run");
        }
        String name = text(run.at("name"));
        String path = text(run.at("path"));
        String file = path.substring(path.lastIndexOf('/') + 1);
        Filter wanted = new Filter(texts(trigger, "workflows"));
        boolean takes = wanted.accepts(name) || !file.isEmpty() && wanted.accepts(file);
        return takes
                ? Decision.yes("`workflows` names " + name)
                : Decision.no("`workflows` does not name " + name);
    }

    private static String text(Value value) {
        return value instanceof Value.Str(String text) ? text : "";
    }

    private static Decision types(Trigger trigger, Event event) {
        String activity = event.activity();
        List<String> wanted = texts(trigger, "types");
        if (wanted.isEmpty() && PULL_REQUESTS.contains(event.name())) {
            wanted = PULL_REQUEST_TYPES;
        }
        if (wanted.isEmpty() || activity.isEmpty() || wanted.contains(activity)) {
            return Decision.yes("`on` names the event " + event.name());
        }
        return Decision.no("`types` of " + event.name() + " does not name " + activity);
    }
}
