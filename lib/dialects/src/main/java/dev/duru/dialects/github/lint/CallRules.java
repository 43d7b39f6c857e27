package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.github.syntax.JobSyntax;
import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.github.syntax.WorkflowReader;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.Position;
import dev.duru.yaml.Yaml;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlOptions;
import dev.duru.yaml.YamlScalar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks calls of workflows against what the called one takes. */
final class CallRules {
    private static final String RULE = "call";
    private final Repository repository;
    private final Problems problems;
    private final CallTree tree;
    private final Map<String, Optional<Workflow>> read = new HashMap<>();

    CallRules(Repository repository, Problems problems) {
        this.repository = repository;
        this.problems = problems;
        this.tree = new CallTree(this::find, repository.limits(), problems);
    }

    /** The called workflow, if it can be had and is not too broken to look at. */
    Optional<Workflow> find(YamlScalar uses) {
        return read.computeIfAbsent(uses.text(), this::read);
    }

    private Optional<Workflow> read(String reference) {
        Optional<YamlNode> root =
                repository
                        .workflow(reference)
                        .flatMap(text ->
                                Yaml.read(
                                                reference,
                                                text,
                                                YamlOptions.defaults().withMergeKeys(false))
                                        .root());
        return root.filter(node -> node instanceof YamlMap)
                .map(node -> WorkflowReader.read((YamlMap) node));
    }

    /** Counts the jobs of the workflow itself. */
    void count(Workflow caller) {
        tree.jobs(caller.at(), caller.jobs().size());
    }

    void check(Workflow caller, JobSyntax job, JobSyntax.Call call) {
        Optional<Workflow> found = find(call.uses());
        if (found.isEmpty()) {
            return;
        }
        Workflow called = found.get();
        tree.count(call.uses(), called);
        if (tree.refused()) {
            return;
        }
        Trigger trigger = called.trigger("workflow_call").orElse(null);
        if (trigger == null) {
            problems.error(
                    call.uses().position(),
                    RULE,
                    "the workflow " + call.uses().text() + " cannot be called",
                    "add `workflow_call:` to its `on:`");
            return;
        }
        inputs(trigger, call);
        secrets(trigger, call);
        TokenScopes allowed = repository.limitedToken() ? TokenScopes.LIMITED : TokenScopes.ALL;
        if (caller.permissions() != null) {
            allowed = TokenScopes.of(caller.permissions());
        }
        if (job.permissions() != null) {
            allowed = TokenScopes.of(job.permissions());
        }
        permissions(job.id().position(), call.uses().text(), called, allowed, 0);
    }

    private static Map<String, YamlMap.Entry> byName(List<YamlMap.Entry> entries) {
        Map<String, YamlMap.Entry> byName = new HashMap<>();
        entries.forEach(entry -> byName.put(entry.name().toLowerCase(Locale.ROOT), entry));
        return byName;
    }

    private static List<YamlMap.Entry> entries(@Nullable YamlMap map) {
        return map == null ? List.of() : map.entries();
    }

    private void inputs(Trigger trigger, JobSyntax.Call call) {
        Map<String, YamlMap.Entry> declared = byName(trigger.entries("inputs"));
        Set<String> given = new HashSet<>();
        for (YamlMap.Entry entry : entries(call.with())) {
            String name = entry.name().toLowerCase(Locale.ROOT);
            given.add(name);
            YamlMap.Entry input = declared.get(name);
            if (input == null) {
                problems.error(
                        entry.key().position(),
                        RULE,
                        "the called workflow has no input `" + entry.name() + "`",
                        "it has: " + String.join(", ", new TreeSet<>(declared.keySet())));
            } else {
                type(entry, input);
            }
        }
        required(declared, given, "input", call.uses());
    }

    private void required(
            Map<String, YamlMap.Entry> declared, Set<String> given, String what, YamlScalar uses) {
        for (Map.Entry<String, YamlMap.Entry> entry : declared.entrySet()) {
            boolean required =
                    entry.getValue().value() instanceof YamlMap map
                            && new Fields(map).text("required") instanceof YamlScalar flag
                            && flag.text().equals("true");
            if (required && !given.contains(entry.getKey())) {
                problems.error(
                        uses.position(),
                        RULE,
                        "the called workflow needs the " + what + " `" + entry.getKey() + "`",
                        "pass it");
            }
        }
    }

    private void type(YamlMap.Entry given, YamlMap.Entry input) {
        YamlScalar type =
                input.value() instanceof YamlMap map ? new Fields(map).text("type") : null;
        if (type == null
                || !(given.value() instanceof YamlScalar value)
                || GhaTemplate.isTemplate(value.text())) {
            return;
        }
        boolean fits =
                switch (type.text()) {
                    case "boolean" -> value.kind() == YamlScalar.Kind.BOOL;
                    case "number" ->
                            value.kind() == YamlScalar.Kind.INT
                                    || value.kind() == YamlScalar.Kind.FLOAT;
                    default -> true;
                };
        if (!fits) {
            problems.error(
                    value.position(),
                    RULE,
                    "the input `" + given.name() + "` takes a " + type.text(),
                    "give a " + type.text());
        }
    }

    private void secrets(Trigger trigger, JobSyntax.Call call) {
        if (call.secrets() instanceof YamlScalar) {
            return;
        }
        Map<String, YamlMap.Entry> declared = byName(trigger.entries("secrets"));
        Set<String> given = new HashSet<>();
        YamlMap map = call.secrets() instanceof YamlMap secrets ? secrets : null;
        for (YamlMap.Entry entry : entries(map)) {
            given.add(entry.name().toLowerCase(Locale.ROOT));
            if (!declared.containsKey(entry.name().toLowerCase(Locale.ROOT))) {
                problems.error(
                        entry.key().position(),
                        RULE,
                        "the called workflow has no secret `" + entry.name() + "`",
                        "it has: " + String.join(", ", new TreeSet<>(declared.keySet())));
            }
        }
        required(declared, given, "secret", call.uses());
    }

    /** A called workflow gets no more permissions than its caller has. */
    private void permissions(
            Position at, String name, Workflow called, TokenScopes allowed, int depth) {
        if (depth > repository.limits().nesting()) {
            return;
        }
        TokenScopes inside = allowed;
        if (called.permissions() != null) {
            inside = TokenScopes.of(called.permissions());
            refuse(at, "the called workflow " + name, inside.beyond(allowed));
        }
        for (JobSyntax job : called.jobs()) {
            TokenScopes own = inside;
            if (job.permissions() != null) {
                own = TokenScopes.of(job.permissions());
                refuse(at, "the job " + job.id().text() + " of " + name, own.beyond(allowed));
            }
            if (job.call() != null) {
                Optional<Workflow> next = find(job.call().uses());
                if (next.isPresent()) {
                    permissions(at, job.call().uses().text(), next.get(), own, depth + 1);
                }
            }
        }
    }

    private void refuse(Position at, String who, List<String> beyond) {
        if (!beyond.isEmpty()) {
            problems.error(
                    at,
                    RULE,
                    who + " asks for more than it may: " + String.join(", ", beyond),
                    "give the calling job these permissions");
        }
    }

    /** The outputs that a job which calls a workflow has. */
    Type outputs(JobSyntax.Call call) {
        Optional<Trigger> trigger =
                find(call.uses()).flatMap(called -> called.trigger("workflow_call"));
        if (trigger.isEmpty()) {
            return Type.mapOf(Type.TEXT);
        }
        return Type.texts(
                trigger.get().entries("outputs").stream()
                        .map(entry -> entry.name().toLowerCase(Locale.ROOT))
                        .toList());
    }
}
