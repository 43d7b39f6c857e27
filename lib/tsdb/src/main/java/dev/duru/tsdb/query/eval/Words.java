package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.histogram.HistogramSum;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.syntax.Place;
import java.util.Set;

/** What annotations say, where several places say the same. */
final class Words {
    private Words() {}

    static String mixed(String name) {
        return "encountered a mix of histograms and floats for metric name "
                + NumberText.quoted(name);
    }

    static String mixedSchemas(String name) {
        return "vector contains a mix of histograms with exponential and custom buckets schemas"
                + " for metric name "
                + NumberText.quoted(name);
    }

    static String notCounter(String name) {
        return "this native histogram metric is not a counter: " + NumberText.quoted(name);
    }

    static String notGauge(String name) {
        return "this native histogram metric is not a gauge: " + NumberText.quoted(name);
    }

    static String quantile(double share) {
        return "quantile value should be between 0 and 1, got " + NumberText.general(share);
    }

    static String ignored(String aggregation) {
        return "ignored histogram in " + aggregation + " aggregation";
    }

    /** Tells what had to be put right to add histograms, if anything. */
    static void remark(
            Annotations annotations, Set<HistogramSum.Remark> remarks, Place place, String doing) {
        if (remarks.contains(HistogramSum.Remark.RESETS_COLLIDE)) {
            annotations.warn(place, "conflicting counter resets during histogram " + doing);
        }
        reconciled(annotations, remarks, place, doing);
    }

    /** Tells that bounds had to be reconciled; resets are the caller's own business. */
    static void reconciled(
            Annotations annotations, Set<HistogramSum.Remark> remarks, Place place, String doing) {
        if (remarks.contains(HistogramSum.Remark.BOUNDS_RECONCILED)) {
            annotations.inform(place, "mismatched custom buckets were reconciled during " + doing);
        }
    }
}
