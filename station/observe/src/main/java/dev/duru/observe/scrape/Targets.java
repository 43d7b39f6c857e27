package dev.duru.observe.scrape;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.scrape.ScrapeJob.TargetGroup;
import dev.duru.yaml.Yaml;
import dev.duru.yaml.YamlException;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which targets the jobs have now. */
final class Targets {
    private static final Logger LOG = LoggerFactory.getLogger(Targets.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 4 << 20;

    private final Deployed deployed;
    private final HttpClient client;

    /** What a file or an address said last: it counts on when it cannot be read. */
    private final Map<String, List<TargetGroup>> known = new ConcurrentHashMap<>();

    Targets(Deployed deployed, HttpClient client) {
        this.deployed = deployed;
        this.client = client;
    }

    /**
     * What was found.
     *
     * @param dropped what relabeling left out
     * @param problems what is wrong with what replicas say of themselves
     */
    record Found(List<Target> targets, List<Scrapes.Dropped> dropped, SortedSet<String> problems) {}

    /** Asks everywhere. */
    Found find(List<ScrapeJob> jobs) {
        List<Target> targets = new ArrayList<>();
        List<Scrapes.Dropped> dropped = new ArrayList<>();
        SortedSet<String> problems = new TreeSet<>();
        for (ScrapeJob job : jobs) {
            List<Target> ofJob = new ArrayList<>();
            List<TargetGroup> groups = new ArrayList<>(job.sources().fixed());
            job.sources().files().forEach(file -> groups.addAll(ofFile(file)));
            job.sources().urls().forEach(url -> groups.addAll(ofUrl(url)));
            for (TargetGroup group : groups) {
                for (String address : group.targets()) {
                    add(job, Source.named(address, group.labels()), ofJob, dropped);
                }
            }
            if (job.sources().deployed()) {
                for (Deployed.Replica replica : deployed.replicas()) {
                    try {
                        Offer.of(replica)
                                .forEach(offer -> add(job, Source.of(offer), ofJob, dropped));
                    } catch (ProblemException e) {
                        problems.add(e.detail());
                    }
                }
            }
            targets.addAll(limited(job, ofJob));
        }
        return new Found(targets, dropped, problems);
    }

    private static List<Target> limited(ScrapeJob job, List<Target> targets) {
        int most = job.limits().targets();
        if (most > 0 && targets.size() > most) {
            LOG.warn("job {} has {} targets, more than {}", job.name(), targets.size(), most);
            return targets.subList(0, most);
        }
        return targets;
    }

    /** An address with what is known of it. */
    private record Source(
            String address, Map<String, String> labels, boolean deployed, boolean optional) {
        static Source named(String address, Map<String, String> labels) {
            return new Source(address, labels, false, false);
        }

        static Source of(Offer offer) {
            return new Source(offer.address(), offer.labels(), true, offer.optional());
        }
    }

    private static void add(
            ScrapeJob job, Source source, List<Target> targets, List<Scrapes.Dropped> dropped) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("__scheme__", job.scheme());
        labels.put("__metrics_path__", job.path());
        labels.put("job", job.name());
        labels.put("__address__", source.address());
        job.params()
                .forEach((name, values) ->
                        values.stream()
                                .findFirst()
                                .ifPresent(v -> labels.put("__param_" + name, v)));
        labels.putAll(source.labels());
        Optional<Map<String, String>> kept = Relabel.apply(job.relabels(), labels);
        if (kept.isEmpty() || !kept.get().containsKey("__address__")) {
            dropped.add(new Scrapes.Dropped(job.name(), labels));
            return;
        }
        Map<String, String> all = kept.get();
        Map<String, String> own = new TreeMap<>(all);
        own.keySet().removeIf(name -> name.startsWith("__"));
        own.putIfAbsent("instance", all.getOrDefault("__address__", ""));
        try {
            targets.add(
                    new Target(
                            job, url(job, all), labels, own, source.deployed(), source.optional()));
        } catch (IllegalArgumentException e) {
            LOG.warn("job {}: '{}' is not an address", job.name(), source.address());
            dropped.add(new Scrapes.Dropped(job.name(), labels));
        }
    }

    private static URI url(ScrapeJob job, Map<String, String> labels) {
        Map<String, List<String>> params = new TreeMap<>(job.params());
        labels.forEach((name, value) -> {
            if (name.startsWith("__param_")) {
                String param = name.substring("__param_".length());
                List<String> values = new ArrayList<>(params.getOrDefault(param, List.of(value)));
                values.set(0, value);
                params.put(param, values);
            }
        });
        List<String> query = new ArrayList<>();
        params.forEach((name, values) ->
                values.forEach(value -> query.add(encoded(name) + "=" + encoded(value))));
        return URI.create(
                labels.getOrDefault("__scheme__", "http")
                        + "://"
                        + labels.get("__address__")
                        + labels.getOrDefault("__metrics_path__", "/metrics")
                        + (query.isEmpty() ? "" : "?" + String.join("&", query)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private List<TargetGroup> ofFile(Path file) {
        try {
            known.put(file.toString(), groups(file.toString(), Files.readString(file)));
        } catch (IOException | ProblemException e) {
            LOG.warn("targets of {} cannot be read: {}", file, e.getMessage());
        }
        return known.getOrDefault(file.toString(), List.of());
    }

    private List<TargetGroup> ofUrl(URI url) {
        try {
            HttpRequest request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();
            HttpResponse<byte[]> response =
                    client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() == 200 && response.body().length <= MOST_BYTES) {
                String text = new String(response.body(), StandardCharsets.UTF_8);
                known.put(url.toString(), groups(url.toString(), text));
            } else {
                LOG.warn("targets of {}: it answers {}", url, response.statusCode());
            }
        } catch (IOException | ProblemException e) {
            LOG.warn("targets of {} cannot be read: {}", url, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return known.getOrDefault(url.toString(), List.of());
    }

    /** Groups of targets as JSON, which YAML includes. */
    static List<TargetGroup> groups(String file, String text) {
        try {
            List<TargetGroup> groups = new ArrayList<>();
            for (YamlNode item : Yaml.read(file, text).orThrow().asList().items()) {
                YamlMap map = item.asMap();
                Map<String, String> labels = new HashMap<>();
                map.find("labels")
                        .ifPresent(node ->
                                node.asMap()
                                        .entries()
                                        .forEach(e -> labels.put(e.name(), e.value().asText())));
                groups.add(
                        new TargetGroup(
                                map.require("targets").asList().items().stream()
                                        .map(YamlNode::asText)
                                        .toList(),
                                labels));
            }
            return groups;
        } catch (YamlException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        }
    }
}
