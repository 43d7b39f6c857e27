package dev.duru.observe.events;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.file.Section;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads where deployments are told: lists of {@code datadog}, {@code newrelic}, {@code grafana}.
 */
public final class EventFile {
    private EventFile() {}

    /**
     * Reads a file; the secrets that it names stand beside it or anywhere.
     *
     * @throws ProblemException USER with the place of what is wrong
     */
    public static List<Destination> read(Path file) {
        Section root = Section.read(file);
        Path parent = file.toAbsolutePath().getParent();
        Path folder = parent == null ? Path.of("/") : parent;
        List<Destination> all = new ArrayList<>();
        for (Section each : root.sections("datadog")) {
            all.add(
                    new Destination.Datadog(
                            each.parsed(
                                    "site",
                                    URI.create("https://api.datadoghq.com"),
                                    EventFile::url),
                            folder.resolve(each.required("api_key_file")),
                            each.texts("tags")));
            each.end("datadog");
        }
        for (Section each : root.sections("newrelic")) {
            all.add(
                    new Destination.NewRelic(
                            each.parsed(
                                    "url",
                                    URI.create("https://insights-collector.newrelic.com"),
                                    EventFile::url),
                            account(each),
                            folder.resolve(each.required("api_key_file"))));
            each.end("newrelic");
        }
        for (Section each : root.sections("grafana")) {
            each.required("url");
            all.add(
                    new Destination.Grafana(
                            each.parsed("url", URI.create(""), EventFile::url),
                            folder.resolve(each.required("token_file")),
                            each.texts("tags")));
            each.end("grafana");
        }
        root.end("the configuration of events");
        return all;
    }

    private static String account(Section section) {
        String account = section.required("account");
        if (!account.matches("[0-9]{1,20}")) {
            throw section.wrong("account", "the account is a number, not `" + account + "`");
        }
        return account;
    }

    private static URI url(String text) {
        URI url = URI.create(text);
        if (url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?")) {
            throw new IllegalArgumentException("write an address such as https://example.org");
        }
        return url;
    }
}
