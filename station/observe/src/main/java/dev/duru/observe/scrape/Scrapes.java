package dev.duru.observe.scrape;

import dev.duru.tsdb.SeriesStore;
import dev.duru.tsdb.exposition.Scraped;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop for each target that there is now. */
public final class Scrapes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scrapes.class);

    /** What Duru deployed, asked for metrics where it offers any. */
    public static final ScrapeJob DEPLOYED =
            new ScrapeJob(
                    "apps",
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10),
                    "http",
                    "/metrics",
                    Map.of(),
                    "",
                    new ScrapeJob.Honor(false, true),
                    new ScrapeJob.Limits(16L << 20, 20_000, 64, 0, 2_000, 0),
                    List.of(),
                    List.of(),
                    new ScrapeJob.Sources(List.of(), List.of(), List.of(), true));

    private final SeriesStore store;
    private final InstantSource clock;
    private final Duration refresh;
    private final HttpClient client = PageReader.client();
    private final PageReader pages = new PageReader(client);
    private final Targets targets;
    private final Map<Target.Key, TargetLoop> loops = new LinkedHashMap<>();
    private volatile List<ScrapeJob> jobs = List.of();
    private volatile Targets.Found found =
            new Targets.Found(List.of(), List.of(), Collections.emptySortedSet());
    private final Thread thread;

    /**
     * A target that relabeling left out.
     *
     * @param labels before
     */
    public record Dropped(String job, Map<String, String> labels) {}

    /** A target and how it does. */
    public record Seen(Target target, TargetState state) {}

    /**
     * No targets before {@link #use}.
     *
     * @param refresh how often is asked which targets there are
     */
    public Scrapes(SeriesStore store, Deployed deployed, InstantSource clock, Duration refresh) {
        this.store = store;
        this.clock = clock;
        this.refresh = refresh;
        this.targets = new Targets(deployed, client);
        this.thread = Thread.ofVirtual().name("observe-targets").unstarted(this::run);
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /** These jobs count from now on. */
    public void use(List<ScrapeJob> newJobs) {
        jobs = List.copyOf(newJobs);
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                round();
            } catch (RuntimeException e) {
                LOG.warn("the targets cannot be found", e);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(refresh.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void round() {
        Targets.Found now = targets.find(jobs);
        found = now;
        Map<Target.Key, Target> wanted = new LinkedHashMap<>();
        now.targets().forEach(target -> wanted.putIfAbsent(target.key(), target));
        List<TargetLoop> gone = new ArrayList<>();
        synchronized (loops) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            loops.values()
                    .removeIf(loop -> {
                        Target same = wanted.get(loop.target().key());
                        boolean stays = same != null && same.job().equals(loop.target().job());
                        if (!stays) {
                            gone.add(loop);
                        }
                        return !stays;
                    });
            wanted.forEach((key, target) ->
                    loops.computeIfAbsent(
                            key,
                            k -> {
                                TargetLoop loop = new TargetLoop(target, store, pages, clock);
                                loop.start();
                                return loop;
                            }));
        }
        gone.forEach(TargetLoop::end);
    }

    /** All targets, in the order of the jobs. */
    public List<Seen> seen() {
        synchronized (loops) {
            return loops.values().stream()
                    .map(loop -> new Seen(loop.target(), loop.state()))
                    .toList();
        }
    }

    /** Targets that relabeling left out. */
    public List<Dropped> dropped() {
        return found.dropped();
    }

    /** What is wrong with what replicas say of themselves, in words. */
    public Collection<String> problems() {
        return found.problems();
    }

    /** Tells of each target what its page said of its metrics. */
    public void families(BiConsumer<Target, List<Scraped.Family>> each) {
        synchronized (loops) {
            loops.values().forEach(loop -> each.accept(loop.target(), loop.families()));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        synchronized (loops) {
            loops.values().forEach(TargetLoop::close);
            loops.clear();
        }
        client.shutdownNow();
    }
}
