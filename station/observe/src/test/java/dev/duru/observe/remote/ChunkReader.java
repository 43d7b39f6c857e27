package dev.duru.observe.remote;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Stale;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.wire.MessageReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads streams of chunks as a client of Prometheus' remote read does, from the format's
 * description and not from what writes it here.
 */
public final class ChunkReader {
    private static final int[] WIDTHS = {0, 3, 6, 9, 12, 18, 25, 56, 64};

    private final byte[] bytes;
    private int at;

    private ChunkReader(byte[] bytes, int head) {
        this.bytes = bytes;
        this.at = head * 8;
    }

    /** A chunk of a series as it came. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Chunk(int type, long from, long to, byte[] bytes) {
        public List<Point> points() {
            int count = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
            return type == 1
                    ? new ChunkReader(bytes, 2).numbers(count)
                    : new ChunkReader(bytes, 3).histograms(count, type == 3);
        }

        /** What it says of its first histogram. */
        public CounterReset reset() {
            return switch ((bytes[2] & 0xff) >>> 6) {
                case 0 -> CounterReset.UNKNOWN;
                case 1 -> CounterReset.NOT_RESET;
                case 2 -> CounterReset.RESET;
                default -> CounterReset.GAUGE;
            };
        }
    }

    /** A number, or a histogram without empty buckets. */
    public record Point(long time, double value, @Nullable Histogram histogram) {}

    /** The series of all frames, their chunks put together. */
    public static Map<Labels, List<Chunk>> frames(byte[] stream) {
        Map<Labels, List<Chunk>> all = new TreeMap<>();
        ByteBuffer in = ByteBuffer.wrap(stream);
        while (in.hasRemaining()) {
            int length = 0;
            int shift = 0;
            byte next;
            do {
                next = in.get();
                length |= (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            int sum = in.getInt();
            byte[] message = new byte[length];
            in.get(message);
            CRC32C own = new CRC32C();
            own.update(message);
            if ((int) own.getValue() != sum) {
                throw new AssertionError("a frame's checksum is wrong");
            }
            MessageReader frame = new MessageReader(message);
            for (int field = frame.next(); field != 0; field = frame.next()) {
                if (field == 1) {
                    series(frame.message(), all);
                }
            }
        }
        return all;
    }

    private static void series(MessageReader in, Map<Labels, List<Chunk>> all) {
        Map<String, String> labels = new TreeMap<>();
        List<Chunk> chunks = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                Map.Entry<String, String> label = in.message().pair();
                labels.put(label.getKey(), label.getValue());
            } else if (field == 2) {
                chunks.add(chunk(in.message()));
            }
        }
        all.computeIfAbsent(Labels.of(labels), l -> new ArrayList<>()).addAll(chunks);
    }

    private static Chunk chunk(MessageReader in) {
        long from = 0;
        long to = 0;
        int type = 0;
        byte[] data = {};
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> from = in.whole();
                case 2 -> to = in.whole();
                case 3 -> type = (int) in.whole();
                case 4 -> data = in.bytes();
                default -> {}
            }
        }
        return new Chunk(type, from, to, data);
    }

    private long bits(int width) {
        long number = 0;
        for (int i = 0; i < width; i++) {
            number = number << 1 | bytes[at >> 3] >>> 7 - (at & 7) & 1;
            at++;
        }
        return number;
    }

    private long varint() {
        long number = 0;
        int shift = 0;
        long next;
        do {
            next = bits(8);
            number |= (next & 0x7f) << shift;
            shift += 7;
        } while (next >= 0x80);
        return number;
    }

    private static long signed(long number, int width) {
        return width < 64 && number > 1L << width - 1 ? number - (1L << width) : number;
    }

    private long near(boolean sign) {
        int ones = 0;
        while (ones < 8 && bits(1) == 1) {
            ones++;
        }
        long number = bits(WIDTHS[ones]);
        return sign && ones > 0 ? signed(number, WIDTHS[ones]) : number;
    }

    private final class Row {
        private long last;
        private int leading;
        private int trailing;

        double first() {
            last = bits(64);
            return Double.longBitsToDouble(last);
        }

        double next() {
            if (bits(1) == 1) {
                if (bits(1) == 1) {
                    leading = (int) bits(5);
                    int width = (int) bits(6);
                    trailing = 64 - leading - (width == 0 ? 64 : width);
                }
                last ^= bits(64 - leading - trailing) << trailing;
            }
            return Double.longBitsToDouble(last);
        }
    }

    private List<Point> numbers(int count) {
        List<Point> points = new ArrayList<>();
        Row row = new Row();
        long time = 0;
        long delta = 0;
        for (int n = 0; n < count; n++) {
            if (n == 0) {
                long zigzag = varint();
                time = zigzag >>> 1 ^ -(zigzag & 1);
            } else if (n == 1) {
                delta = varint();
                time += delta;
            } else {
                int ones = 0;
                while (ones < 4 && bits(1) == 1) {
                    ones++;
                }
                int width = new int[] {0, 14, 17, 20, 64}[ones];
                delta += ones == 0 ? 0 : signed(bits(width), width);
                time += delta;
            }
            points.add(new Point(time, n == 0 ? row.first() : row.next(), null));
        }
        return points;
    }

    private int[] spans() {
        int[] indexes = {};
        int next = 0;
        long spans = near(false);
        for (int i = 0; i < spans; i++) {
            int length = (int) near(false);
            next += (int) near(true);
            int from = indexes.length;
            indexes = Arrays.copyOf(indexes, from + length);
            for (int b = 0; b < length; b++) {
                indexes[from + b] = next++;
            }
        }
        return indexes;
    }

    private double threshold() {
        int power = (int) bits(8);
        return power == 0
                ? 0
                : power == 255 ? Double.longBitsToDouble(bits(64)) : Math.scalb(0.5, power - 243);
    }

    private double[] bounds() {
        double[] bounds = new double[(int) near(false)];
        for (int i = 0; i < bounds.length; i++) {
            long thousandths = near(false);
            bounds[i] =
                    thousandths == 0
                            ? Double.longBitsToDouble(bits(64))
                            : (thousandths - 1) / 1000.0;
        }
        return bounds;
    }

    private List<Point> histograms(int count, boolean floats) {
        Layout layout = layout();
        int numbers = 2 + layout.positive().length + layout.negative().length;
        Counts counts = new Counts(numbers, floats);
        Row sums = new Row();
        List<Point> points = new ArrayList<>();
        long time = 0;
        long delta = 0;
        for (int n = 0; n < count; n++) {
            long changed = near(true);
            delta += n == 0 ? 0 : changed;
            time += n == 0 ? changed : delta;
            counts.read(0, 2, n == 0);
            double sum = n == 0 ? sums.first() : sums.next();
            if (Stale.is(sum)) {
                points.add(new Point(time, 0, Histogram.stale(sum)));
                continue;
            }
            counts.read(2, numbers, n == 0);
            points.add(new Point(time, 0, histogram(layout, sum, counts.values(layout))));
        }
        return points;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Layout(
            double threshold, int schema, int[] positive, int[] negative, double[] bounds) {}

    private Layout layout() {
        double threshold = threshold();
        int schema = (int) near(true);
        int[] positive = spans();
        int[] negative = spans();
        double[] bounds = schema == Histogram.CUSTOM ? bounds() : new double[0];
        return new Layout(threshold, schema, positive, negative, bounds);
    }

    /** Of all, at zero, and in each bucket. */
    private final class Counts {
        private final boolean floats;
        private final long[] wholes;
        private final long[] deltas;
        private final double[] values;
        private final Row[] rows;

        Counts(int numbers, boolean floats) {
            this.floats = floats;
            wholes = new long[numbers];
            deltas = new long[numbers];
            values = new double[numbers];
            rows = new Row[numbers];
            Arrays.setAll(rows, i -> new Row());
        }

        void read(int from, int to, boolean first) {
            for (int i = from; i < to; i++) {
                if (floats) {
                    values[i] = first ? rows[i].first() : rows[i].next();
                } else if (first) {
                    wholes[i] = near(i >= 2);
                } else {
                    deltas[i] += near(true);
                    wholes[i] += deltas[i];
                }
            }
        }

        /** Whole counts of buckets stand as differences from their neighbours. */
        double[] values(Layout layout) {
            if (!floats) {
                long sum = 0;
                for (int i = 0; i < wholes.length; i++) {
                    boolean begins = i <= 2 || i == 2 + layout.positive().length;
                    sum = begins ? wholes[i] : sum + wholes[i];
                    values[i] = sum;
                }
            }
            return values;
        }
    }

    private static Histogram histogram(Layout layout, double sum, double[] values) {
        int above = 2 + layout.positive().length;
        Buckets positive = Buckets.at(layout.positive(), Arrays.copyOfRange(values, 2, above));
        Buckets negative =
                Buckets.at(layout.negative(), Arrays.copyOfRange(values, above, values.length));
        Histogram found =
                layout.schema() == Histogram.CUSTOM
                        ? Histogram.custom(
                                CounterReset.UNKNOWN, values[0], sum, positive, layout.bounds())
                        : Histogram.exponential(
                                CounterReset.UNKNOWN,
                                layout.schema(),
                                new Histogram.Totals(layout.threshold(), values[1], values[0], sum),
                                positive,
                                negative);
        return found.compact();
    }
}
