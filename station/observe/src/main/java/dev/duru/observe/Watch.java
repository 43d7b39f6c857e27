package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.alerts.Alert;
import dev.duru.observe.alerts.Forwarder;
import dev.duru.observe.query.Queries;
import dev.duru.observe.remote.RemoteWrite;
import dev.duru.observe.rules.RuleGroup;
import dev.duru.observe.rules.RuleHost;
import dev.duru.observe.rules.Rules;
import dev.duru.observe.scrape.ScrapeJob;
import dev.duru.observe.scrape.Scrapes;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.SeriesStore;
import dev.duru.tsdb.histogram.Histogram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is configured: scrapes, rules, and where samples and alerts are sent on to. A configuration
 * that changes is read again by itself.
 */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration REFRESH = Duration.ofSeconds(2);

    /** What projects ask for changes with pushes: to look is not free. */
    private static final int MANIFESTS_EVERY = 10;

    private final SeriesStore store;
    private final ObservePorts ports;
    private final @Nullable Path file;
    private final @Nullable Path folder;
    private final InstantSource clock;
    private final Consumer<List<Alert>> told;
    private final Function<String, Queries> queries;
    private final Scrapes scrapes;
    private final Rules rules;
    private volatile ConfigFile config = ConfigFile.NONE;
    private volatile String problem = "";
    private Map<Path, FileTime> read = Map.of();
    private List<ProjectAlerts> projects = List.of();
    private int rounds;
    private volatile List<RemoteWrite> writers = List.of();
    private volatile List<Forwarder> forwarders = List.of();
    private final Thread thread = Thread.ofVirtual().name("observe-watch").unstarted(this::run);

    Watch(
            SeriesStore store,
            ObservePorts ports,
            ObserveSettings settings,
            InstantSource clock,
            Consumer<List<Alert>> told,
            Function<String, Queries> queries) {
        this.store = store;
        this.ports = ports;
        this.file = settings.prometheus();
        this.folder = settings.folder();
        this.clock = clock;
        this.told = told;
        this.queries = queries;
        this.scrapes = new Scrapes(store, ports.deployed(), clock, REFRESH);
        this.rules = new Rules(new Host(), clock, Duration.ofMinutes(1));
    }

    /** A configuration that is wrong at the start keeps Duru from starting; later it is told. */
    void start() {
        if (file != null) {
            config = ConfigFile.read(file);
            read = times();
        }
        use();
        scrapes.start();
        thread.start();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                TimeUnit.MILLISECONDS.sleep(REFRESH.toMillis());
                reload();
                use();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("what is to be watched cannot be found", e);
            }
        }
    }

    private void reload() {
        if (file == null || times().equals(read)) {
            return;
        }
        read = times();
        try {
            config = ConfigFile.read(file);
            problem = "";
        } catch (ProblemException e) {
            problem = e.detail();
            LOG.warn("the configuration stays as it was: {}", problem);
        }
    }

    private Map<Path, FileTime> times() {
        Map<Path, FileTime> times = new HashMap<>();
        List<Path> files = new ArrayList<>(config.files());
        if (file != null) {
            files.add(file);
        }
        for (Path each : files) {
            try {
                times.put(each, Files.getLastModifiedTime(each));
            } catch (IOException gone) {
                times.remove(each);
            }
        }
        return times;
    }

    private void use() {
        ConfigFile now = config;
        List<ScrapeJob> jobs = new ArrayList<>(now.jobs());
        if (jobs.stream().noneMatch(job -> job.sources().deployed())) {
            jobs.add(Scrapes.DEPLOYED);
        }
        scrapes.use(jobs);
        List<RuleGroup> groups = new ArrayList<>();
        now.groups().forEach(group -> groups.add(group.orEvery(now.interval())));
        if (rounds++ % MANIFESTS_EVERY == 0) {
            projects = ports.manifests().all();
        }
        projects.forEach(project -> groups.addAll(project.groups()));
        rules.use(groups);
        if (!writers.stream().map(RemoteWrite::destination).toList().equals(now.destinations())) {
            writers.forEach(RemoteWrite::close);
            writers = now.destinations().stream().map(this::writer).toList();
        }
        if (!forwarders.stream().map(Forwarder::target).toList().equals(now.alertmanagers())) {
            forwarders.forEach(Forwarder::close);
            forwarders = now.alertmanagers().stream().map(Forwarder::new).toList();
        }
    }

    private RemoteWrite writer(RemoteWrite.Destination destination) {
        String name = "sent-" + Integer.toHexString(destination.url().hashCode());
        return new RemoteWrite(
                destination, store, folder == null ? null : folder.resolve(name), clock);
    }

    /** Where samples are sent on to. */
    List<RemoteWrite> writers() {
        return writers;
    }

    /** Who gets the alerts of rules besides. */
    List<Forwarder> forwarders() {
        return forwarders;
    }

    Scrapes scrapes() {
        return scrapes;
    }

    Rules rules() {
        return rules;
    }

    ConfigFile config() {
        return config;
    }

    /** Why the configuration on disk is not the one that counts; empty when it is. */
    String problem() {
        return problem;
    }

    @Override
    public void close() {
        thread.interrupt();
        writers.forEach(RemoteWrite::close);
        forwarders.forEach(Forwarder::close);
        rules.close();
        scrapes.close();
    }

    private final class Host implements RuleHost {
        @Override
        public SeriesReader reader(String scope) {
            return scope.isEmpty() ? store : new ScopedStore(store, scope);
        }

        @Override
        public Queries queries(String scope) {
            return queries.apply(scope);
        }

        @Override
        public void keep(Labels labels, long time, double value, @Nullable Histogram histogram) {
            if (histogram == null) {
                store.add(labels, time, value);
            } else {
                store.add(labels, time, histogram);
            }
        }

        @Override
        public void tell(List<Alert> alerts) {
            told.accept(alerts);
            forwarders.forEach(forwarder -> forwarder.take(alerts));
        }

        @Override
        public Map<String, String> externalLabels() {
            return config.externalLabels();
        }

        @Override
        public String externalUrl() {
            return ports.url().get();
        }
    }
}
