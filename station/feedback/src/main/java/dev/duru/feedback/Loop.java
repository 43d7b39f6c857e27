package dev.duru.feedback;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a project stands on its way round: the newest word of each of the seven stations.
 *
 * @param stations in the order of the loop
 * @param environments what is live where, in the order in which a change reaches them
 */
public record Loop(List<Station> stations, List<Environment> environments) {

    /** The stations, each with the page that tells more. */
    public enum Name {
        CODE("code", "/changes"),
        BUILD("build", "/runs"),
        TEST("test", "/runs"),
        PACKAGE("package", "/images"),
        DEPLOY("deploy", "/environments"),
        OPERATE("observe", "/observe"),
        LEARN("feedback", "/issues");

        private final String icon;
        private final String path;

        Name(String icon, String path) {
            this.icon = icon;
            this.path = path;
        }

        public String icon() {
            return icon;
        }

        /** Below the project. */
        public String path() {
            return path;
        }

        /** The end of the keys of its texts. */
        public String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A station's state.
     *
     * @param state as {@code Ui.status} knows it
     * @param key of the text that says what happened last; {@code loop.KEY}
     * @param args of that text
     */
    public record Station(
            Name name, String state, String key, List<String> args, @Nullable Instant at) {}

    /** What an environment runs, by its newest facts. */
    public record Environment(
            String name,
            String state,
            long release,
            String commit,
            String digest,
            int percent,
            Instant at) {}

    /**
     * Reads the state off the facts.
     *
     * @param newest a project's newest facts, newest first
     * @param openIssues how many issues are open
     */
    public static Loop of(List<Entry> newest, long openIssues) {
        Map<Name, Station> found = new LinkedHashMap<>();
        for (Entry entry : newest) {
            for (Station station : said(entry)) {
                found.putIfAbsent(station.name(), station);
            }
        }
        Station build = found.get(Name.BUILD);
        Station test = found.get(Name.TEST);
        if (build != null
                && test != null
                && newer(build, test)
                && !build.state().equals("success")) {
            found.put(
                    Name.TEST,
                    new Station(Name.TEST, "idle", "test.before", test.args(), test.at()));
        }
        found.put(
                Name.LEARN,
                openIssues == 0
                        ? new Station(Name.LEARN, "good", "learn.none", List.of(), null)
                        : new Station(
                                Name.LEARN,
                                "open",
                                "learn.open",
                                List.of(String.valueOf(openIssues)),
                                null));
        List<Station> stations = new ArrayList<>();
        for (Name name : Name.values()) {
            Station station = found.get(name);
            stations.add(
                    station == null
                            ? new Station(name, "idle", "nothing", List.of(), null)
                            : station);
        }
        return new Loop(List.copyOf(stations), environments(newest));
    }

    private static boolean newer(Station a, Station b) {
        return a.at() != null && b.at() != null && a.at().isAfter(b.at());
    }

    /** What a fact says of the stations; none for most. */
    private static List<Station> said(Entry entry) {
        Instant at = entry.at();
        return switch (entry.fact()) {
            case Fact.CommitPushed f ->
                    one(Name.CODE, "success", "code.pushed", at, f.title(), f.author());
            case Fact.RunQueued f ->
                    one(Name.BUILD, "queued", "build.queued", at, n(f.number()), f.name());
            case Fact.RunStarted f ->
                    one(Name.BUILD, "running", "build.running", at, n(f.number()));
            case Fact.JobStarted f ->
                    one(Name.BUILD, "running", "build.job", at, n(f.number()), f.name());
            case Fact.RunFinished f ->
                    one(
                            Name.BUILD,
                            ChangeRuns.word(f.result()),
                            "build." + ChangeRuns.word(f.result()),
                            at,
                            n(f.number()));
            case Fact.TestsReported f ->
                    f.failed() > 0
                            ? one(
                                    Name.TEST,
                                    "failed",
                                    "test.failed",
                                    at,
                                    n(f.failed()),
                                    n(f.total()))
                            : one(Name.TEST, "success", "test.passed", at, n(f.total()));
            case Fact.ImagePublished f ->
                    one(
                            Name.PACKAGE,
                            "published",
                            "package.done",
                            at,
                            dev.duru.web.Ui.shortDigest(f.digest()),
                            dev.duru.web.Ui.bytes(f.bytes()));
            case Fact.PackagingFailed f ->
                    one(Name.PACKAGE, "failed", "package.failed", at, f.reason());
            case Fact.ReleaseCreated f ->
                    one(
                            Name.DEPLOY,
                            "created",
                            "deploy.created",
                            at,
                            n(f.release()),
                            f.environment());
            case Fact.ApprovalRequested f ->
                    one(
                            Name.DEPLOY,
                            "waiting-approval",
                            "deploy.waiting",
                            at,
                            n(f.release()),
                            f.environment());
            case Fact.ReleaseDeclined f ->
                    one(Name.DEPLOY, "declined", "deploy.declined", at, n(f.release()), f.by());
            case Fact.RolloutStarted f ->
                    one(
                            Name.DEPLOY,
                            "deploying",
                            "deploy.started",
                            at,
                            n(f.release()),
                            f.environment());
            case Fact.RolloutStepped f ->
                    one(
                            Name.DEPLOY,
                            "deploying",
                            "deploy.step",
                            at,
                            n(f.release()),
                            f.environment(),
                            n(f.percent()));
            case Fact.DeploymentFailed f ->
                    one(
                            Name.DEPLOY,
                            "failed",
                            "deploy.failed",
                            at,
                            n(f.release()),
                            f.environment());
            case Fact.ReleaseDeployed f ->
                    List.of(
                            station(
                                    Name.DEPLOY,
                                    "live",
                                    "deploy.live",
                                    at,
                                    n(f.release()),
                                    f.environment()),
                            station(Name.OPERATE, "healthy", "operate.live", at, f.environment()));
            case Fact.RolledBack f ->
                    List.of(
                            station(
                                    Name.DEPLOY,
                                    "rolled-back",
                                    "deploy.back",
                                    at,
                                    n(f.release()),
                                    f.environment()),
                            station(
                                    Name.OPERATE,
                                    "healthy",
                                    "operate.restored",
                                    at,
                                    f.environment()));
            case Fact.GatePassed f ->
                    one(Name.OPERATE, "healthy", "operate.passed", at, f.gate(), f.reading());
            case Fact.GateFailed f ->
                    one(Name.OPERATE, "failed", "operate.failed", at, f.gate(), f.reading());
            case Fact.CrashLooped f ->
                    one(Name.OPERATE, "crash-looped", "operate.crash", at, f.environment());
            case Fact other -> List.of();
        };
    }

    private static List<Environment> environments(List<Entry> newest) {
        Map<String, Environment> live = new LinkedHashMap<>();
        Set<String> busy = new HashSet<>();
        Map<String, Environment> moving = new LinkedHashMap<>();
        for (Entry entry : newest) {
            switch (entry.fact()) {
                case Fact.ReleaseDeployed f ->
                        live.putIfAbsent(
                                f.environment(),
                                new Environment(
                                        f.environment(),
                                        "live",
                                        f.release(),
                                        f.commit(),
                                        f.digest(),
                                        100,
                                        entry.at()));
                case Fact.RolledBack f ->
                        live.putIfAbsent(
                                f.environment(),
                                new Environment(
                                        f.environment(),
                                        "live",
                                        0,
                                        f.toCommit(),
                                        f.toDigest(),
                                        100,
                                        entry.at()));
                case Fact.RolloutStepped f when busy.add(f.environment()) ->
                        moving.put(
                                f.environment(),
                                new Environment(
                                        f.environment(),
                                        "deploying",
                                        f.release(),
                                        f.commit(),
                                        f.digest(),
                                        f.percent(),
                                        entry.at()));
                case Fact.RolloutStarted f when busy.add(f.environment()) ->
                        moving.put(
                                f.environment(),
                                new Environment(
                                        f.environment(),
                                        "deploying",
                                        f.release(),
                                        f.commit(),
                                        f.digest(),
                                        0,
                                        entry.at()));
                case Fact.ApprovalRequested f when busy.add(f.environment()) ->
                        moving.put(
                                f.environment(),
                                new Environment(
                                        f.environment(),
                                        "waiting-approval",
                                        f.release(),
                                        f.commit(),
                                        f.digest(),
                                        0,
                                        entry.at()));
                case Fact other -> {}
            }
        }
        moving.forEach((name, coming) -> {
            Environment now = live.get(name);
            if (now == null || coming.at().isAfter(now.at())) {
                live.merge(name, coming, (old, fresh) -> withComing(old, fresh));
            }
        });
        return ordered(newest, live);
    }

    /** What is live stays named, with the word for what is coming. */
    private static Environment withComing(Environment live, Environment coming) {
        return new Environment(
                live.name(),
                coming.state(),
                coming.release(),
                live.commit(),
                live.digest(),
                coming.percent(),
                coming.at());
    }

    /** By the number of the first release known there: a change reaches staging first. */
    private static List<Environment> ordered(List<Entry> newest, Map<String, Environment> live) {
        List<Environment> ordered = new ArrayList<>();
        for (Entry entry : newest.reversed()) {
            if (entry.fact() instanceof Fact.ReleaseCreated f) {
                Environment environment = live.remove(f.environment());
                if (environment != null) {
                    ordered.add(environment);
                }
            }
        }
        ordered.addAll(live.values());
        return List.copyOf(ordered);
    }

    private static List<Station> one(
            Name name, String state, String key, Instant at, String... args) {
        return List.of(station(name, state, key, at, args));
    }

    private static Station station(
            Name name, String state, String key, Instant at, String... args) {
        return new Station(name, state, key, List.of(args), at);
    }

    private static String n(long number) {
        return String.valueOf(number);
    }
}
