package dev.duru.tsdb.exposition;

import dev.duru.tsdb.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Since when counters, histograms and summaries of a page in OpenMetrics count: their samples
 * {@code _created}, in seconds since 1970, which stand beside the others of the same labels.
 */
final class Beginnings {
    private static final String CREATED = "_created";
    private static final Set<String> OF_BUCKETS = Set.of("le");
    private static final Map<String, Set<String>> GROWING =
            Map.of(
                    "counter", Set.of("_total"),
                    "histogram", Set.of("_bucket", "_count", "_sum"),
                    "summary", Set.of("_count", "_sum"));

    private final Map<String, String> types;

    /** With the types of all families of the page. */
    Beginnings(Map<String, String> types) {
        this.types = types;
    }

    /** The same samples, each with its beginning where the page tells it. */
    List<Scraped.Sample> told(List<Scraped.Sample> samples) {
        Map<Labels, Long> known = new HashMap<>();
        for (Scraped.Sample sample : samples) {
            String family = family(sample, CREATED);
            if (GROWING.containsKey(types.getOrDefault(family, ""))) {
                known.put(
                        sample.labels().with(Labels.NAME, family),
                        Math.round(sample.value() * 1000));
            }
        }
        return known.isEmpty()
                ? samples
                : samples.stream().map(sample -> with(sample, known)).toList();
    }

    private Scraped.Sample with(Scraped.Sample sample, Map<Labels, Long> known) {
        for (Map.Entry<String, Set<String>> type : GROWING.entrySet()) {
            for (String suffix : type.getValue()) {
                String family = family(sample, suffix);
                if (type.getKey().equals(types.get(family))) {
                    Labels group = sample.labels().leaving(OF_BUCKETS).with(Labels.NAME, family);
                    return new Scraped.Sample(
                            sample.labels(),
                            sample.value(),
                            sample.histogram(),
                            sample.timeMillis(),
                            known.getOrDefault(group, 0L),
                            sample.exemplars());
                }
            }
        }
        return sample;
    }

    /** The name without its end; empty when it has another one. */
    private static String family(Scraped.Sample sample, String suffix) {
        String name = sample.labels().value(Labels.NAME);
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : "";
    }
}
