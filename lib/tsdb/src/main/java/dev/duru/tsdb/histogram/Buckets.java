package dev.duru.tsdb.histogram;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The buckets of one side of a histogram: those that are told of, by growing index. Immutable. */
public final class Buckets {
    /** None at all. */
    public static final Buckets NONE = new Buckets(new int[0], new double[0], null);

    private final int[] index;
    private final double[] count;

    /** What sums lost to rounding so far; null for plain counts. */
    private final double @Nullable [] lost;

    private Buckets(int[] index, double[] count, double @Nullable [] lost) {
        this.index = index;
        this.count = count;
        this.lost = lost;
    }

    /** Buckets side by side, the first at an index. */
    public static Buckets from(int offset, double... counts) {
        int[] index = new int[counts.length];
        Arrays.setAll(index, i -> offset + i);
        return counts.length == 0 ? NONE : new Buckets(index, counts.clone(), null);
    }

    /** Buckets at growing indexes; as many indexes as counts. */
    public static Buckets at(int[] indexes, double[] counts) {
        return indexes.length == 0 ? NONE : new Buckets(indexes.clone(), counts.clone(), null);
    }

    /** How many there are, empty ones among them. */
    public int size() {
        return index.length;
    }

    /** The index of the i-th bucket. */
    public int index(int i) {
        return index[i];
    }

    /** The count of the i-th bucket. */
    public double count(int i) {
        return lost == null || Double.isInfinite(count[i]) ? count[i] : count[i] + lost[i];
    }

    /** The place of a bucket, negative when there is none as in {@link Arrays#binarySearch}. */
    int find(int wanted) {
        return Arrays.binarySearch(index, wanted);
    }

    /** Whether all are empty. */
    boolean isEmpty() {
        for (double c : count) {
            if (c != 0) {
                return false;
            }
        }
        return true;
    }

    boolean hasInfinity() {
        for (double c : count) {
            if (Double.isInfinite(c)) {
                return true;
            }
        }
        return false;
    }

    Buckets scaled(double factor) {
        double[] counts = count.clone();
        double @Nullable [] losses = lost == null ? null : lost.clone();
        for (int i = 0; i < counts.length; i++) {
            counts[i] *= factor;
            if (losses != null) {
                losses[i] *= factor;
            }
        }
        return new Buckets(index, counts, losses);
    }

    Buckets divided(double divisor) {
        double[] counts = count.clone();
        double @Nullable [] losses = lost == null ? null : lost.clone();
        for (int i = 0; i < counts.length; i++) {
            counts[i] /= divisor;
            if (losses != null) {
                losses[i] /= divisor;
            }
        }
        return new Buckets(index, counts, losses);
    }

    /** With what was lost to rounding put into the counts. */
    Buckets settled() {
        if (lost == null) {
            return this;
        }
        double[] counts = new double[count.length];
        Arrays.setAll(counts, this::count);
        return new Buckets(index, counts, null);
    }

    /** Without empty buckets. */
    Buckets compact() {
        Growing kept = new Growing(index.length);
        for (int i = 0; i < index.length; i++) {
            double l = lost == null ? 0 : lost[i];
            if (count[i] != 0 || l != 0) {
                kept.put(index[i], count[i], l);
            }
        }
        return kept.size == index.length ? this : kept.buckets(lost != null);
    }

    /** With other counts at the same indexes. */
    Buckets withCounts(double[] counts) {
        return new Buckets(index, counts, null);
    }

    /** Only those at an index and above. */
    Buckets from(int first) {
        int at = Arrays.binarySearch(index, first);
        int begin = at < 0 ? -at - 1 : at;
        return begin == 0
                ? this
                : new Buckets(
                        Arrays.copyOfRange(index, begin, index.length),
                        Arrays.copyOfRange(count, begin, index.length),
                        lost == null ? null : Arrays.copyOfRange(lost, begin, index.length));
    }

    /** Merged into the buckets of a schema that is so many steps coarser. */
    Buckets coarser(int steps) {
        if (steps == 0) {
            return this;
        }
        Growing merged = new Growing(index.length);
        for (int i = 0; i < index.length; i++) {
            merged.add(Exponents.coarser(index[i], steps), count[i], lost == null ? 0 : lost[i]);
        }
        return merged.buckets(true);
    }

    /** Merged into custom buckets with fewer bounds. */
    Buckets rebound(double[] bounds, double[] fewer) {
        Growing merged = new Growing(index.length);
        for (int i = 0; i < index.length; i++) {
            int target = fewer.length;
            if (index[i] < bounds.length) {
                int at = Arrays.binarySearch(fewer, bounds[index[i]]);
                target = at < 0 ? -at - 1 : at;
            }
            merged.add(target, count[i], lost == null ? 0 : lost[i]);
        }
        return merged.buckets(true).compact();
    }

    /** Added to another side, or taken from this one with the sign -1. */
    Buckets plus(Buckets other, double sign) {
        Growing sum = new Growing(index.length + other.index.length);
        int a = 0;
        int b = 0;
        while (a < index.length || b < other.index.length) {
            if (b >= other.index.length || a < index.length && index[a] <= other.index[b]) {
                sum.add(index[a], count[a], lost == null ? 0 : lost[a]);
                a++;
            } else {
                double l = other.lost == null ? 0 : other.lost[b];
                sum.add(other.index[b], sign * other.count[b], sign * l);
                b++;
            }
        }
        return sum.buckets(true);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Buckets that) || !Arrays.equals(index, that.index)) {
            return false;
        }
        for (int i = 0; i < index.length; i++) {
            if (Double.doubleToRawLongBits(count(i)) != Double.doubleToRawLongBits(that.count(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(index) + Arrays.hashCode(count);
    }

    /** Collects buckets by growing index; equal indexes are summed. */
    private static final class Growing {
        private final int[] index;
        private final double[] count;
        private final double[] lost;
        private int size;

        Growing(int most) {
            index = new int[most];
            count = new double[most];
            lost = new double[most];
        }

        void put(int at, double value, double valueLost) {
            index[size] = at;
            count[size] = value;
            lost[size++] = valueLost;
        }

        void add(int at, double value, double valueLost) {
            if (size == 0 || index[size - 1] != at) {
                put(at, value, valueLost);
                return;
            }
            Kahan sum = new Kahan(count[size - 1], lost[size - 1]).add(value);
            if (valueLost != 0) {
                sum.add(valueLost);
            }
            count[size - 1] = sum.rough();
            lost[size - 1] = sum.lost();
        }

        Buckets buckets(boolean keepLost) {
            return new Buckets(
                    Arrays.copyOf(index, size),
                    Arrays.copyOf(count, size),
                    keepLost ? Arrays.copyOf(lost, size) : null);
        }
    }
}
