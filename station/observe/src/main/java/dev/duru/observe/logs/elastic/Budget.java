package dev.duru.observe.logs.elastic;

/** How much the aggregations of one request may make, all of them together. */
final class Budget {
    private static final int MOST_BUCKETS = 20_000;
    private static final int MOST_VALUES = 200_000;

    private int buckets;
    private int values;

    /**
     * Counts one more bucket.
     *
     * @throws ElasticException when there are more than anybody reads
     */
    void bucket() {
        if (++buckets > MOST_BUCKETS) {
            throw new ElasticException(
                    "too_many_buckets_exception",
                    "more than "
                            + MOST_BUCKETS
                            + " buckets; ask for a shorter time or longer steps");
        }
    }

    /**
     * Counts one more value that is kept to tell those that differ.
     *
     * @throws ElasticException when there are more than are to be held in memory
     */
    void value() {
        if (++values > MOST_VALUES) {
            throw ElasticException.parsing(
                    "[cardinality] found more than "
                            + MOST_VALUES
                            + " values; ask for a shorter time");
        }
    }
}
