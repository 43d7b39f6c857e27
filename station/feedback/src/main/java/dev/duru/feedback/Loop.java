package dev.duru.feedback;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.web.Ui;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        return new Loop(List.copyOf(stations), LoopDelivery.environments(newest));
    }

    private static boolean newer(Station a, Station b) {
        return a.at() != null && b.at() != null && a.at().isAfter(b.at());
    }

    /** What a fact says of the stations; none for some. */
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
                            Ui.shortDigest(f.digest()),
                            Ui.bytes(f.bytes()));
            case Fact.PackagingFailed f ->
                    one(Name.PACKAGE, "failed", "package.failed", at, f.reason());
            case Fact.OfChange other -> LoopDelivery.said(other, at);
            case Fact other -> List.of();
        };
    }

    static List<Station> one(Name name, String state, String key, Instant at, String... args) {
        return List.of(station(name, state, key, at, args));
    }

    static Station station(Name name, String state, String key, Instant at, String... args) {
        return new Station(name, state, key, List.of(args), at);
    }

    static String n(long number) {
        return String.valueOf(number);
    }
}
