package dev.duru.app;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.log.Masker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Hides the secrets of an environment in what its applications print, as the logs of jobs have it.
 * Secrets are asked for now and then; those of before stay hidden, since they may still be used.
 */
final class HiddenSecrets {
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final BiFunction<ProjectName, String, Map<String, String>> secrets;
    private final InstantSource clock;
    private final Map<Place, Known> known = new ConcurrentHashMap<>();

    private record Place(ProjectName project, String environment) {}

    private record Known(Masker masker, Instant until) {}

    /**
     * Asks nothing yet.
     *
     * @param secrets by name, those of an environment; of the project with {@code ""}
     */
    HiddenSecrets(
            BiFunction<ProjectName, String, Map<String, String>> secrets, InstantSource clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** What makes a line of an environment fit to be kept. */
    UnaryOperator<String> of(ProjectName project, String environment) {
        Instant now = clock.instant();
        Known current =
                known.compute(
                        new Place(project, environment),
                        (place, before) -> {
                            if (before != null && now.isBefore(before.until())) {
                                return before;
                            }
                            Masker masker = before == null ? new Masker() : before.masker();
                            secrets.apply(project, "").values().forEach(masker::add);
                            secrets.apply(project, environment).values().forEach(masker::add);
                            return new Known(masker, now.plus(FRESH));
                        });
        return current.masker()::mask;
    }
}
