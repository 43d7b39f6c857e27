package dev.duru.feedback;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Port: the curve that a gate looked at, to be kept with an issue. */
@FunctionalInterface
public interface GraphExtract {
    /** Empty when there is nothing to draw. */
    Optional<Graph> graph(Question question);

    /** What to draw: a gate of an environment, and from when to when. */
    record Question(
            ProjectName project,
            String environment,
            String gate,
            String commit,
            Instant from,
            Instant to) {}

    /**
     * A graph with one line or more.
     *
     * @param unit such as {@code %} or {@code s}; may be empty
     * @param threshold the gate's limit in the same unit
     */
    record Graph(String title, String unit, @Nullable Double threshold, List<Line> lines) {

        /**
         * The same graph with the gate's limit, unless it has one, or the limit is so far above the
         * lines that it cannot be about them.
         */
        Graph limitedBy(Optional<Double> limit) {
            double highest =
                    lines.stream()
                            .flatMap(line -> line.points().stream())
                            .mapToDouble(Point::value)
                            .max()
                            .orElse(0);
            return threshold != null || limit.isEmpty() || limit.get() > 2 * highest
                    ? this
                    : new Graph(title, unit, limit.get(), lines);
        }
    }

    record Line(String name, List<Point> points) {}

    record Point(Instant at, double value) {}
}
