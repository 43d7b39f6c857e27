package dev.duru.bench;

import java.util.Random;

/**
 * Series as a hundred series of each of many instances: requests by method, code and handler,
 * latency histograms with classic buckets, processor time by mode, and gauges. Values come from a
 * seed and go on from tick to tick.
 */
final class Fleet {
    /** Series of one instance. */
    static final int OF_INSTANCE = 100;

    private static final int REQUESTS = 40;
    private static final int LATENCY = 28;
    private static final int PROCESSOR = 8;
    private static final int LE = 14;
    private static final int INSTANCES_OF_JOB = 10;
    private static final String[] CODES = {"200", "204", "404", "500", "503"};
    private static final String[] HANDLERS = {"/", "/api/orders", "/api/items", "/login"};
    private static final String[] MODES = {"idle", "iowait", "system", "user"};
    private static final double[] BOUNDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };
    private static final String[] GAUGES = {
        "process_resident_memory_bytes",
        "process_open_fds",
        "node_load1",
        "node_memory_MemAvailable_bytes",
        "jvm_threads_current",
        "queue_length",
        "node_hwmon_temp_celsius",
        "pool_connections_in_use"
    };

    private final int first;
    private final double[] values;
    private final double[] paces;
    private final Random random;

    /** Series from one on, so many. */
    Fleet(int first, int count) {
        this.first = first;
        this.values = new double[count];
        this.paces = new double[count];
        this.random = new Random(first);
        for (int i = 0; i < count; i++) {
            int kind = (first + i) % OF_INSTANCE;
            // Most requests are answered with success; some handlers are hardly asked for.
            paces[i] = kind < REQUESTS ? 60 * Math.pow(random.nextDouble(), 4) : random.nextInt(40);
            values[i] = kind < REQUESTS + LATENCY + PROCESSOR ? 0 : 20 + random.nextInt(100);
        }
    }

    int size() {
        return values.length;
    }

    /** Names and values of a series, sorted by name. */
    String[] labels(int i) {
        int number = first + i;
        int instance = number / OF_INSTANCE;
        int kind = number % OF_INSTANCE;
        String job = "job" + instance / INSTANCES_OF_JOB;
        String host = "10.0." + instance / 250 + "." + instance % 250 + ":8080";
        if (kind < REQUESTS) {
            return new String[] {
                "__name__",
                "http_requests_total",
                "code",
                CODES[kind / 2 % 5],
                "handler",
                HANDLERS[kind / 10],
                "instance",
                host,
                "job",
                job,
                "method",
                kind % 2 == 0 ? "GET" : "POST"
            };
        }
        int rest = kind - REQUESTS;
        if (rest < LATENCY) {
            return latency(rest, host, job);
        }
        rest -= LATENCY;
        if (rest < PROCESSOR) {
            return new String[] {
                "__name__",
                "node_cpu_seconds_total",
                "cpu",
                String.valueOf(rest / 4),
                "instance",
                host,
                "job",
                job,
                "mode",
                MODES[rest % 4]
            };
        }
        rest -= PROCESSOR;
        return new String[] {
            "__name__",
            GAUGES[rest % GAUGES.length],
            "instance",
            host,
            "job",
            job,
            "shard",
            String.valueOf(rest / GAUGES.length)
        };
    }

    private static String[] latency(int kind, String host, String job) {
        int place = kind % LE;
        String handler = HANDLERS[1 + kind / LE];
        String name = "http_request_duration_seconds";
        if (place >= LE - 2) {
            return new String[] {
                "__name__", name + (place == LE - 1 ? "_sum" : "_count"),
                "handler", handler,
                "instance", host,
                "job", job
            };
        }
        return new String[] {
            "__name__", name + "_bucket",
            "handler", handler,
            "instance", host,
            "job", job,
            "le", place < BOUNDS.length ? String.valueOf(BOUNDS[place]) : "+Inf"
        };
    }

    /** Goes on to the next tick. */
    void advance() {
        int i = 0;
        while (i < values.length) {
            int kind = (first + i) % OF_INSTANCE;
            if (kind < REQUESTS) {
                values[i] += Math.round(paces[i] * (0.5 + random.nextDouble()));
                i++;
            } else if (kind < REQUESTS + LATENCY) {
                i += histogram(i, (kind - REQUESTS) % LE);
            } else if (kind < REQUESTS + LATENCY + PROCESSOR) {
                values[i] = cents(values[i] + 15 * random.nextDouble() * paces[i] / 40);
                i++;
            } else {
                gauge(i, (kind - REQUESTS - LATENCY - PROCESSOR) % GAUGES.length);
                i++;
            }
        }
    }

    /** Buckets, count and sum of one histogram; gives how many series these are. */
    private int histogram(int i, int place) {
        int size = Math.min(LE - place, values.length - i);
        double pace = paces[i];
        double more = 0;
        for (int k = 0; k < size; k++) {
            int bucket = place + k;
            if (bucket < LE - 2) {
                more += Math.round(pace * random.nextDouble() / (1 + Math.abs(bucket - 4)));
                values[i + k] += more;
            } else {
                values[i + k] += bucket == LE - 2 ? more : more * 0.01 * (5 + random.nextDouble());
            }
        }
        return size;
    }

    private void gauge(int i, int which) {
        switch (which) {
            case 0, 3 -> values[i] = Math.max(1, values[i] + random.nextInt(9) - 4);
            case 2, 6 -> values[i] = cents(Math.max(0, values[i] + random.nextDouble() - 0.5));
            // These often stay what they are.
            default ->
                    values[i] =
                            random.nextInt(4) == 0
                                    ? Math.max(0, values[i] + random.nextInt(5) - 2)
                                    : values[i];
        }
    }

    private static double cents(double value) {
        return Math.round(value * 100) / 100.0;
    }

    /** The value of a series at this tick. */
    double value(int i) {
        int kind = (first + i) % OF_INSTANCE - REQUESTS - LATENCY - PROCESSOR;
        boolean pages = kind >= 0 && (kind % GAUGES.length == 0 || kind % GAUGES.length == 3);
        return pages ? values[i] * 4096 : values[i];
    }
}
