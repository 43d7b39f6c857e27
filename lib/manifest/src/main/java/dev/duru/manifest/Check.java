package dev.duru.manifest;

import dev.duru.yaml.Position;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a release must pass beside the signals of the edge ({@link Gate}). */
public sealed interface Check {
    Position position();

    /** Unique in the environment. */
    String name();

    /**
     * The value of a Prometheus query. At least one of the limits is there.
     *
     * @param promql in which {@code $app}, {@code $env}, {@code $release}, {@code $version} and
     *     {@code $window} stand for what they say
     */
    record Query(
            Position position,
            String name,
            String promql,
            @Nullable Double below,
            @Nullable Double above,
            @Nullable Duration window)
            implements Check {}

    /**
     * Somebody else's word, asked for by POST again and again: 200 opens, 403 holds.
     *
     * @param timeout of one request
     */
    record Hook(Position position, String name, URI url, Duration timeout) implements Check {}

    /**
     * A run of the CI file against the new release's own address: success opens, failure closes.
     *
     * @param job a workflow of {@code .github/workflows}, or a job of {@code .gitlab-ci.yml}
     * @param eachStep whether it runs anew in each step, and not once for a release
     */
    record Job(Position position, String name, String job, boolean eachStep) implements Check {}
}
