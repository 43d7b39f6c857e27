package dev.duru.observe;

import dev.duru.observe.query.Queries;
import dev.duru.observe.scrape.Scrapes;
import dev.duru.observe.scrape.TargetState;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What Prometheus' HTTP API tells about itself: targets, rules, status. For administrators. */
final class StatusApi {
    /** The version of the API that clients may count on. */
    private static final String COMPATIBLE = "3.5.0";

    private static final int LISTED = 10;

    /** What follows a metric's name in the names of its series. */
    private static final List<String> SUFFIXES = List.of("", "_bucket", "_sum", "_count");

    private final Observe observe;

    StatusApi(Observe observe) {
        this.observe = observe;
    }

    private interface Told {
        Object of(ApiParameters parameters);
    }

    void add(Router router) {
        router.api("GET", "/metadata", Access.SIGNED_IN, this::metadata);
        tell(router, "/targets", p -> targets());
        tell(router, "/targets/metadata", this::targetMetadata);
        router.api("GET", "/http_sd", Access.ADMIN, r -> discovery());
        tell(router, "/scrape_pools", p -> Map.of("scrapePools", pools()));
        tell(
                router,
                "/alertmanagers",
                p ->
                        Map.of(
                                "activeAlertmanagers",
                                observe.watch().forwarders().stream()
                                        .map(each -> Map.of("url", each.target().url().toString()))
                                        .toList(),
                                "droppedAlertmanagers",
                                List.of()));
        RulesApi rules = new RulesApi(observe);
        tell(router, "/rules", rules::rules);
        tell(router, "/alerts", p -> rules.alerts());
        tell(router, "/status/config", p -> Map.of("yaml", observe.watch().config().text()));
        tell(router, "/status/flags", p -> Map.of("query.lookback-delta", "5m"));
        tell(router, "/status/buildinfo", p -> build());
        tell(router, "/status/runtimeinfo", p -> runtime());
        tell(router, "/status/tsdb", p -> tsdb());
        tell(
                router,
                "/status/walreplay",
                p -> Map.of("min", 0, "max", 0, "current", 0, "state", "done"));
    }

    private void tell(Router router, String path, Told told) {
        router.api("GET", path, Access.SIGNED_IN, r -> reply(r, told));
    }

    private static Reply reply(Request request, Told told) {
        ApiParameters parameters = new ApiParameters(request);
        parameters.requireAdmin();
        return ApiParameters.answer(() -> PrometheusJson.success(told.of(parameters)));
    }

    /** Of all metrics, or of those that a project has. */
    private Reply metadata(Request request) {
        ApiParameters parameters = new ApiParameters(request);
        Queries queries = parameters.queries(observe);
        boolean all = parameters.text("project").orElse("").isEmpty();
        return ApiParameters.answer(() -> {
            Queries.Which any = new Queries.Which(List.of(), 0, Long.MAX_VALUE);
            Set<String> names = all ? Set.of() : queries.labelValues(Labels.NAME, any);
            Predicate<String> seen =
                    name -> all || SUFFIXES.stream().anyMatch(end -> names.contains(name + end));
            return PrometheusJson.success(metadata(parameters, seen));
        });
    }

    private Object metadata(ApiParameters parameters, Predicate<String> seen) {
        String wanted = parameters.text("metric").orElse("");
        int limit = parameters.limit();
        Map<String, Object> all = new TreeMap<>();
        observe.descriptions()
                .forEach((name, description) -> {
                    boolean room = limit == 0 || all.size() < limit;
                    if (room && (wanted.isEmpty() || wanted.equals(name)) && seen.test(name)) {
                        all.put(name, List.of(described(description)));
                    }
                });
        return all;
    }

    private static Map<String, Object> described(Scraper.Description description) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", description.type());
        json.put("help", description.help());
        json.put("unit", "");
        return json;
    }

    private Object targetMetadata(ApiParameters parameters) {
        String wanted = parameters.text("metric").orElse("");
        List<Object> all = new ArrayList<>();
        observe.descriptions()
                .forEach((name, description) -> {
                    if (wanted.isEmpty() || wanted.equals(name)) {
                        Map<String, Object> json = described(description);
                        json.put("target", Map.of("job", description.job()));
                        json.put("metric", name);
                        all.add(json);
                    }
                });
        return all;
    }

    private Object targets() {
        String problem = observe.edgeProblem();
        List<Object> active =
                new ArrayList<>(
                        List.of(
                                target("duru", "", observe.lastScrape()),
                                target("edge", problem, observe.lastScrape())));
        observe.watch().scrapes().seen().forEach(seen -> active.add(target(seen)));
        List<Object> dropped = new ArrayList<>();
        observe.watch()
                .scrapes()
                .dropped()
                .forEach(labels -> dropped.add(Map.of("discoveredLabels", labels)));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("activeTargets", active);
        json.put("droppedTargets", dropped);
        json.put("droppedTargetCounts", Map.of());
        return json;
    }

    /** What Duru deployed, for another Prometheus to find: its {@code http_sd_configs}. */
    private Reply discovery() {
        List<Object> groups = new ArrayList<>();
        for (Scrapes.Seen seen : observe.watch().scrapes().seen()) {
            if (seen.target().optional()) {
                Map<String, String> labels = new LinkedHashMap<>(seen.target().labels());
                labels.remove("instance");
                labels.remove("job");
                labels.put("__metrics_path__", seen.target().url().getPath());
                Map<String, Object> group = new LinkedHashMap<>();
                group.put("targets", List.of(seen.target().url().getAuthority()));
                group.put("labels", labels);
                groups.add(group);
            }
        }
        return Reply.json(groups);
    }

    private List<String> pools() {
        Set<String> pools = new TreeSet<>(List.of("duru", "edge"));
        observe.watch().scrapes().seen().forEach(seen -> pools.add(seen.target().job().name()));
        return List.copyOf(pools);
    }

    /** One that offers no metrics is neither up nor down. */
    private static Map<String, Object> target(Scrapes.Seen seen) {
        Map<String, Object> json = new LinkedHashMap<>();
        TargetState state = seen.state();
        json.put("discoveredLabels", seen.target().discovered());
        json.put("labels", seen.target().labels());
        json.put("scrapePool", seen.target().job().name());
        json.put("scrapeUrl", seen.target().url().toString());
        json.put("globalUrl", seen.target().url().toString());
        json.put("lastError", state.problem());
        json.put("lastScrape", Instant.ofEpochMilli(state.atMillis()).toString());
        json.put("lastScrapeDuration", state.seconds());
        json.put("health", state.health().equals("none") ? "unknown" : state.health());
        json.put("scrapeInterval", seen.target().job().interval().toMillis() / 1000.0 + "s");
        json.put("scrapeTimeout", seen.target().job().timeout().toMillis() / 1000.0 + "s");
        return json;
    }

    private static Map<String, Object> target(String job, String problem, Instant last) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("discoveredLabels", Map.of("job", job));
        json.put("labels", Map.of("job", job));
        json.put("scrapePool", job);
        json.put("scrapeUrl", "");
        json.put("globalUrl", "");
        json.put("lastError", problem);
        json.put("lastScrape", last.toString());
        json.put("health", problem.isEmpty() ? "up" : "down");
        return json;
    }

    private Object build() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", COMPATIBLE);
        json.put("revision", "duru " + observe.version());
        json.put("branch", "");
        json.put("buildUser", "");
        json.put("buildDate", "");
        json.put("goVersion", "java " + Runtime.version().feature());
        return json;
    }

    private Object runtime() {
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("startTime", Instant.ofEpochMilli(started).toString());
        json.put("serverTime", observe.clock().instant().toString());
        json.put("reloadConfigSuccess", true);
        json.put("lastConfigTime", Instant.ofEpochMilli(started).toString());
        json.put("corruptionCount", 0);
        json.put("goroutineCount", ManagementFactory.getThreadMXBean().getThreadCount());
        json.put("GOMAXPROCS", Runtime.getRuntime().availableProcessors());
        json.put("storageRetention", observe.retention().toSeconds() + "s");
        return json;
    }

    private Object tsdb() {
        Map<String, Long> byName = new TreeMap<>();
        Map<String, Long> byPair = new TreeMap<>();
        Map<String, TreeSet<String>> values = new TreeMap<>();
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        int series = 0;
        for (Series s : observe.reader().select(List.of(), 0, Long.MAX_VALUE)) {
            series++;
            first = Math.min(first, s.times()[0]);
            last = Math.max(last, s.times()[s.size() - 1]);
            byName.merge(s.labels().value(Labels.NAME), 1L, Long::sum);
            s.labels()
                    .map()
                    .forEach((name, value) -> {
                        byPair.merge(name + "=" + value, 1L, Long::sum);
                        values.computeIfAbsent(name, n -> new TreeSet<>()).add(value);
                    });
        }
        Map<String, Long> counts = new TreeMap<>();
        Map<String, Long> bytes = new TreeMap<>();
        values.forEach((name, all) -> {
            counts.put(name, (long) all.size());
            bytes.put(name, all.stream().mapToLong(String::length).sum());
        });
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("numSeries", series);
        head.put("numLabelPairs", byPair.size());
        head.put("chunkCount", series);
        head.put("minTime", series == 0 ? 0 : first);
        head.put("maxTime", series == 0 ? 0 : last);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("headStats", head);
        json.put("seriesCountByMetricName", most(byName));
        json.put("labelValueCountByLabelName", most(counts));
        json.put("memoryInBytesByLabelName", most(bytes));
        json.put("seriesCountByLabelValuePair", most(byPair));
        return json;
    }

    private static List<Map<String, Object>> most(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(LISTED)
                .map(StatusApi::named)
                .toList();
    }

    private static Map<String, Object> named(Map.Entry<String, Long> count) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", count.getKey());
        json.put("value", count.getValue());
        return json;
    }
}
