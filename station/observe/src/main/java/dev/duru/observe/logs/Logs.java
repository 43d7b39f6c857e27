package dev.duru.observe.logs;

import dev.duru.kernel.Database;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import dev.duru.logs.Origin;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.store.Counts;
import dev.duru.logs.store.Found;
import dev.duru.logs.store.LogStore;
import dev.duru.logs.store.Search;
import dev.duru.observe.logs.syslog.SyslogServer;
import dev.duru.observe.logs.syslog.SyslogTarget;
import dev.duru.web.Router;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entrance of this part: lines of projects. Follows from {@link #start} until closed. */
public final class Logs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Logs.class);
    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(10);
    private static final int SWEEP_SECONDS = 60;

    private final LogStores stores;
    private final LogFollower follower;
    private final ErrorStore errors;
    private final ErrorFinder finder;
    private final InstantSource clock;
    private final List<SyslogServer> syslog = new ArrayList<>();
    private final Thread sweeper =
            Thread.ofVirtual().name("observe-logs-sweep").unstarted(this::sweep);

    /** Does nothing before it is started; the station's tables are up to date. */
    public Logs(LogSettings settings, AppOutput output, Database database, InstantSource clock) {
        this.errors = new ErrorStore(database);
        this.finder = new ErrorFinder(errors);
        this.stores = new LogStores(settings, clock, finder::look);
        this.follower = new LogFollower(output, stores, clock, settings.followEvery());
        this.clock = clock;
    }

    /** Begins to follow what applications print. */
    public void start() {
        follower.start();
        sweeper.start();
    }

    /** Begins to take the logs of jobs in, those of earlier runs too. */
    public void takeJobs(Ledger ledger, JobOutput jobs) {
        new JobLogs(stores, jobs).start(ledger);
    }

    /**
     * Begins to take syslog in.
     *
     * @return the ports, in the order of the targets
     * @throws dev.duru.kernel.ProblemException RESOURCE when a port cannot be had
     */
    public List<Integer> takeSyslog(List<SyslogTarget> targets) {
        for (SyslogTarget target : targets) {
            syslog.add(SyslogServer.start(target, () -> store(target.project()), clock));
        }
        return syslog.stream().map(SyslogServer::port).toList();
    }

    /** Adds pages and API. */
    public void add(Router router) {
        new LogApi(this).add(router);
        new LogPages(this).add(router);
        new ErrorPages(this).add(router);
    }

    private void sweep() {
        try {
            for (int second = 1; ; second++) {
                TimeUnit.SECONDS.sleep(1);
                try {
                    finder.tick();
                    if (second % SWEEP_SECONDS == 0) {
                        stores.sweep();
                    }
                } catch (RuntimeException e) {
                    LOG.warn("lines cannot be looked after; trying again: {}", e.toString());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lines of applications taken in since the start. */
    public long taken() {
        return follower.taken();
    }

    /** Now. */
    public Instant now() {
        return clock.instant();
    }

    /** The store of a project, made when there is none. */
    public LogStore store(ProjectName project) {
        try {
            return stores.of(project);
        } catch (LogsException e) {
            throw LogProblems.of(e);
        }
    }

    /** The store of a project, if it has one. */
    public Optional<LogStore> existing(ProjectName project) {
        try {
            return stores.existing(project);
        } catch (LogsException e) {
            throw LogProblems.of(e);
        }
    }

    /** Asks the store of a project, if it has one. */
    private <T> T ask(ProjectName project, T otherwise, Function<LogStore, T> question) {
        try {
            return stores.existing(project).map(question).orElse(otherwise);
        } catch (LogsException e) {
            throw LogProblems.of(e);
        }
    }

    /** Lines of a project that fit, oldest first. */
    public List<LogLine> lines(ProjectName project, LogQuery query) {
        return found(project, query).entries().reversed().stream().map(LogLine::of).toList();
    }

    /** The lines of a project that were said within a trace, those that were said first first. */
    public List<LogLine> ofTrace(ProjectName project, String trace, int most) {
        LogExpr expr = new LogExpr.FieldIs("trace_id", trace.toLowerCase(Locale.ROOT));
        return ask(
                project,
                List.of(),
                store ->
                        store
                                .find(
                                        new Search(
                                                expr,
                                                0,
                                                Long.MAX_VALUE,
                                                false,
                                                null,
                                                most,
                                                LONGEST_SEARCH))
                                .entries()
                                .stream()
                                .map(LogLine::of)
                                .toList());
    }

    /** Lines that fit, newest first. */
    Found found(ProjectName project, LogQuery query) {
        LogExpr expr = query.expr();
        return ask(
                project,
                new Found(List.of(), true),
                store ->
                        store.find(
                                new Search(
                                        expr,
                                        query.fromNanos(),
                                        query.toNanos(),
                                        true,
                                        store.entry(query.beforeId())
                                                .map(Search.Cursor::of)
                                                .orElse(null),
                                        query.limit(),
                                        LONGEST_SEARCH)));
    }

    /** How many lines fit, over time. */
    Counts counts(ProjectName project, LogQuery query, Instant from, Instant to, int steps) {
        LogExpr expr = query.expr();
        long start = LogLine.nanos(from);
        long end = Math.max(start + 1, LogLine.nanos(to));
        return ask(
                project,
                new Counts(start, Math.max(1, (end - start) / steps), new TreeMap<>()),
                store -> store.counts(expr, start, end, steps, LONGEST_SEARCH));
    }

    /** A line with those around it that the same origin said, oldest first. */
    List<LogLine> context(ProjectName project, long id, int before, int after) {
        return ask(
                project,
                List.of(),
                store -> {
                    Optional<LogEntry> entry = store.entry(id);
                    return entry.map(e ->
                                    store.context(e, before, after).stream()
                                            .map(LogLine::of)
                                            .toList())
                            .orElse(List.of());
                });
    }

    /** The names of fields that lines of a project have. */
    Set<String> fields(ProjectName project) {
        return ask(project, Set.of(), LogStore::fieldNames);
    }

    ErrorStore errors() {
        return errors;
    }

    /** What is wrong with the lines of a project; empty when all is well. */
    String problem(ProjectName project) {
        return ask(project, "", LogStore::problem);
    }

    /** The environments and releases that have lines, newest release first. */
    List<LogScope> scopes(ProjectName project) {
        return ask(
                project,
                List.of(),
                store -> {
                    Set<LogScope> scopes =
                            new TreeSet<>(
                                    Comparator.comparing(LogScope::environment)
                                            .thenComparing(
                                                    Comparator.comparingLong(LogScope::release)
                                                            .reversed()));
                    for (Origin origin : store.origins()) {
                        String release = origin.label("release");
                        if (!origin.label("environment").isEmpty()
                                && release.matches("[0-9]{1,18}")) {
                            scopes.add(
                                    new LogScope(
                                            origin.label("environment"), Long.parseLong(release)));
                        }
                    }
                    return new ArrayList<>(scopes);
                });
    }

    /** The environments that have lines. */
    public List<String> environments(ProjectName project) {
        return scopes(project).stream().map(LogScope::environment).distinct().toList();
    }

    /** An environment with a release that said something. */
    record LogScope(String environment, long release) {}

    @Override
    public void close() {
        syslog.forEach(SyslogServer::close);
        sweeper.interrupt();
        follower.close();
        try {
            sweeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // the first ends traces that grew meanwhile, the second counts them
        finder.tick();
        finder.tick();
        stores.close();
    }
}
