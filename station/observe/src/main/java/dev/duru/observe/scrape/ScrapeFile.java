package dev.duru.observe.scrape;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.file.Section;
import dev.duru.observe.scrape.ScrapeJob.TargetGroup;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code scrape_configs}:
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config.
 */
public final class ScrapeFile {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})\\s*([KMGT]?i?B)?");

    private ScrapeFile() {}

    /**
     * The jobs of a configuration.
     *
     * @param folder to which paths are relative
     * @param interval where a job says nothing
     * @param timeout where a job says nothing
     */
    public static List<ScrapeJob> read(
            Section root, Path folder, Duration interval, Duration timeout) {
        List<ScrapeJob> jobs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section section : root.sections("scrape_configs")) {
            ScrapeJob job = job(section, folder, interval, timeout);
            if (!names.add(job.name())) {
                throw section.wrong(
                        "job_name", "a second job is named `" + job.name() + "`; rename it");
            }
            jobs.add(job);
        }
        return jobs;
    }

    private static ScrapeJob job(
            Section section, Path folder, Duration usualInterval, Duration usualTimeout) {
        Duration interval = section.duration("scrape_interval", usualInterval);
        Duration timeout = section.duration("scrape_timeout", min(usualTimeout, interval));
        if (timeout.compareTo(interval) > 0) {
            throw section.wrong(
                    "scrape_timeout", "the timeout is longer than the interval; make it shorter");
        }
        Map<String, List<String>> params = new LinkedHashMap<>();
        section.section("params")
                .ifPresent(given ->
                        given.names().forEach(name -> params.put(name, given.texts(name))));
        ScrapeJob job =
                new ScrapeJob(
                        section.required("job_name"),
                        interval,
                        timeout,
                        section.text("scheme", "http"),
                        section.text("metrics_path", "/metrics"),
                        params,
                        credentials(section),
                        new ScrapeJob.Honor(
                                section.flag("honor_labels", false),
                                section.flag("honor_timestamps", true)),
                        limits(section),
                        Relabel.read(section, "relabel_configs"),
                        Relabel.read(section, "metric_relabel_configs"),
                        sources(section, folder));
        section.end("a scrape job");
        return job;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** The value of the header {@code Authorization} that a section asks for, or {@code ""}. */
    public static String credentials(Section section) {
        Optional<Section> basic = section.section("basic_auth");
        Optional<Section> other = section.section("authorization");
        String bearer = secret(section, "bearer_token", "bearer_token_file");
        if (basic.isPresent()) {
            String pair =
                    basic.get().required("username")
                            + ":"
                            + secret(basic.get(), "password", "password_file");
            basic.get().end("basic_auth");
            return "Basic "
                    + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }
        if (other.isPresent()) {
            String secret = secret(other.get(), "credentials", "credentials_file");
            if (secret.isEmpty()) {
                throw ProblemException.user(
                        other.get().position()
                                + ": there are no `credentials`; add them or `credentials_file`");
            }
            String value = other.get().text("type", "Bearer") + " " + secret;
            other.get().end("authorization");
            return value;
        }
        return bearer.isEmpty() ? "" : "Bearer " + bearer;
    }

    /**
     * As it stands in the section, or in a file beside the configuration that the section names.
     */
    private static String secret(Section section, String key, String fileKey) {
        String name = section.text(fileKey, "");
        if (name.isEmpty()) {
            return section.text(key, "");
        }
        if (section.has(key)) {
            throw section.wrong(fileKey, "give `" + key + "` or `" + fileKey + "`, not both");
        }
        Path file = Path.of(section.position().file()).toAbsolutePath().resolveSibling(name);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw section.wrong(fileKey, file + " cannot be read: " + e);
        }
    }

    private static ScrapeJob.Limits limits(Section section) {
        ScrapeJob.Limits usual = ScrapeJob.Limits.USUAL;
        return new ScrapeJob.Limits(
                section.parsed("body_size_limit", usual.bodyBytes(), ScrapeFile::bytes),
                count(section, "sample_limit", usual.samples()),
                count(section, "label_limit", usual.labels()),
                count(section, "label_name_length_limit", usual.nameLength()),
                count(section, "label_value_length_limit", usual.valueLength()),
                count(section, "target_limit", usual.targets()));
    }

    private static int count(Section section, String key, int usual) {
        long value = section.whole(key, usual);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw section.wrong(key, "write a number from 0 to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    private static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("write a size such as 10MB");
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        return Long.parseLong(matcher.group(1)) << 10 * "BKMGT".indexOf(unit.charAt(0));
    }

    private static ScrapeJob.Sources sources(Section section, Path folder) {
        List<TargetGroup> fixed = new ArrayList<>();
        for (Section group : section.sections("static_configs")) {
            fixed.add(new TargetGroup(group.texts("targets"), group.pairs("labels")));
            group.end("a group of targets");
        }
        List<Path> files = new ArrayList<>();
        for (Section group : section.sections("file_sd_configs")) {
            group.texts("files").forEach(file -> files.add(folder.resolve(file)));
            group.duration("refresh_interval", Duration.ofMinutes(5));
            group.end("file_sd_configs");
        }
        List<URI> urls = new ArrayList<>();
        for (Section group : section.sections("http_sd_configs")) {
            urls.add(group.parsed("url", URI.create(""), URI::create));
            group.duration("refresh_interval", Duration.ofMinutes(1));
            group.end("http_sd_configs");
        }
        boolean deployed = section.flag("duru_deployed", false);
        if (fixed.isEmpty() && files.isEmpty() && urls.isEmpty() && !deployed) {
            throw ProblemException.user(
                    section.position()
                            + ": the job has no targets; add static_configs, file_sd_configs,"
                            + " http_sd_configs or duru_deployed: true");
        }
        return new ScrapeJob.Sources(fixed, files, urls, deployed);
    }
}
