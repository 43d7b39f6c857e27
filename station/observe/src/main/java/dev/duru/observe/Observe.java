package dev.duru.observe;

import dev.duru.kernel.Database;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.observe.alerts.Alerts;
import dev.duru.observe.dashboard.Dashboards;
import dev.duru.observe.events.EventFile;
import dev.duru.observe.events.EventOutbox;
import dev.duru.observe.host.HostMetrics;
import dev.duru.observe.logs.LogLine;
import dev.duru.observe.logs.LogQuery;
import dev.duru.observe.logs.Logs;
import dev.duru.observe.query.OwnQueries;
import dev.duru.observe.query.Queries;
import dev.duru.observe.query.QueryServer;
import dev.duru.observe.query.ServerQueries;
import dev.duru.observe.remote.Intake;
import dev.duru.observe.statsd.Statsd;
import dev.duru.observe.traces.Traces;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.SeriesLimits;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.exposition.Scraped;
import dev.duru.tsdb.query.Value;
import dev.duru.tsdb.store.Store;
import dev.duru.tsdb.store.StoreSettings;
import dev.duru.web.Routes;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The station's entrance. Measures and follows from {@link #start} until {@link #close}. */
public final class Observe implements AutoCloseable {
    private static final Duration STATSD_EVERY = Duration.ofSeconds(10);
    private static final int GRAPH_POINTS = 240;

    /** Of samples on disk. */
    private static final long MOST_BYTES = 8L << 30;

    /** Half of all series is the most that one application or job may have. */
    private static final int SHARE_OF_ONE = 2;

    private final Store store;
    private final StoreCare care;
    private final @Nullable ServerQueries server;
    private final @Nullable Statsd statsd;
    private final SignalReader signals;
    private final GraphReader graphs;
    private final Scraper scraper;
    private final Alerts alerts;
    private final Watch watch;
    private final EventOutbox events;
    private final OwnMetrics own;
    private final HostMetrics host = new HostMetrics(Path.of("/proc"));
    private final Logs logs;
    private final Traces traces;
    private final FactCounts counts = new FactCounts();
    private final Ledger ledger;
    private final Dashboards dashboards;
    private final ObserveSettings settings;
    private final InstantSource clock;
    private final List<AutoCloseable> started = new ArrayList<>();

    /** A station that does nothing before it is started; its tables are brought up to date. */
    public Observe(
            Database database,
            Ledger ledger,
            ObservePorts ports,
            ObserveSettings settings,
            InstantSource clock) {
        database.migrate("observe", Observe.class.getClassLoader());
        this.ledger = ledger;
        this.dashboards = ports.dashboards();
        this.settings = settings;
        this.clock = clock;
        this.store = opened(settings);
        this.care = new StoreCare(store);
        QueryServer asked = settings.outside().queries();
        this.server = asked == null ? null : new ServerQueries(asked);
        InetSocketAddress heard = settings.outside().statsd();
        this.statsd = heard == null ? null : new Statsd(heard, STATSD_EVERY, store, clock);
        this.signals = new SignalReader(store);
        this.logs = new Logs(settings.logs(), ports.output(), database, clock);
        this.traces = settings.traces(clock);
        this.own =
                new OwnMetrics(
                        ledger,
                        ports.requestStats(),
                        counts,
                        store,
                        logs::taken,
                        settings.version());
        this.scraper =
                new Scraper(
                        store,
                        ports.edge(),
                        () -> own.text() + host.text(),
                        clock,
                        settings.scrapeEvery(),
                        care::commit);
        this.alerts =
                new Alerts(
                        database,
                        settings.alertmanager(),
                        new AlertFacts(database, ledger)::take,
                        ports.url(),
                        clock);
        this.graphs = new GraphReader(store, ledger, alerts);
        Path told = settings.outside().events();
        this.events =
                new EventOutbox(
                        database,
                        ledger,
                        told == null ? List.of() : EventFile.read(told),
                        ports.url(),
                        clock);
        this.watch = new Watch(store, ports, settings, clock, alerts::take, this::queries);
    }

    /** In memory where no folder is named. */
    private static Store opened(ObserveSettings settings) {
        Path folder = settings.folder();
        return Store.open(
                StoreSettings.standard(folder == null ? null : folder.resolve("samples"))
                        .keeping(settings.retention(), MOST_BYTES)
                        .limited(
                                new SeriesLimits(
                                        settings.mostSeries(),
                                        settings.mostSeries() / SHARE_OF_ONE,
                                        List.of("app", "job"))));
    }

    /** Begins to scrape and to follow. */
    public Observe start() {
        started.add(ledger.watch(counts::count));
        scraper.start();
        care.start();
        logs.start();
        traces.start();
        alerts.start();
        watch.start();
        events.start();
        if (statsd != null) {
            statsd.start();
        }
        return this;
    }

    /** Pages, API and live streams of this station. */
    public Routes routes() {
        return new ObserveRoutes(this);
    }

    /**
     * How a release did in the time until now. Reads the edge once more first, so that the last
     * second counts.
     *
     * @param app the project, {@code owner/project}
     * @param release as the edge's label has it; empty for all releases of the environment together
     */
    public Signals signals(String app, String env, String release, Duration window) {
        long now = scraper.freshen();
        if (!scraper.lastProblem().isEmpty()) {
            return new Signals.NoTraffic("the edge cannot be read: " + scraper.lastProblem());
        }
        return signals(app, env, release, window, now);
    }

    /** The same between two moments, as far as the samples are still kept. */
    public Signals signals(String app, String env, String release, Instant from, Instant to) {
        return signals(app, env, release, Duration.between(from, to), to.toEpochMilli());
    }

    private Signals signals(
            String app, String env, String release, Duration window, long atMillis) {
        List<Matcher> matchers = new ArrayList<>();
        matchers.add(Matcher.equal("app", app));
        matchers.add(Matcher.equal("env", env));
        if (!release.isEmpty()) {
            matchers.add(Matcher.equal("release", release));
        }
        SignalReader.Counts sum = new SignalReader.Counts();
        signals.counts(matchers, window, atMillis, scraper.firstScrapeMillis())
                .values()
                .forEach(sum::add);
        return sum.signals(window);
    }

    /**
     * The value of a query.
     *
     * @throws dev.duru.tsdb.query.syntax.QueryException with the position of what is wrong
     */
    public Value query(String text, Instant at) {
        return queries().value(text, at.toEpochMilli());
    }

    /**
     * The value of a query over the series of one project.
     *
     * @throws dev.duru.tsdb.query.syntax.QueryException with the position of what is wrong
     */
    public Value query(ProjectName project, String text, Instant at) {
        return queries(project.toString()).value(text, at.toEpochMilli());
    }

    /** Answers queries over all series: from the own store, or by the server that is to do so. */
    Queries queries() {
        return server == null ? new OwnQueries(store, this::abouts) : server;
    }

    /** The same over the series of a project, {@code owner/project}; empty for all. */
    Queries queries(String project) {
        if (project.isEmpty()) {
            return queries();
        }
        return server == null
                ? new OwnQueries(new ScopedStore(store, project), this::abouts)
                : server.narrowed(Matcher.equal("app", project));
    }

    /** The own store. */
    Store store() {
        return store;
    }

    /** All series of the own store. */
    SeriesReader reader() {
        return store;
    }

    /** The series of a project in the own store. */
    SeriesReader reader(ProjectName project) {
        return new ScopedStore(store, project.toString());
    }

    /** What is configured to be scraped and evaluated. */
    Watch watch() {
        return watch;
    }

    /** Which lines of statsd were refused, in words; empty when none was. */
    String statsdProblem() {
        return statsd == null ? "" : statsd.problem();
    }

    /** Samples of new series that were refused, by application. */
    Map<String, Long> refusedSeries() {
        return store.limits().refusedByScope();
    }

    /** Who could not be told of deployments so far, and why. */
    List<Map.Entry<String, String>> untold() {
        return events.problems();
    }

    /** The record of what happened. */
    Ledger ledger() {
        return ledger;
    }

    /** What people are told of. */
    Alerts alerts() {
        return alerts;
    }

    /** Takes what other servers send. */
    Intake intake() {
        return new Intake(store);
    }

    /** Tells, of all that is read, its labels and what its page said of its metrics. */
    void families(BiConsumer<Map<String, String>, List<Scraped.Family>> each) {
        scraper.families().forEach((job, families) -> each.accept(Map.of("job", job), families));
        watch.scrapes().families((target, families) -> each.accept(target.labels(), families));
    }

    private Map<String, List<Queries.About>> abouts() {
        Map<String, Set<Queries.About>> all = new TreeMap<>();
        families((labels, families) -> {
            for (Scraped.Family family : families) {
                all.computeIfAbsent(family.name(), name -> new LinkedHashSet<>())
                        .add(new Queries.About(family.type(), family.help(), family.unit()));
            }
        });
        Map<String, List<Queries.About>> lists = new TreeMap<>();
        all.forEach((name, abouts) -> lists.put(name, List.copyOf(abouts)));
        return lists;
    }

    /** When metrics were read last. */
    Instant lastScrape() {
        return Instant.ofEpochMilli(scraper.lastScrapeMillis());
    }

    /** How often that happens. */
    Duration scrapeEvery() {
        return settings.scrapeEvery();
    }

    String version() {
        return settings.version();
    }

    Duration retention() {
        return settings.retention();
    }

    /** The lines that a release wrote up to a moment, oldest first; release 0 for all. */
    public List<LogLine> extract(
            ProjectName project, String environment, long release, Instant until, int most) {
        return logs.lines(
                project,
                new LogQuery(environment, release, "", false, null, until, Long.MAX_VALUE, most));
    }

    /** Lines of a project that fit, oldest first. */
    public List<LogLine> lines(ProjectName project, LogQuery query) {
        return logs.lines(project, query);
    }

    /** The signals of an environment over time, with what happened meanwhile. */
    public Graph graph(ProjectName project, String environment, Instant from, Instant to) {
        return graphs.read(project, environment, from, to, GRAPH_POINTS);
    }

    /** One signal of a graph as an SVG element. */
    public static String svg(Graph graph, String signal) {
        return GraphSvg.of(graph, signal);
    }

    /** Duru's own metrics in Prometheus' text format. */
    public String metricsText() {
        return own.text();
    }

    Dashboards dashboards() {
        return dashboards;
    }

    InstantSource clock() {
        return clock;
    }

    /** The lines of projects. */
    public Logs logs() {
        return logs;
    }

    /** The traces of projects. */
    Traces traces() {
        return traces;
    }

    /** The environments of a project that have measurements. */
    List<String> environments(ProjectName project) {
        List<String> found =
                new ArrayList<>(new ScopedStore(store, project.toString()).labelValues("env"));
        for (String environment : logs.environments(project)) {
            if (!found.contains(environment)) {
                found.add(environment);
            }
        }
        return found;
    }

    /** Why the edge cannot be read; empty when it can. */
    public String edgeProblem() {
        return scraper.lastProblem();
    }

    @Override
    public void close() throws Exception {
        watch.close();
        events.close();
        if (statsd != null) {
            statsd.close();
        }
        alerts.close();
        scraper.close();
        logs.close();
        traces.close();
        for (AutoCloseable part : started) {
            part.close();
        }
        care.close();
        if (server != null) {
            server.close();
        }
        store.close();
    }
}
