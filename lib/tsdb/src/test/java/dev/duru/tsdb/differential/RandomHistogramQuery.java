package dev.duru.tsdb.differential;

import java.util.Random;

/** Queries of native histograms at random whose answers are numbers. */
final class RandomHistogramQuery {
    private final Random random;

    RandomHistogramQuery(Random random) {
        this.random = random;
    }

    private String pick(String... from) {
        return from[random.nextInt(from.length)];
    }

    private String selector() {
        return "sizes" + pick("", "{job=\"a\"}", "{code=~\"5..\"}", "{code!=\"500\"}");
    }

    private String when() {
        return pick("", "", " offset 5m", " offset 90s");
    }

    private String histogram() {
        return switch (random.nextInt(4)) {
            case 0 -> selector() + when();
            case 1 -> ranged();
            case 2 -> "sum" + grouping() + " (" + selector() + when() + ")";
            default -> "sum" + grouping() + " (" + ranged() + ")";
        };
    }

    private String ranged() {
        return pick("rate", "increase")
                + "("
                + selector()
                + pick("[1m]", "[2m]", "[5m]", "[90s]", "[15m]")
                + when()
                + ")";
    }

    private String grouping() {
        return pick("", " by (job)", " without (code)", " by (code)");
    }

    private String number() {
        return pick("histogram_count", "histogram_sum") + "(" + histogram() + ")";
    }

    String next() {
        return switch (random.nextInt(8)) {
            case 0 -> number() + " / 4";
            case 1 -> pick("max", "min", "avg", "count") + grouping() + " (" + number() + ")";
            case 2 -> pick("count", "group") + grouping() + " (" + histogram() + ")";
            case 3 -> {
                String of = histogram();
                yield "histogram_sum(" + of + ") / histogram_count(" + of + ")";
            }
            case 4 -> "histogram_quantile(" + pick("0", "1") + ", " + histogram() + ")";
            case 5 ->
                    pick("count_over_time", "present_over_time")
                            + "("
                            + selector()
                            + pick("[1m]", "[5m]")
                            + when()
                            + ")";
            default -> number();
        };
    }
}
