package dev.duru.observe.rules;

import dev.duru.observe.alerts.Alert;
import dev.duru.observe.query.Queries;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.histogram.Histogram;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What rules need around them. */
public interface RuleHost {
    /**
     * Answers expressions.
     *
     * @param scope a project, {@code owner/project}, or {@code ""} for all
     */
    Queries queries(String scope);

    /**
     * Where the samples are that {@link #keep} kept.
     *
     * @param scope a project, {@code owner/project}, or {@code ""} for all
     */
    SeriesReader reader(String scope);

    /**
     * Keeps a sample.
     *
     * @param histogram null for a number
     */
    void keep(Labels labels, long timeMillis, double value, @Nullable Histogram histogram);

    /** Takes alerts that fire or are over; the same ones again and again. */
    void tell(List<Alert> alerts);

    /** Labels of this server, for templates. */
    Map<String, String> externalLabels();

    /** How people reach this server. */
    String externalUrl();
}
