package dev.duru.containers;

import java.time.Duration;
import java.util.List;

/**
 * How to see whether a container is well.
 *
 * @param test as in an image's config: {@code CMD} and arguments, {@code CMD-SHELL} and a line, or
 *     {@code NONE}; empty to keep the image's own
 * @param interval from the end of one check to the next; zero for the engine's default, 30 s
 * @param timeout how long a check may take; zero for the default, 30 s
 * @param startPeriod during which failures do not count
 * @param retries failures in a row that make it unhealthy; zero for the default, 3
 */
public record HealthCheck(
        List<String> test, Duration interval, Duration timeout, Duration startPeriod, int retries) {
    public HealthCheck {
        test = List.copyOf(test);
    }

    /** Whether there is nothing to check. */
    public boolean isNone() {
        return test.isEmpty() || test.getFirst().equals("NONE");
    }

    /** The same with the engine's defaults in the place of zeros. */
    public HealthCheck filled() {
        return new HealthCheck(
                test,
                interval.isZero() ? Duration.ofSeconds(30) : interval,
                timeout.isZero() ? Duration.ofSeconds(30) : timeout,
                startPeriod,
                retries == 0 ? 3 : retries);
    }

    /** The process that a check is. */
    public List<String> command() {
        return switch (test.getFirst()) {
            case "CMD" -> test.subList(1, test.size());
            case "CMD-SHELL" ->
                    List.of("/bin/sh", "-c", String.join(" ", test.subList(1, test.size())));
            default -> test;
        };
    }
}
