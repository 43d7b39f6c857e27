package dev.duru.tsdb.exposition;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.histogram.Histogram;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a page holds.
 *
 * @param samples in the order of the page
 * @param families those that the page describes
 */
public record Scraped(List<Sample> samples, List<Family> families) {
    /** The time of a sample that tells none. */
    public static final long NO_TIME = Long.MIN_VALUE;

    /** What to send as Accept, the best first. */
    public static final String ACCEPT =
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                    + "encoding=delimited;q=0.6,"
                    + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                    + "application/openmetrics-text;version=0.0.1;q=0.4,"
                    + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
                    + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

    /**
     * One sample.
     *
     * @param labels with the name
     * @param value without meaning where there is a histogram
     * @param histogram null for a number
     * @param timeMillis milliseconds since 1970, or {@link #NO_TIME}
     * @param startMillis since when it counts, in milliseconds since 1970; 0 when the page does not
     *     say
     * @param exemplars those of this sample
     */
    public record Sample(
            Labels labels,
            double value,
            @Nullable Histogram histogram,
            long timeMillis,
            long startMillis,
            List<Exemplar> exemplars) {}

    /**
     * What a metric is.
     *
     * @param type as Prometheus' API names it: counter, gauge, histogram, gaugehistogram, summary,
     *     info, stateset or unknown
     */
    public record Family(String name, String type, String help, String unit) {}

    /**
     * Reads a page.
     *
     * @param contentType as the target sent it; text 0.0.4 where it says nothing
     * @throws TsdbException with the place of what is wrong
     */
    public static Scraped read(String contentType, byte[] body) {
        String type = contentType.toLowerCase(Locale.ROOT);
        if (type.startsWith("application/vnd.google.protobuf")) {
            return MetricMessages.read(body);
        }
        String text = new String(body, StandardCharsets.UTF_8);
        return type.startsWith("application/openmetrics-text")
                ? new MetricText(text, true).read()
                : ofText(text);
    }

    /**
     * Reads text 0.0.4.
     *
     * @throws TsdbException with line and column of what is malformed
     */
    public static Scraped ofText(String text) {
        return new MetricText(text, false).read();
    }
}
