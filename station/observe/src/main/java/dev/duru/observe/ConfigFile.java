package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.alerts.Forwarder;
import dev.duru.observe.file.FilePatterns;
import dev.duru.observe.file.Section;
import dev.duru.observe.remote.RemoteWrite;
import dev.duru.observe.rules.RuleFile;
import dev.duru.observe.rules.RuleGroup;
import dev.duru.observe.scrape.Relabel;
import dev.duru.observe.scrape.ScrapeFile;
import dev.duru.observe.scrape.ScrapeJob;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A configuration in Prometheus' format:
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/.
 *
 * @param text as it was read
 * @param files it and those that it names: when one changes, it is read again
 * @param externalLabels of this server
 * @param interval between two evaluations of a group that says nothing
 * @param destinations of remote write
 * @param alertmanagers that get the alerts of rules
 */
record ConfigFile(
        String text,
        List<Path> files,
        Map<String, String> externalLabels,
        Duration interval,
        List<ScrapeJob> jobs,
        List<RuleGroup> groups,
        List<RemoteWrite.Destination> destinations,
        List<Forwarder.Target> alertmanagers) {
    private static final Duration USUAL = Duration.ofMinutes(1);
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

    /** Where there is none. */
    static final ConfigFile NONE =
            new ConfigFile(
                    "", List.of(), Map.of(), USUAL, List.of(), List.of(), List.of(), List.of());

    /**
     * Reads a configuration and the files of rules that it names.
     *
     * @throws ProblemException USER with the place of what is wrong
     */
    static ConfigFile read(Path file) {
        Section root = Section.read(file);
        Path parent = file.toAbsolutePath().getParent();
        Path folder = parent == null ? Path.of("/") : parent;
        Duration interval = USUAL;
        Duration timeout = USUAL_TIMEOUT;
        Duration evaluation = USUAL;
        Map<String, String> labels = Map.of();
        Section global = root.section("global").orElse(null);
        if (global != null) {
            interval = global.duration("scrape_interval", USUAL);
            timeout = global.duration("scrape_timeout", USUAL_TIMEOUT);
            evaluation = global.duration("evaluation_interval", USUAL);
            labels = global.pairs("external_labels");
            global.end("global");
        }
        List<Path> files = new ArrayList<>(List.of(file));
        List<RuleGroup> groups = new ArrayList<>();
        for (String pattern : root.texts("rule_files")) {
            for (Path rules : FilePatterns.matching(file, pattern)) {
                files.add(rules);
                groups.addAll(RuleFile.read(rules.toString(), text(rules)));
            }
        }
        List<ScrapeJob> jobs = ScrapeFile.read(root, folder, interval, timeout);
        List<RemoteWrite.Destination> destinations = new ArrayList<>();
        for (Section each : root.sections("remote_write")) {
            destinations.add(destination(each, labels));
        }
        List<Forwarder.Target> alertmanagers = new ArrayList<>();
        Section alerting = root.section("alerting").orElse(null);
        if (alerting != null) {
            List<Relabel> relabels = Relabel.read(alerting, "alert_relabel_configs");
            for (Section each : alerting.sections("alertmanagers")) {
                alertmanagers.addAll(alertmanagers(each, relabels, labels));
            }
            alerting.end("alerting");
        }
        root.end("the configuration");
        return new ConfigFile(
                text(file), files, labels, evaluation, jobs, groups, destinations, alertmanagers);
    }

    private static List<Forwarder.Target> alertmanagers(
            Section section, List<Relabel> relabels, Map<String, String> external) {
        String scheme = section.text("scheme", "http");
        String prefix = section.text("path_prefix", "/").replaceAll("/+$", "");
        Duration timeout = section.duration("timeout", USUAL_TIMEOUT);
        String credentials = ScrapeFile.credentials(section);
        if (!section.text("api_version", "v2").equals("v2")) {
            throw section.wrong("api_version", "only v2 is spoken here");
        }
        List<Forwarder.Target> all = new ArrayList<>();
        for (Section group : section.sections("static_configs")) {
            for (String target : group.texts("targets")) {
                all.add(
                        new Forwarder.Target(
                                URI.create(scheme + "://" + target + prefix + "/api/v2/alerts"),
                                credentials,
                                timeout,
                                relabels,
                                external));
            }
            group.end("a group of targets");
        }
        section.end("alertmanagers");
        return all;
    }

    private static RemoteWrite.Destination destination(
            Section section, Map<String, String> external) {
        section.required("url");
        RemoteWrite.Destination destination =
                new RemoteWrite.Destination(
                        section.parsed("url", URI.create(""), URI::create),
                        ScrapeFile.credentials(section),
                        Relabel.read(section, "write_relabel_configs"),
                        external,
                        section.parsed("protobuf_message", false, ConfigFile::isSecond));
        section.text("name", "");
        section.end("remote_write");
        return destination;
    }

    /** Whether the message is that of remote write 2. */
    private static boolean isSecond(String message) {
        return switch (message) {
            case "prometheus.WriteRequest" -> false;
            case "io.prometheus.write.v2.Request" -> true;
            default ->
                    throw new IllegalArgumentException(
                            "take prometheus.WriteRequest or io.prometheus.write.v2.Request");
        };
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw ProblemException.user(file + " cannot be read: " + e);
        }
    }
}
