package dev.duru.observe;

import dev.duru.observe.scrape.ScrapeJob;
import dev.duru.observe.scrape.Scrapes;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.exposition.Scraped;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.syntax.Parser;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is read, in the shape of Prometheus' HTTP API. For administrators. */
final class TargetsApi {
    private final Observe observe;

    TargetsApi(Observe observe) {
        this.observe = observe;
    }

    void add(Router router) {
        StatusApi.tell(router, "/targets", this::targets);
        StatusApi.tell(router, "/targets/metadata", this::metadata);
        StatusApi.tell(
                router,
                "/scrape_pools",
                p -> PrometheusJson.success(Map.of("scrapePools", pools())));
        router.api("GET", "/http_sd", Access.ADMIN, r -> discovery());
    }

    private Reply targets(ApiParameters parameters) {
        String state = parameters.text("state").orElse("").toLowerCase(Locale.ROOT);
        String pool = parameters.text("scrapePool").orElse("");
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("activeTargets", state.equals("dropped") ? List.of() : active(pool));
        List<Object> dropped = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        if (!state.equals("active")) {
            for (Scrapes.Dropped each : observe.watch().scrapes().dropped()) {
                counts.merge(each.job(), 1, Integer::sum);
                if (pool.isEmpty() || pool.equals(each.job())) {
                    dropped.add(
                            Map.of("discoveredLabels", each.labels(), "scrapePool", each.job()));
                }
            }
        }
        json.put("droppedTargets", dropped);
        json.put("droppedTargetCounts", counts);
        return PrometheusJson.success(json);
    }

    private List<Object> active(String pool) {
        List<Object> active = new ArrayList<>();
        if (pool.isEmpty() || pool.equals("duru")) {
            active.add(own("duru", ""));
        }
        if (pool.isEmpty() || pool.equals("edge")) {
            active.add(own("edge", observe.edgeProblem()));
        }
        observe.watch().scrapes().seen().stream()
                .filter(seen -> pool.isEmpty() || pool.equals(seen.target().job().name()))
                .forEach(seen -> active.add(target(seen)));
        return active;
    }

    /** One that offers no metrics is neither up nor down. */
    private static Map<String, Object> target(Scrapes.Seen seen) {
        Map<String, Object> json = new LinkedHashMap<>();
        ScrapeJob job = seen.target().job();
        String health = seen.state().health();
        json.put("discoveredLabels", seen.target().discovered());
        json.put("labels", seen.target().labels());
        json.put("scrapePool", job.name());
        json.put("scrapeUrl", seen.target().url().toString());
        json.put("globalUrl", seen.target().url().toString());
        json.put("lastError", seen.state().problem());
        json.put("lastScrape", PrometheusJson.time(seen.state().atMillis()));
        json.put("lastScrapeDuration", seen.state().seconds());
        json.put("health", health.equals("none") ? "unknown" : health);
        json.put("scrapeInterval", text(job.interval()));
        json.put("scrapeTimeout", text(job.timeout()));
        return json;
    }

    private static String text(Duration duration) {
        return NumberText.duration(duration.toMillis());
    }

    /** What is read without a target: Duru itself, and its edge. */
    private Map<String, Object> own(String job, String problem) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("discoveredLabels", Map.of("job", job));
        json.put("labels", Map.of("job", job));
        json.put("scrapePool", job);
        json.put("scrapeUrl", "");
        json.put("globalUrl", "");
        json.put("lastError", problem);
        json.put("lastScrape", PrometheusJson.time(observe.lastScrape().toEpochMilli()));
        json.put("lastScrapeDuration", 0);
        json.put("health", problem.isEmpty() ? "up" : "down");
        json.put("scrapeInterval", text(observe.scrapeEvery()));
        json.put("scrapeTimeout", text(observe.scrapeEvery()));
        return json;
    }

    private List<String> pools() {
        Set<String> pools = new TreeSet<>(List.of("duru", "edge"));
        observe.watch().scrapes().seen().forEach(seen -> pools.add(seen.target().job().name()));
        observe.watch().scrapes().dropped().forEach(dropped -> pools.add(dropped.job()));
        return List.copyOf(pools);
    }

    /** What targets say of their metrics; the name is left out where one was asked for. */
    private Reply metadata(ApiParameters parameters) {
        String metric = parameters.text("metric").orElse("");
        List<Matcher> wanted = Parser.parseSelector(parameters.text("match_target").orElse("{}"));
        int limit = parameters.limit();
        List<Object> all = new ArrayList<>();
        observe.families((labels, families) -> {
            if (!wanted.stream().allMatch(matcher -> matcher.test(Labels.of(labels)))) {
                return;
            }
            for (Scraped.Family family : families) {
                boolean room = limit == 0 || all.size() < limit;
                if (room && (metric.isEmpty() || metric.equals(family.name()))) {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("target", labels);
                    if (metric.isEmpty()) {
                        json.put("metric", family.name());
                    }
                    json.put("type", family.type());
                    json.put("help", family.help());
                    json.put("unit", family.unit());
                    all.add(json);
                }
            }
        });
        return all.isEmpty()
                ? PrometheusJson.notFound("specified metadata not found")
                : PrometheusJson.success(all);
    }

    /** What Duru deployed, for another Prometheus to find: its {@code http_sd_configs}. */
    private Reply discovery() {
        List<Object> groups = new ArrayList<>();
        for (Scrapes.Seen seen : observe.watch().scrapes().seen()) {
            if (seen.target().deployed()) {
                Map<String, String> labels = new LinkedHashMap<>(seen.target().labels());
                labels.remove("instance");
                labels.remove("job");
                labels.put("__scheme__", seen.target().url().getScheme());
                labels.put("__metrics_path__", seen.target().url().getPath());
                Map<String, Object> group = new LinkedHashMap<>();
                group.put("targets", List.of(seen.target().url().getAuthority()));
                group.put("labels", labels);
                groups.add(group);
            }
        }
        return Reply.json(groups);
    }
}
