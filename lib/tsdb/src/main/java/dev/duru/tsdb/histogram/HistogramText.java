package dev.duru.tsdb.histogram;

import dev.duru.tsdb.number.NumberText;
import java.util.ArrayList;
import java.util.List;

/** Histograms as text. */
public final class HistogramText {
    private HistogramText() {}

    static String shown(Histogram h) {
        StringBuilder out =
                new StringBuilder("{count:")
                        .append(NumberText.general(h.count()))
                        .append(", sum:")
                        .append(NumberText.general(h.sum()));
        for (int i = h.negative().size() - 1; i >= 0; i--) {
            add(out, h.negativeBucket(i));
        }
        if (h.totals().zeroCount() != 0) {
            out.append(", ").append(h.zeroBucket());
        }
        for (int i = 0; i < h.positive().size(); i++) {
            add(out, h.positiveBucket(i));
        }
        return out.append('}').toString();
    }

    private static void add(StringBuilder out, Bucket bucket) {
        if (bucket.count() != 0) {
            out.append(", ").append(bucket);
        }
    }

    /** In the notation of test series: {@code {{schema:1 sum:3 count:22 buckets:[5 10 7]}}}. */
    public static String notation(Histogram h) {
        List<String> parts = new ArrayList<>();
        if (h.schema() != 0) {
            parts.add("schema:" + h.schema());
        }
        number(parts, "count", h.count());
        number(parts, "sum", h.sum());
        number(parts, "z_bucket", h.totals().zeroCount());
        number(parts, "z_bucket_w", h.totals().zeroThreshold());
        if (h.isCustom()) {
            StringBuilder bounds = new StringBuilder("custom_values:[");
            for (double bound : h.sharedBounds()) {
                bounds.append(bounds.charAt(bounds.length() - 1) == '[' ? "" : " ")
                        .append(NumberText.general(bound));
            }
            parts.add(bounds.append(']').toString());
        }
        if (h.reset() != CounterReset.UNKNOWN) {
            parts.add("counter_reset_hint:" + h.reset().word());
        }
        side(parts, "", h.positive().compact());
        side(parts, "n_", h.negative().compact());
        return "{{" + String.join(" ", parts) + "}}";
    }

    private static void number(List<String> parts, String name, double value) {
        if (value != 0) {
            parts.add(name + ":" + NumberText.general(value));
        }
    }

    private static void side(List<String> parts, String prefix, Buckets buckets) {
        if (buckets.size() == 0) {
            return;
        }
        int first = buckets.index(0);
        if (first != 0) {
            parts.add(prefix + "offset:" + first);
        }
        List<String> counts = new ArrayList<>();
        for (int i = first; i <= buckets.index(buckets.size() - 1); i++) {
            int at = buckets.find(i);
            counts.add(at < 0 ? "0" : NumberText.general(buckets.count(at)));
        }
        parts.add(prefix + "buckets:[" + String.join(" ", counts) + "]");
    }
}
