package dev.duru.tsdb.store;

import dev.duru.tsdb.LabelBytes;
import dev.duru.tsdb.Labels;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Series by their labels: stripes with a lock each, and open addressing in them, so that a series
 * costs little more than the reference to it. Who reads takes no lock.
 */
final class SeriesTable {
    private static final int STRIPES = 64;
    private static final int FIRST = 16;

    private final Stripe[] stripes = new Stripe[STRIPES];

    SeriesTable() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    private Stripe stripe(Labels labels) {
        return stripes[spread(labels.hashCode()) & STRIPES - 1];
    }

    private static int spread(int hashCode) {
        int hash = hashCode * 0x9e3779b9;
        return hash ^ hash >>> 16;
    }

    @Nullable HeadSeries find(Labels labels) {
        return stripe(labels).find(labels);
    }

    /** The series of plain labels. */
    @Nullable HeadSeries find(LabelBytes labels) {
        return stripes[spread(labels.hashCode()) & STRIPES - 1].find(labels);
    }

    /** The series of labels; one that is not there is made, unless the maker gives none. */
    @Nullable HeadSeries findOrMake(Labels labels, Supplier<@Nullable HeadSeries> maker) {
        return stripe(labels).findOrMake(labels, maker);
    }

    /** Lets go of all series that are gone. */
    void removeGone() {
        for (Stripe stripe : stripes) {
            stripe.removeGone();
        }
    }

    private static final class Stripe {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable HeadSeries[] places = new @Nullable HeadSeries[FIRST];
        private int size;

        @Nullable HeadSeries find(Labels labels) {
            @Nullable HeadSeries[] here = places;
            int mask = here.length - 1;
            int at = spread(labels.hashCode()) >>> 6 & mask;
            while (true) {
                HeadSeries found = here[at];
                if (found == null || found.labels.equals(labels)) {
                    return found;
                }
                at = at + 1 & mask;
            }
        }

        @Nullable HeadSeries find(LabelBytes labels) {
            @Nullable HeadSeries[] here = places;
            int mask = here.length - 1;
            int hash = labels.hashCode();
            int at = spread(hash) >>> 6 & mask;
            while (true) {
                HeadSeries found = here[at];
                if (found == null
                        || found.labels.hashCode() == hash && labels.isSame(found.labels)) {
                    return found;
                }
                at = at + 1 & mask;
            }
        }

        @Nullable HeadSeries findOrMake(Labels labels, Supplier<@Nullable HeadSeries> maker) {
            HeadSeries found = find(labels);
            if (found != null) {
                return found;
            }
            lock.lock();
            try {
                found = find(labels);
                if (found == null) {
                    found = maker.get();
                    if (found != null) {
                        put(found);
                    }
                }
                return found;
            } finally {
                lock.unlock();
            }
        }

        private void put(HeadSeries series) {
            size++;
            @Nullable HeadSeries[] here = places;
            if (size * 4L > here.length * 3L) {
                @Nullable HeadSeries[] larger = new @Nullable HeadSeries[here.length * 2];
                for (HeadSeries other : here) {
                    if (other != null) {
                        place(larger, other);
                    }
                }
                place(larger, series);
                places = larger;
            } else {
                place(here, series);
                // Others shall see it.
                places = here;
            }
        }

        private static void place(@Nullable HeadSeries[] into, HeadSeries series) {
            int mask = into.length - 1;
            int at = spread(series.labels.hashCode()) >>> 6 & mask;
            while (into[at] != null) {
                at = at + 1 & mask;
            }
            into[at] = series;
        }

        void removeGone() {
            lock.lock();
            try {
                @Nullable HeadSeries[] others = new @Nullable HeadSeries[places.length];
                int left = 0;
                for (HeadSeries other : places) {
                    if (other != null && !other.isGone()) {
                        place(others, other);
                        left++;
                    }
                }
                size = left;
                places = others;
            } finally {
                lock.unlock();
            }
        }
    }
}
