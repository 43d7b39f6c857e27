package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.syntax.Place;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What users should know about an answer. Each is told once, with the last place it came from. */
public final class Annotations {
    private static final String WARNING = "PromQL warning: ";
    private static final String INFO = "PromQL info: ";

    private final Map<String, Note> notes = new LinkedHashMap<>();

    private record Note(Place place, String detail) {}

    private final Map<String, Forced> forced = new LinkedHashMap<>();
    private final Map<String, Integer> overlaps = new LinkedHashMap<>();

    /** Where and how much buckets had to be made to grow. */
    private record Forced(
            Place place,
            long firstMillis,
            long lastMillis,
            double lowest,
            double highest,
            double most,
            int number) {
        Forced and(Forced other) {
            return new Forced(
                    other.place,
                    Math.min(firstMillis, other.firstMillis),
                    Math.max(lastMillis, other.lastMillis),
                    Math.min(lowest, other.lowest),
                    Math.max(highest, other.highest),
                    Math.max(most, other.most),
                    number + other.number);
        }

        String detail() {
            return ", from buckets %s to %s, with a max diff of %s, over %d samples from %s to %s"
                    .formatted(
                            NumberText.general(lowest),
                            NumberText.general(highest),
                            NumberText.rounded(most, 2),
                            number,
                            time(firstMillis),
                            time(lastMillis));
        }

        private static String time(long millis) {
            return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
        }
    }

    void warn(Place place, String text) {
        notes.put(WARNING + text, new Note(place, ""));
    }

    void inform(Place place, String text) {
        notes.put(INFO + text, new Note(place, ""));
    }

    /** Buckets of a classic histogram did not grow with their bounds. */
    void forced(String name, Place place, long timeMillis, BucketQuantile.Result result) {
        String text =
                INFO
                        + "input to histogram_quantile needed to be fixed for monotonicity (see"
                        + " https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
                        + forMetric(name);
        Forced now =
                new Forced(
                        place,
                        timeMillis,
                        timeMillis,
                        result.lowestForced(),
                        result.highestForced(),
                        result.mostForced(),
                        1);
        Forced all = forced.merge(text, now, Forced::and);
        notes.put(text, new Note(place, all.detail()));
    }

    /** A sample began before the one before it ended. */
    void overlap(String name, Place place) {
        String text =
                WARNING
                        + "sample has start time that overlaps with previous sample timestamp for"
                        + " metric "
                        + NumberText.quoted(name);
        int number = overlaps.merge(text, 1, Integer::sum);
        notes.put(text, new Note(place, number > 1 ? " (" + number + " occurrences)" : ""));
    }

    static String forMetric(String name) {
        return name.isEmpty() ? "" : " for metric name " + NumberText.quoted(name);
    }

    /** Warnings with their places in the query. */
    public List<String> warnings(String query) {
        return shown(WARNING, query);
    }

    /** Information with its places in the query. */
    public List<String> infos(String query) {
        return shown(INFO, query);
    }

    private List<String> shown(String prefix, String query) {
        List<String> shown = new ArrayList<>();
        notes.forEach((text, note) -> {
            if (text.startsWith(prefix)) {
                shown.add(text + note.detail() + " (" + note.place().in(query) + ")");
            }
        });
        return shown;
    }
}
