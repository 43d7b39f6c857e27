package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.syntax.Expr.Extension;
import org.jspecify.annotations.Nullable;

/** Growth of a series over a range: rate, increase and delta, and irate and idelta. */
final class Rates {
    private static final double NEAR = 1.1;

    private final boolean counter;
    private final boolean perSecond;

    /**
     * A way to tell growth.
     *
     * @param counter whether the series only grows, or begins again
     * @param perSecond whether the growth is divided by the length of the range
     */
    Rates(boolean counter, boolean perSecond) {
        this.counter = counter;
        this.perSecond = perSecond;
    }

    void over(Window w) {
        if (w.floats() > 0 && w.histograms() > 0) {
            w.warnMixed();
        } else if (w.extension() != Extension.NONE) {
            extended(w);
        } else if (w.histograms() > 0) {
            histograms(w);
        } else if (w.floats() > 0) {
            floats(w);
        }
    }

    private void extended(Window w) {
        if (w.histograms() > 0) {
            new ExtendedHistogramRate(w, counter, perSecond).give();
        } else if (w.floats() > 0) {
            new ExtendedRate(w, counter, perSecond).give();
        }
    }

    private void floats(Window w) {
        int last = w.floats() - 1;
        double growth = w.value(last) - w.value(0);
        if (counter) {
            growth = w.hasStarts() ? beginningAgain(w, growth) : w.plusFalls(growth);
        }
        Stretch stretch = new Stretch(w, w.time(0), w.time(last), last, counter);
        if (stretch.beginsAt(counter ? w.start(0) : 0)) {
            growth += w.value(0);
        } else if (last == 0) {
            return;
        } else {
            stretch.extrapolateToStart();
            if (growth > 0 && w.value(0) >= 0) {
                stretch.notBelowZero(w.value(0) / growth);
            }
        }
        w.give(growth * stretch.factor(perSecond));
    }

    /** With what was counted before each time that the counter began again. */
    private static double beginningAgain(Window w, double apparent) {
        double growth = apparent;
        boolean overlapped = false;
        for (int i = 1; i < w.floats(); i++) {
            if (!overlapped && Starts.overlap(w.start(i - 1), w.time(i - 1), w.start(i))) {
                w.annotations().overlap(w.name(), w.place());
                overlapped = true;
            }
            if (w.value(i) < w.value(i - 1)
                    || Starts.again(w.start(i - 1), w.time(i - 1), w.start(i), w.time(i))) {
                growth += w.value(i - 1);
            }
        }
        return growth;
    }

    private void histograms(Window w) {
        int last = w.histograms() - 1;
        Histogram growth = null;
        if (last > 0) {
            growth = HistogramRate.growth(w, counter);
            if (growth == null) {
                return;
            }
        }
        Stretch stretch = new Stretch(w, w.histogramTime(0), w.histogramTime(last), last, counter);
        if (stretch.beginsAt(counter ? w.histogramStart(0) : 0)) {
            growth = HistogramRate.plusFirst(w, growth);
            if (growth == null) {
                return;
            }
        } else if (growth == null) {
            return;
        } else {
            stretch.extrapolateToStart();
            if (growth.count() > 0 && w.histogram(0).count() >= 0) {
                stretch.notBelowZero(w.histogram(0).count() / growth.count());
            }
        }
        w.give(growth.times(stretch.factor(perSecond)));
    }

    /**
     * From where to where growth is taken to have gone on: to the borders of the range when samples
     * come near them, else half a distance between samples further.
     */
    private static final class Stretch {
        private final Window w;
        private final boolean counter;
        private final long firstMillis;
        private final double toEnd;
        private final double threshold;
        private final double distance;
        private double sampled;
        private double toStart;

        Stretch(Window w, long firstMillis, long lastMillis, int intervals, boolean counter) {
            this.w = w;
            this.counter = counter;
            this.firstMillis = firstMillis;
            this.sampled = (lastMillis - firstMillis) / 1000.0;
            this.distance = intervals > 0 ? sampled / intervals : 0;
            this.threshold = distance * NEAR;
            this.toStart = (firstMillis - w.startMillis()) / 1000.0;
            double end = (w.endMillis() - lastMillis) / 1000.0;
            this.toEnd = end >= threshold ? distance / 2 : end;
        }

        /** Takes it that the series began at 0 at a time, if that is known and within the range. */
        boolean beginsAt(long start) {
            if (!counter || start == 0 || start <= w.startMillis() || start >= firstMillis) {
                return false;
            }
            toStart = 0;
            sampled += (firstMillis - start) / 1000.0;
            return true;
        }

        void extrapolateToStart() {
            if (toStart >= threshold) {
                toStart = distance / 2;
            }
        }

        /** A counter cannot have been below 0. */
        void notBelowZero(double firstShare) {
            if (counter) {
                toStart = Math.min(toStart, sampled * firstShare);
            }
        }

        double factor(boolean perSecond) {
            double factor = sampled == 0 ? 1 : (sampled + toStart + toEnd) / sampled;
            return perSecond ? factor / w.rangeSeconds() : factor;
        }
    }

    /** Growth between the last two samples. */
    void last(Window w) {
        if (w.floats() + w.histograms() < 2) {
            return;
        }
        int f = w.floats() - 1;
        int h = w.histograms() - 1;
        boolean newestIsFloat = h < 0 || f >= 0 && w.time(f) > w.histogramTime(h);
        int f2 = newestIsFloat ? f - 1 : f;
        int h2 = newestIsFloat ? h : h - 1;
        boolean olderIsFloat = h2 < 0 || f2 >= 0 && w.time(f2) > w.histogramTime(h2);
        if (newestIsFloat != olderIsFloat) {
            w.warnMixed();
        } else if (newestIsFloat) {
            lastFloats(w, f);
        } else {
            lastHistograms(w, h);
        }
    }

    private void lastFloats(Window w, int i) {
        double growth = w.value(i);
        boolean again =
                counter
                        && (w.value(i) < w.value(i - 1)
                                || Starts.again(
                                        w.start(i - 1), w.time(i - 1), w.start(i), w.time(i)));
        if (!again) {
            growth -= w.value(i - 1);
        }
        w.give(counter ? growth / ((w.time(i) - w.time(i - 1)) / 1000.0) : growth);
    }

    private void lastHistograms(Window w, int i) {
        @Nullable Histogram growth = HistogramRate.last(w, i, counter);
        if (growth != null) {
            double seconds = (w.histogramTime(i) - w.histogramTime(i - 1)) / 1000.0;
            w.give(counter ? growth.over(seconds) : growth);
        }
    }
}
