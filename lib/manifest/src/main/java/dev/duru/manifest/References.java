package dev.duru.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What environments say of each other: every {@code after} exists, none leads in a circle, and none
 * has a name that one for a branch could get.
 */
final class References {
    private References() {}

    static void check(List<Environment> environments, Problems problems) {
        Map<String, Entrance.After> after = new HashMap<>();
        List<String> names =
                environments.stream().filter(e -> !e.isReview()).map(Environment::name).toList();
        for (Environment environment : environments) {
            if (environment.entrance() instanceof Entrance.After entrance) {
                if (names.contains(entrance.environment())) {
                    after.put(environment.name(), entrance);
                } else {
                    problems.add(
                            entrance.position(),
                            "`"
                                    + environment.name()
                                    + "` comes after `"
                                    + entrance.environment()
                                    + "`, which is no environment",
                            Problems.mend(
                                    entrance.environment(),
                                    names.stream()
                                            .filter(n -> !n.equals(environment.name()))
                                            .toList()));
                }
            }
        }
        Set<String> reported = new HashSet<>();
        for (String name : names) {
            circle(name, after, reported, problems);
        }
        environments.stream()
                .filter(Environment::isReview)
                .forEach(review -> distinct(review, environments, problems));
    }

    private static void distinct(
            Environment review, List<Environment> environments, Problems problems) {
        for (Environment other : environments) {
            String name = other.isReview() ? Entrance.Review.prefix(other.name()) : other.name();
            if (other != review && name.startsWith(Entrance.Review.prefix(review.name()))) {
                problems.add(
                        other.position(),
                        "`"
                                + other.name()
                                + "` has a name like those that `"
                                + review.name()
                                + "` gives, at "
                                + review.position(),
                        "rename one of them");
            }
        }
    }

    private static void circle(
            String start,
            Map<String, Entrance.After> after,
            Set<String> reported,
            Problems problems) {
        List<String> path = new ArrayList<>();
        String at = start;
        while (after.containsKey(at) && !path.contains(at)) {
            path.add(at);
            at = next(after, at).environment();
        }
        if (!at.equals(start) || path.isEmpty() || reported.contains(start)) {
            return;
        }
        reported.addAll(path);
        path.add(start);
        problems.add(
                next(after, start).position(),
                "the environments come after each other in a circle: "
                        + String.join(" after ", path),
                "let one of them take its images `from` a branch");
    }

    private static Entrance.After next(Map<String, Entrance.After> after, String name) {
        return Objects.requireNonNull(after.get(name));
    }
}
