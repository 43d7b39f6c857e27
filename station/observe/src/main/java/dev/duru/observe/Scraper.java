package dev.duru.observe;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.exposition.Scraped;
import dev.duru.tsdb.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the edge and Duru itself into the store, and records each release's signals. */
final class Scraper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scraper.class);

    /** Over what the recorded signals are reckoned. */
    static final Duration SIGNAL_WINDOW = Duration.ofSeconds(30);

    /** After so long without a reading, what happened meanwhile belongs to no window. */
    private static final long GAP_MILLIS = 60_000;

    private static final Duration OWN_EVERY = Duration.ofSeconds(10);

    private final Store store;
    private final SignalReader reader;
    private final EdgeMetrics edge;
    private final Supplier<String> own;
    private final InstantSource clock;
    private final Duration every;
    private final Runnable afterRound;
    private final ReentrantLock scraping = new ReentrantLock();
    private final Map<String, List<Scraped.Family>> families = new ConcurrentSkipListMap<>();
    private volatile long firstScrapeMillis = Long.MAX_VALUE;
    private volatile long lastScrapeMillis;
    private volatile String lastProblem = "the edge was not asked yet";
    private long lastOwnMillis;
    private volatile boolean running = true;
    private final Thread thread;

    Scraper(
            Store store,
            EdgeMetrics edge,
            Supplier<String> own,
            InstantSource clock,
            Duration every,
            Runnable afterRound) {
        this.store = store;
        this.reader = new SignalReader(store);
        this.edge = edge;
        this.own = own;
        this.clock = clock;
        this.every = every;
        this.afterRound = afterRound;
        this.thread = Thread.ofVirtual().name("observe-scrape").unstarted(this::run);
    }

    /** What the last pages said of their metrics, by job. */
    Map<String, List<Scraped.Family>> families() {
        return families;
    }

    long lastScrapeMillis() {
        return lastScrapeMillis;
    }

    void start() {
        thread.start();
    }

    /** The first reading since the start, or since the last long gap between two. */
    long firstScrapeMillis() {
        return firstScrapeMillis;
    }

    /** Why the last reading of the edge failed; empty when it did not. */
    String lastProblem() {
        return lastProblem;
    }

    /**
     * Reads the edge now: for those who need the last second too.
     *
     * @return the time of the reading
     */
    long freshen() {
        scrapeEdge();
        return Math.max(clock.millis(), lastScrapeMillis);
    }

    private void run() {
        while (running) {
            try {
                scrapeEdge();
                scrapeSelf();
                afterRound.run();
                TimeUnit.MILLISECONDS.sleep(every.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (running) {
                    LOG.warn("a scrape failed", e);
                }
            }
        }
    }

    private void scrapeEdge() {
        scraping.lock();
        try {
            List<Scraped.Sample> samples;
            try {
                Scraped page = Scraped.ofText(edge.text());
                families.put("edge", page.families());
                samples = page.samples();
            } catch (RuntimeException e) {
                if (lastProblem.isEmpty() && running) {
                    LOG.warn("the edge cannot be read: {}", e.getMessage());
                }
                lastProblem = String.valueOf(e.getMessage());
                store.append(Labels.of("duru_edge_up"), clock.millis(), 0);
                return;
            }
            long now = Math.max(clock.millis(), lastScrapeMillis + 1);
            for (Scraped.Sample sample : samples) {
                store.append(sample.labels(), now, sample.value());
            }
            store.append(Labels.of("duru_edge_up"), now, 1);
            lastProblem = "";
            if (now - lastScrapeMillis > GAP_MILLIS) {
                firstScrapeMillis = now;
            }
            lastScrapeMillis = now;
            record(now);
        } finally {
            scraping.unlock();
        }
    }

    private void record(long now) {
        Map<ReleaseKey, SignalReader.Counts> all =
                reader.counts(List.of(), SIGNAL_WINDOW, now, firstScrapeMillis);
        all.forEach((key, counts) -> {
            switch (counts.signals(SIGNAL_WINDOW)) {
                case Signals.Measured m -> {
                    store.append(key.series("duru_error_ratio"), now, m.errorRatio());
                    store.append(key.series("duru_request_rate"), now, m.requestRate());
                    latency(key, "0.5", now, m.p50());
                    latency(key, "0.95", now, m.p95());
                    latency(key, "0.99", now, m.p99());
                }
                case Signals.NoTraffic _ -> store.append(key.series("duru_request_rate"), now, 0);
            }
        });
    }

    private void latency(ReleaseKey key, String quantile, long now, double seconds) {
        store.append(key.series("duru_latency_seconds", "quantile", quantile), now, seconds);
    }

    private void scrapeSelf() {
        long now = clock.millis();
        if (now - lastOwnMillis >= OWN_EVERY.toMillis()) {
            lastOwnMillis = now;
            Scraped page = Scraped.ofText(own.get());
            families.put("duru", page.families());
            for (Scraped.Sample sample : page.samples()) {
                store.append(sample.labels(), now, sample.value());
            }
        }
    }

    @Override
    public void close() {
        running = false;
        thread.interrupt();
    }
}
