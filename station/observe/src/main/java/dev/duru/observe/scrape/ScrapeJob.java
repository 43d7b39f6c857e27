package dev.duru.observe.scrape;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Targets that are read in the same way.
 *
 * @param params of the query, in order
 * @param credentials the value of the header {@code Authorization}, or {@code ""}
 * @param honor how what a page says of itself counts
 */
public record ScrapeJob(
        String name,
        Duration interval,
        Duration timeout,
        String scheme,
        String path,
        Map<String, List<String>> params,
        String credentials,
        Honor honor,
        Limits limits,
        List<Relabel> relabels,
        List<Relabel> metricRelabels,
        Sources sources) {
    /**
     * What a page may say.
     *
     * @param labels whether its labels win over the target's
     * @param timestamps whether its times count
     */
    public record Honor(boolean labels, boolean timestamps) {}

    /**
     * How large a page may be; 0 for no limit.
     *
     * @param bodyBytes unpacked
     * @param labels of one series
     * @param targets of the job
     */
    public record Limits(
            long bodyBytes, int samples, int labels, int nameLength, int valueLength, int targets) {
        /** What holds where a file says nothing. */
        public static final Limits USUAL = new Limits(64L << 20, 100_000, 0, 0, 0, 0);
    }

    /**
     * Where its targets come from.
     *
     * @param fixed written in the configuration
     * @param files that list groups of targets, as JSON or YAML
     * @param urls that list groups of targets
     * @param deployed whether what Duru deployed belongs to it
     */
    public record Sources(
            List<TargetGroup> fixed, List<Path> files, List<URI> urls, boolean deployed) {}

    /** Addresses with labels in common. */
    public record TargetGroup(List<String> targets, Map<String, String> labels) {}
}
