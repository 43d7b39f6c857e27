package dev.duru.edge;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts what happens to one release. Touched by the event loop only. */
final class ReleaseMeter {
    /** Upper bounds in seconds: fine enough for p50, p95 and p99 from 1 ms to 30 s. */
    private static final double[] BOUNDS = {
        0.001, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.2,
        0.25, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 20, 30
    };

    private final EdgeConfig.Labels labels;
    private final Map<Integer, Long> byCode = new TreeMap<>();
    private final Map<String, Long> failures = new TreeMap<>();
    private final long[] buckets = new long[BOUNDS.length + 1];
    private final Map<String, Integer> byBackend = new HashMap<>();
    private double durationSum;
    private long requests;
    private long errors;
    private long upstreamFailures;
    private long clientLeft;
    private long retries;
    private long ejections;
    private long requestBytes;
    private long responseBytes;
    private int inFlight;
    private long lastUsedNanos;

    ReleaseMeter(EdgeConfig.Labels labels, long nowNanos) {
        this.labels = labels;
        this.lastUsedNanos = nowNanos;
    }

    static double[] bounds() {
        return BOUNDS.clone();
    }

    EdgeConfig.Labels labels() {
        return labels;
    }

    void began() {
        inFlight++;
    }

    /** A copy has one more request. */
    void sent(String backend) {
        byBackend.merge(backend, 1, Integer::sum);
    }

    /** A copy is done with a request. */
    void freed(String backend) {
        byBackend.computeIfPresent(backend, (name, count) -> count > 1 ? count - 1 : null);
    }

    /** A request was answered; one that became a tunnel has no duration worth counting. */
    void answered(int code, long durationNanos, boolean tunnel, long nowNanos) {
        inFlight--;
        lastUsedNanos = nowNanos;
        requests++;
        byCode.merge(code, 1L, Long::sum);
        if (code >= 500) {
            errors++;
        }
        if (!tunnel) {
            double seconds = durationNanos / 1e9;
            durationSum += seconds;
            buckets[bucket(seconds)]++;
        }
    }

    void clientLeft(long nowNanos) {
        inFlight--;
        clientLeft++;
        lastUsedNanos = nowNanos;
    }

    /** The release did not answer as it should; counted beside the status that the client saw. */
    void upstreamFailed(String reason, boolean afterGoodStatus) {
        upstreamFailures++;
        failures.merge(reason, 1L, Long::sum);
        if (afterGoodStatus) {
            errors++;
        }
    }

    void bytes(long fromClient, long toClient) {
        requestBytes += fromClient;
        responseBytes += toClient;
    }

    /** A request was sent to a copy once more. */
    void retried() {
        retries++;
    }

    /** A copy is left out for a while. */
    void ejected() {
        ejections++;
    }

    long retries() {
        return retries;
    }

    long ejections() {
        return ejections;
    }

    int inFlight() {
        return inFlight;
    }

    long lastUsedNanos() {
        return lastUsedNanos;
    }

    Map<Integer, Long> byCode() {
        return byCode;
    }

    Map<String, Long> failures() {
        return failures;
    }

    long errors() {
        return errors;
    }

    long clientLeft() {
        return clientLeft;
    }

    long requestBytes() {
        return requestBytes;
    }

    long responseBytes() {
        return responseBytes;
    }

    double durationSum() {
        return durationSum;
    }

    /** Cumulative counts for each bound, then for +Inf. */
    long[] cumulative() {
        long[] sums = new long[buckets.length];
        long sum = 0;
        for (int i = 0; i < buckets.length; i++) {
            sum += buckets[i];
            sums[i] = sum;
        }
        return sums;
    }

    EdgeSnapshot.Release snapshot(int allInFlight) {
        Map<String, Long> codes = new TreeMap<>();
        byCode.forEach((code, count) -> codes.put(Integer.toString(code), count));
        return new EdgeSnapshot.Release(
                labels,
                requests,
                errors,
                upstreamFailures,
                clientLeft,
                codes,
                Arrays.stream(cumulative()).boxed().toList(),
                durationSum,
                allInFlight,
                Map.copyOf(byBackend));
    }

    private static int bucket(double seconds) {
        int low = 0;
        int high = BOUNDS.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (seconds <= BOUNDS[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
