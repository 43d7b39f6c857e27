package dev.duru.manifest;

import dev.duru.yaml.Position;
import java.time.Duration;

/**
 * How a started application says that it can take requests.
 *
 * @param path asked by {@code GET}; a status of 200 to 399 means healthy
 * @param timeout how long the application may take to get there
 */
public record HealthCheck(Position position, String path, Duration timeout) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
}
