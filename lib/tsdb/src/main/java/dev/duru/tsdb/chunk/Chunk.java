package dev.duru.tsdb.chunk;

/**
 * Compressed samples of one series. Immutable.
 *
 * @param kind how data is to be read
 * @param count how many samples, at least one
 * @param minTime of the first, milliseconds since 1970
 * @param maxTime of the last
 * @param data the bytes; shared, nobody may change them
 */
@SuppressWarnings("ArrayRecordComponent")
public record Chunk(Kind kind, int count, long minTime, long maxTime, byte[] data)
        implements HeldChunk {
    /** What a chunk holds. */
    public enum Kind {
        /** Numbers. */
        FLOATS(1),
        /** Histograms whose counts are whole numbers. */
        HISTOGRAMS(2),
        /** Histograms with any counts. */
        FLOAT_HISTOGRAMS(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** As it is written on disk. */
        public int code() {
            return code;
        }

        /**
         * The kind of a code.
         *
         * @throws IllegalArgumentException when there is none
         */
        public static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("unknown kind of chunk " + code);
        }
    }

    @Override
    public Chunk chunk() {
        return this;
    }

    /**
     * Gives all samples in their order.
     *
     * @throws RuntimeException when the data is no chunk of this kind
     */
    public void into(Samples samples) {
        switch (kind) {
            case FLOATS -> FloatReader.read(this, samples);
            case HISTOGRAMS, FLOAT_HISTOGRAMS -> HistogramReader.read(this, samples);
        }
    }
}
