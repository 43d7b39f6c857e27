package dev.duru.observe.scrape;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Outcome;
import dev.duru.tsdb.SeriesStore;
import dev.duru.tsdb.Stale;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.exposition.Scraped;
import dev.duru.tsdb.histogram.Histogram;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one target at its interval, on a thread of its own. */
final class TargetLoop {
    private static final Logger LOG = LoggerFactory.getLogger(TargetLoop.class);

    private static final long RAREST_MILLIS = 600_000;

    private final Target target;
    private final SeriesStore store;
    private final PageReader pages;
    private final InstantSource clock;
    private Set<Labels> before = Set.of();
    private volatile TargetState state;
    private volatile List<Scraped.Family> families = List.of();
    private volatile boolean running = true;
    private int without;
    private final Thread thread;

    /** A sample as the store gets it. */
    private record Row(Labels labels, Scraped.Sample sample, long timeMillis, boolean ownTime) {}

    TargetLoop(Target target, SeriesStore store, PageReader pages, InstantSource clock) {
        this.target = target;
        this.store = store;
        this.pages = pages;
        this.clock = clock;
        this.state = TargetState.unknown();
        this.thread =
                Thread.ofVirtual().name("observe-target-" + target.url()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Target target() {
        return target;
    }

    TargetState state() {
        return state;
    }

    List<Scraped.Family> families() {
        return families;
    }

    /** Targets are spread over the interval, each always at the same place in it. */
    private void run() {
        long every = Math.max(10, target.job().interval().toMillis());
        try {
            long offset = Math.floorMod(target.key().hashCode(), every);
            long now = clock.millis();
            long next = now - Math.floorMod(now, every) + offset;
            next = every <= 1000 || next < now ? now : Math.min(next, now + 2000);
            while (running) {
                TimeUnit.MILLISECONDS.sleep(Math.max(0, next - clock.millis()));
                scrape();
                next = Math.max(next + pause(every, without), clock.millis());
            }
        } catch (InterruptedException e) {
            LOG.debug("the loop of {} ends", target.url());
        }
    }

    /**
     * How long after a look the next one comes: one that offers no metrics is looked at ever more
     * rarely.
     *
     * @param without how often in a row it offered none
     */
    static long pause(long every, int without) {
        return without == 0
                ? every
                : Math.max(every, Math.min(RAREST_MILLIS, every << Math.min(without, 20)));
    }

    private void scrape() throws InterruptedException {
        long start = clock.millis();
        long begin = System.nanoTime();
        try {
            PageReader.Page page = pages.read(target);
            Scraped scraped = Scraped.read(page.type(), page.body());
            double seconds = (System.nanoTime() - begin) / 1e9;
            keep(scraped, start, seconds);
            without = 0;
        } catch (PageReader.NoPage none) {
            without++;
            state = TargetState.without(start, String.valueOf(none.getMessage()));
        } catch (TsdbException e) {
            failed(start, (System.nanoTime() - begin) / 1e9, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            if (running) {
                LOG.warn("the scrape of {} failed", target.url(), e);
                failed(start, (System.nanoTime() - begin) / 1e9, e.toString());
            }
        }
    }

    private void keep(Scraped scraped, long start, double seconds) {
        List<Row> rows = rows(scraped, start);
        int most = target.job().limits().samples();
        if (most > 0 && rows.size() > most) {
            throw new TsdbException(
                    "sample limit exceeded: the page has %d samples, %d are taken"
                            .formatted(rows.size(), most));
        }
        Set<Labels> now = new HashSet<>();
        int added = 0;
        int refused = 0;
        Outcome why = Outcome.KEPT;
        for (Row row : rows) {
            Outcome outcome = add(row);
            if (!outcome.isKept() && outcome != Outcome.DUPLICATE) {
                refused++;
                why = outcome;
            } else if (!row.ownTime()) {
                now.add(row.labels());
                added += before.contains(row.labels()) ? 0 : 1;
            }
        }
        end(now, start);
        before = now;
        families = scraped.families();
        String problem =
                refused == 0
                        ? ""
                        : refused
                                + " of "
                                + rows.size()
                                + " samples were refused: "
                                + why.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        report(start, 1, seconds, scraped.samples().size(), rows.size(), added);
        state = new TargetState("up", problem, start, seconds, scraped.samples().size());
    }

    private Outcome add(Row row) {
        Histogram histogram = row.sample().histogram();
        if (row.sample().startMillis() != 0) {
            store.begin(row.labels(), row.sample().startMillis(), row.timeMillis(), histogram);
        }
        Outcome outcome =
                histogram == null
                        ? store.add(row.labels(), row.timeMillis(), row.sample().value())
                        : store.add(row.labels(), row.timeMillis(), histogram);
        for (Exemplar exemplar : row.sample().exemplars()) {
            store.add(
                    row.labels(),
                    exemplar.timeMillis() == Scraped.NO_TIME
                            ? new Exemplar(exemplar.labels(), exemplar.value(), row.timeMillis())
                            : exemplar);
        }
        return outcome;
    }

    private List<Row> rows(Scraped scraped, long start) {
        List<Row> rows = new ArrayList<>();
        ScrapeJob job = target.job();
        for (Scraped.Sample sample : scraped.samples()) {
            Optional<Map<String, String>> kept =
                    Relabel.apply(job.metricRelabels(), merged(sample.labels()));
            if (kept.isEmpty()) {
                continue;
            }
            Labels labels = Labels.of(kept.get());
            check(kept.get());
            boolean own = sample.timeMillis() != Scraped.NO_TIME && job.honor().timestamps();
            rows.add(new Row(labels, sample, own ? sample.timeMillis() : start, own));
        }
        return rows;
    }

    /** The page's labels with the target's; where both have one, one of them is renamed. */
    private Map<String, String> merged(Labels labels) {
        Map<String, String> merged = new TreeMap<>(labels.map());
        if (target.job().honor().labels()) {
            target.labels().forEach(merged::putIfAbsent);
            return merged;
        }
        target.labels()
                .forEach((name, value) -> {
                    String theirs = merged.put(name, value);
                    if (theirs != null) {
                        String free = "exported_" + name;
                        while (merged.containsKey(free)) {
                            free = "exported_" + free;
                        }
                        merged.put(free, theirs);
                    }
                });
        return merged;
    }

    private void check(Map<String, String> labels) {
        ScrapeJob.Limits limits = target.job().limits();
        if (limits.labels() > 0 && labels.size() > limits.labels()) {
            throw new TsdbException(
                    "label limit exceeded: a series has %d labels, %d are taken: %s"
                            .formatted(labels.size(), limits.labels(), labels));
        }
        labels.forEach((name, value) -> {
            if (limits.nameLength() > 0 && name.length() > limits.nameLength()) {
                throw new TsdbException("label name length limit exceeded: " + name);
            }
            if (limits.valueLength() > 0 && value.length() > limits.valueLength()) {
                throw new TsdbException("label value length limit exceeded: label " + name);
            }
        });
    }

    private void failed(long start, double seconds, String problem) {
        end(Set.of(), start);
        before = Set.of();
        report(start, 0, seconds, 0, 0, 0);
        state = new TargetState("down", problem, start, seconds, 0);
    }

    private void end(Set<Labels> now, long time) {
        for (Labels gone : before) {
            if (!now.contains(gone)) {
                store.add(gone, time, Stale.MARKER);
            }
        }
    }

    private void report(
            long time, double up, double seconds, int scraped, int kept, int seriesAdded) {
        own("up", time, up);
        own("scrape_duration_seconds", time, seconds);
        own("scrape_samples_scraped", time, scraped);
        own("scrape_samples_post_metric_relabeling", time, kept);
        own("scrape_series_added", time, seriesAdded);
    }

    private void own(String name, long time, double value) {
        Map<String, String> labels = new TreeMap<>(target.labels());
        labels.put(Labels.NAME, name);
        store.add(Labels.of(labels), time, value);
    }

    /** Ends the loop and the series of a target that is no more. */
    void end() {
        close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long now = clock.millis();
        end(Set.of(), now);
        if (state.atMillis() > 0) {
            for (String name :
                    List.of(
                            "up",
                            "scrape_duration_seconds",
                            "scrape_samples_scraped",
                            "scrape_samples_post_metric_relabeling",
                            "scrape_series_added")) {
                own(name, now, Stale.MARKER);
            }
        }
    }

    /** Ends the loop; the series stay, since the next Duru goes on with them. */
    void close() {
        running = false;
        thread.interrupt();
    }
}
