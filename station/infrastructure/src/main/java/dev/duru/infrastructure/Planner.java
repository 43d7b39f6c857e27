package dev.duru.infrastructure;

import dev.duru.manifest.Attributes;
import dev.duru.manifest.Entrance;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Manifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares what is in force with what is declared. Pure. */
final class Planner {
    private static final String ENV = "env.";
    private static final String HOSTING = "hosting";

    private Planner() {}

    /** The steps from one to the other, in the order of the declaration; what goes comes last. */
    static List<Step> steps(Map<String, Standing> standing, Manifest declared, Instant now) {
        List<Step> steps = new ArrayList<>();
        for (Environment environment : declared.declared()) {
            Standing before = standing.get(environment.name());
            Step step = step(before, environment, steps.size(), now);
            if (before == null || !step.differences().isEmpty()) {
                steps.add(step);
            }
        }
        for (Standing gone : standing.values()) {
            if (declared.declared().stream()
                    .noneMatch(still -> still.name().equals(gone.environment()))) {
                steps.add(
                        new Step(
                                gone.environment(),
                                steps.size(),
                                Step.Action.DESTROY,
                                Step.State.CONFIRM,
                                "",
                                Entrance.Review.isName(gone.environment())
                                        ? "it is declared no longer; all of its environments end"
                                        : "it is declared no longer; all that runs there ends",
                                List.of(),
                                0,
                                "",
                                "",
                                now));
            }
        }
        return steps;
    }

    private static Step step(
            @Nullable Standing before, Environment environment, int order, Instant now) {
        List<Step.Difference> differences =
                differences(
                        before == null ? new TreeMap<>() : before.attributes(),
                        Attributes.of(environment));
        if (environment.isReview()) {
            return review(before, environment, order, now, differences);
        }
        boolean moves = differences.stream().anyMatch(d -> d.effect() == Step.Effect.REPLACE);
        Step.Action action =
                before == null
                        ? Step.Action.CREATE
                        : moves ? Step.Action.REPLACE : Step.Action.CHANGE;
        boolean restarts =
                before != null
                        && differences.stream().anyMatch(d -> d.effect() != Step.Effect.NONE);
        String why =
                switch (action) {
                    case CREATE -> "it is declared and was not there; nothing restarts";
                    case REPLACE ->
                            "it runs elsewhere from now on; each replica ends after its successor has"
                                    + " started there";
                    case CHANGE, DESTROY ->
                            restarts
                                    ? "what runs starts again with it"
                                    : "it holds from the next release on; nothing restarts";
                };
        return new Step(
                environment.name(),
                order,
                action,
                Step.State.RELEASE,
                environment.position().toString(),
                why,
                differences,
                0,
                "",
                "",
                now);
    }

    /** One that stands for many: nothing of it runs, and these take it as their images come. */
    private static Step review(
            @Nullable Standing before,
            Environment environment,
            int order,
            Instant now,
            List<Step.Difference> differences) {
        return new Step(
                environment.name(),
                order,
                before == null ? Step.Action.CREATE : Step.Action.CHANGE,
                Step.State.RELEASE,
                environment.position().toString(),
                before == null
                        ? "each one that it is for gets an environment with its next image"
                        : "each of its environments takes it with its next image; nothing restarts",
                differences.stream()
                        .map(d ->
                                new Step.Difference(
                                        d.attribute(), d.before(), d.after(), Step.Effect.NONE))
                        .toList(),
                0,
                "",
                "",
                now);
    }

    /** What differs, by name. */
    static List<Step.Difference> differences(
            SortedMap<String, String> before, SortedMap<String, String> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<Step.Difference> all = new ArrayList<>();
        for (String name : names) {
            String was = before.getOrDefault(name, "");
            String is = after.getOrDefault(name, "");
            boolean same = was.equals(is) && before.containsKey(name) == after.containsKey(name);
            if (!same) {
                all.add(new Step.Difference(name, was, is, effect(name)));
            }
        }
        return all;
    }

    /** What running replicas have to do with an attribute. */
    static Step.Effect effect(String attribute) {
        if (attribute.equals("runtime")) {
            return Step.Effect.REPLACE;
        }
        boolean carried =
                attribute.startsWith(ENV)
                        || attribute.startsWith(HOSTING)
                        || attribute.equals("secrets")
                        || attribute.equals("replicas");
        return carried ? Step.Effect.RESTART : Step.Effect.NONE;
    }

    /** The differences that running replicas have to do with. */
    static List<Step.Difference> running(
            SortedMap<String, String> before, SortedMap<String, String> after) {
        return differences(before, after).stream()
                .filter(d -> d.effect() != Step.Effect.NONE)
                .toList();
    }
}
