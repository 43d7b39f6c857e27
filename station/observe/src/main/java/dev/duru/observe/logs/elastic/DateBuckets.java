package dev.duru.observe.logs.elastic;

import dev.duru.logs.LogEntry;
import dev.duru.logs.query.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A bucket for each step of time; those between are there too, unless it is told otherwise. */
final class DateBuckets implements Aggregation {
    private static final Set<String> KNOWN =
            Set.of(
                    "field",
                    "fixed_interval",
                    "calendar_interval",
                    "interval",
                    "time_zone",
                    "min_doc_count",
                    "format",
                    "extended_bounds");
    private static final Set<String> FORMS =
            Set.of(
                    "",
                    "epoch_millis",
                    "date_time",
                    "date_optional_time",
                    "strict_date_optional_time");

    private final Within within;
    private final Step step;
    private final long least;
    private final boolean inMillis;
    private final TreeMap<Long, Bucket> buckets = new TreeMap<>();
    private final List<Long> bounds = new ArrayList<>();

    DateBuckets(JsonNode body, Within within) {
        Nodes.only("date_histogram", body, KNOWN);
        String field = body.path("field").asString("@timestamp");
        String form = body.path("format").asString("");
        if (!field.equals("@timestamp") || !FORMS.contains(form)) {
            throw ElasticException.parsing(
                    "[date_histogram] is by [@timestamp] here, not by ["
                            + field
                            + "], in the format epoch_millis or date_time");
        }
        this.within = within;
        this.step = Step.of(body);
        this.least = body.path("min_doc_count").asLong(0);
        this.inMillis = form.equals("epoch_millis");
        for (JsonNode end : body.path("extended_bounds")) {
            Long nanos = Nodes.nanos(end, within.query().now());
            if (nanos == null) {
                throw ElasticException.parsing("[extended_bounds] has no time: " + end);
            }
            bounds.add(step.begin(nanos / 1_000_000L));
        }
    }

    @Override
    public void add(LogEntry entry, Line line) {
        long begin = step.begin(entry.nanos() / 1_000_000L);
        Bucket bucket = buckets.get(begin);
        if (bucket == null) {
            bucket = within.bucket();
            buckets.put(begin, bucket);
        }
        bucket.add(entry, line);
    }

    private void fill() {
        List<Long> ends = new ArrayList<>(bounds);
        if (!buckets.isEmpty()) {
            ends.add(buckets.firstKey());
            ends.add(buckets.lastKey());
        }
        if (least > 0 || ends.isEmpty()) {
            return;
        }
        long last = ends.stream().mapToLong(Long::longValue).max().getAsLong();
        long at = ends.stream().mapToLong(Long::longValue).min().getAsLong();
        for (; at <= last; at = step.next(at)) {
            buckets.computeIfAbsent(at, key -> within.bucket());
        }
    }

    @Override
    public Map<String, Object> result() {
        fill();
        List<Map<String, Object>> list = new ArrayList<>();
        buckets.forEach((begin, bucket) -> {
            if (bucket.count() >= least) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("key_as_string", inMillis ? Long.toString(begin) : step.text(begin));
                one.put("key", begin);
                list.add(bucket.into(one));
            }
        });
        return Map.of("buckets", list);
    }
}
