package dev.duru.dialects.github.lint;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The types of all contexts at one place; rules change them while they walk. */
final class Scope {
    private static final Type.Thing GITHUB = github();
    private static final Type.Thing RUNNER =
            Type.texts(
                    java.util.List.of(
                            "name", "os", "arch", "temp", "tool_cache", "debug", "environment"));

    private final Map<String, Type> contexts = new HashMap<>();
    private final Map<String, Type> steps = new LinkedHashMap<>();
    private final Map<String, Type> live = Collections.unmodifiableMap(steps);

    Scope() {
        contexts.put("github", GITHUB);
        contexts.put("env", Type.mapOf(Type.TEXT));
        contexts.put("vars", Type.mapOf(Type.TEXT));
        contexts.put("secrets", Type.mapOf(Type.TEXT));
        contexts.put("runner", RUNNER);
        contexts.put("job", job());
        contexts.put("strategy", strategy());
        contexts.put("steps", Type.strict(Map.of()));
        contexts.put("matrix", Type.strict(Map.of()));
        contexts.put("needs", Type.strict(Map.of()));
        contexts.put("inputs", Type.strict(Map.of()));
    }

    private static Type.Thing github() {
        Map<String, Type> properties = new LinkedHashMap<>();
        String texts =
                "action action_path action_ref action_repository action_status actor actor_id"
                        + " api_url base_ref env event_name event_path graphql_url head_ref job"
                        + " output path ref ref_name ref_type repository repository_id"
                        + " repository_owner repository_owner_id repository_visibility"
                        + " repositoryurl run_attempt run_id run_number secret_source server_url"
                        + " sha state step_summary token triggering_actor workflow workflow_ref"
                        + " workflow_sha workspace";
        for (String name : texts.split(" ")) {
            properties.put(name, Type.TEXT);
        }
        properties.put("artifact_cache_size_limit", Type.NUMBER);
        properties.put("retention_days", Type.NUMBER);
        properties.put("ref_protected", Type.TRUTH);
        properties.put("event", Type.open());
        return Type.strict(properties);
    }

    private static Type.Thing job() {
        Type service =
                Type.strict(
                        Map.of(
                                "id", Type.TEXT,
                                "network", Type.TEXT,
                                "ports", Type.mapOf(Type.TEXT)));
        return Type.strict(
                Map.of(
                        "check_run_id",
                        Type.NUMBER,
                        "container",
                        Type.strict(Map.of("id", Type.TEXT, "network", Type.TEXT)),
                        "services",
                        Type.mapOf(service),
                        "status",
                        Type.TEXT));
    }

    private static Type.Thing strategy() {
        return new Type.Thing(
                Map.of(
                        "fail-fast", Type.TRUTH,
                        "job-index", Type.NUMBER,
                        "job-total", Type.NUMBER,
                        "max-parallel", Type.NUMBER),
                Type.ANY);
    }

    Map<String, Type> contexts() {
        return contexts;
    }

    void set(String context, Type type) {
        contexts.put(context, type);
    }

    /** The inputs of a manual start: by their types, and as texts in the event. */
    void dispatchInputs(Type.Thing inputs) {
        contexts.merge("inputs", inputs, Type::merge);
        Type.Thing event =
                new Type.Thing(
                        Map.of("inputs", Type.texts(inputs.properties().keySet())), Type.ANY);
        Map<String, Type> properties = new LinkedHashMap<>(GITHUB.properties());
        properties.put("event", event);
        contexts.put("github", Type.strict(properties));
    }

    /** The secrets that a caller passes, besides those that are always there. */
    void secrets(Iterable<String> names) {
        Map<String, Type> properties = new LinkedHashMap<>();
        for (String name : new String[] {"github_token", "actions_step_debug"}) {
            properties.put(name, Type.TEXT);
        }
        properties.put("actions_runner_debug", Type.TEXT);
        names.forEach(name -> properties.put(name, Type.TEXT));
        contexts.put("secrets", Type.strict(properties));
    }

    void beginSteps() {
        steps.clear();
        contexts.put("steps", new Type.Thing(live, null));
    }

    /** A step that later ones can ask; its id is in lower case. */
    void addStep(String id, Type outputs) {
        steps.put(
                id,
                Type.strict(
                        Map.of(
                                "outputs", outputs,
                                "conclusion", Type.TEXT,
                                "outcome", Type.TEXT)));
    }

    /** A step whose id is an expression: any id may exist from now on. */
    void addUnknownStep() {
        contexts.put("steps", new Type.Thing(live, Type.ANY));
    }
}
