package dev.duru.tsdb.store;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Series by their number. Numbers grow without end, so pages whose series are gone are let go. */
final class SeriesNumbers {
    private static final int PAGE = 1024;

    private volatile @Nullable Page[] pages = new @Nullable Page[16];

    private static final class Page {
        private final @Nullable HeadSeries[] series = new @Nullable HeadSeries[PAGE];

        /** Whether none is left when those are forgotten that are gone. */
        boolean forgetGone() {
            boolean empty = true;
            for (int i = 0; i < series.length; i++) {
                HeadSeries one = series[i];
                if (one != null && one.isGone()) {
                    series[i] = null;
                }
                empty &= series[i] == null;
            }
            return empty;
        }
    }

    /** Mostly its own number; an old log may tell of the same series by two. */
    synchronized void put(int number, HeadSeries series) {
        int at = number / PAGE;
        @Nullable Page[] all = pages;
        if (at >= all.length) {
            all = Arrays.copyOf(all, Math.max(at + 1, all.length * 2));
        }
        Page page = all[at];
        if (page == null) {
            page = new Page();
            all[at] = page;
        }
        page.series[number % PAGE] = series;
        // Whoever reads the pages after this sees it.
        pages = all;
    }

    @Nullable HeadSeries find(int number) {
        int at = number / PAGE;
        @Nullable Page[] all = pages;
        Page page = number < 0 || at >= all.length ? null : all[at];
        return page == null ? null : page.series[number % PAGE];
    }

    /** Lets go of all series that are gone. */
    synchronized void removeGone() {
        @Nullable Page[] all = pages;
        for (int i = 0; i < all.length; i++) {
            Page page = all[i];
            if (page != null && page.forgetGone()) {
                all[i] = null;
            }
        }
        pages = all;
    }

    void each(Consumer<HeadSeries> visit) {
        for (Page page : pages) {
            if (page != null) {
                for (HeadSeries series : page.series) {
                    if (series != null) {
                        visit.accept(series);
                    }
                }
            }
        }
    }
}
