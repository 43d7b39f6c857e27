package dev.duru.observe.alerts;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.alerts.Routing.Inhibition;
import dev.duru.observe.alerts.Routing.Integration;
import dev.duru.observe.alerts.Routing.Receiver;
import dev.duru.observe.alerts.Routing.Route;
import dev.duru.observe.alerts.Routing.Timing;
import dev.duru.observe.file.FilePatterns;
import dev.duru.observe.file.Section;
import dev.duru.observe.scrape.ScrapeFile;
import dev.duru.observe.template.Template;
import dev.duru.observe.template.TemplateException;
import dev.duru.tsdb.Matcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a configuration in Alertmanager's format, with {@code issue_configs} beside its receivers:
 * https://prometheus.io/docs/alerting/latest/configuration/.
 */
public final class RoutingFile {
    private final Map<String, Receiver> receivers = new LinkedHashMap<>();
    private final Map<String, List<TimeInterval>> intervals = new LinkedHashMap<>();
    private Mail.Account account = Mail.Account.NONE;
    private String slackUrl = "";

    private RoutingFile() {}

    /**
     * Reads a file.
     *
     * @throws ProblemException USER with the place of what is wrong
     */
    public static Routing read(Path file) {
        try {
            return new RoutingFile().read(file, Files.readString(file));
        } catch (IOException e) {
            throw ProblemException.user(file + " cannot be read: " + e);
        }
    }

    private Routing read(Path file, String text) {
        Section root = Section.read(file.toString(), text);
        root.section("global").ifPresent(this::global);
        for (Section section : root.sections("receivers")) {
            Receiver receiver = receiver(section);
            if (receivers.put(receiver.name(), receiver) != null) {
                throw section.wrong(
                        "name", "a second receiver is named `" + receiver.name() + "`; rename it");
            }
        }
        for (String key : List.of("time_intervals", "mute_time_intervals")) {
            for (Section section : root.sections(key)) {
                intervals.put(
                        section.required("name"),
                        section.sections("time_intervals").stream()
                                .map(TimeInterval::read)
                                .toList());
                section.end("a named time interval");
            }
        }
        Section top =
                root.section("route")
                        .orElseThrow(() ->
                                ProblemException.user(
                                        root.position() + ": there is no `route`; add one"));
        Route route = route(top, null, "");
        List<Inhibition> inhibitions =
                root.sections("inhibit_rules").stream().map(RoutingFile::inhibition).toList();
        Template library = library(file, root.texts("templates"));
        root.end("the configuration of alerts");
        return new Routing(route, receivers, inhibitions, library, text);
    }

    /** What the files define that patterns name; a later file wins. */
    private static Template library(Path file, List<String> patterns) {
        Template library = Template.parse("");
        for (String pattern : patterns) {
            for (Path each : FilePatterns.matching(file, pattern)) {
                try {
                    library = Template.parse(Files.readString(each)).with(library);
                } catch (IOException | TemplateException e) {
                    throw ProblemException.user(each + ": " + e.getMessage());
                }
            }
        }
        return library;
    }

    /** The intervals that a route names. */
    private List<TimeInterval> intervals(Section section, String key) {
        List<TimeInterval> all = new ArrayList<>();
        for (String name : section.texts(key)) {
            List<TimeInterval> named = intervals.get(name);
            if (named == null) {
                throw section.wrong(
                        key,
                        "there is no time interval `"
                                + name
                                + "`; take one of "
                                + intervals.keySet());
            }
            all.addAll(named);
        }
        return all;
    }

    private void global(Section section) {
        account = account(section, "smtp_", Mail.Account.NONE);
        slackUrl = section.text("slack_api_url", "");
        section.duration("resolve_timeout", java.time.Duration.ofMinutes(5));
        section.end("global");
    }

    private static Mail.Account account(Section section, String prefix, Mail.Account usual) {
        return new Mail.Account(
                section.text(prefix + "smarthost", usual.host()),
                section.text(prefix + "from", usual.from()),
                section.text(prefix + "auth_username", usual.user()),
                section.text(prefix + "auth_password", usual.password()),
                section.flag(prefix + "require_tls", usual.requiresTls()));
    }

    private Receiver receiver(Section section) {
        List<Integration> ways = new ArrayList<>();
        for (Section each : section.sections("webhook_configs")) {
            ways.add(
                    new Integration.WebHook(
                            each.flag("send_resolved", true),
                            each.required("url"),
                            each.section("http_config").map(RoutingFile::credentials).orElse(""),
                            (int) each.whole("max_alerts", 0)));
            each.end("a web hook");
        }
        for (Section each : section.sections("slack_configs")) {
            String url = each.text("api_url", slackUrl);
            if (url.isEmpty()) {
                throw ProblemException.user(
                        each.position() + ": the chat has no address; add `api_url`");
            }
            ways.add(
                    new Integration.Chat(
                            each.flag("send_resolved", false),
                            url,
                            each.text("channel", ""),
                            each.text("username", "Duru"),
                            each.text("title", Messages.TITLE),
                            each.text("text", Messages.TEXT)));
            each.end("a chat");
        }
        for (Section each : section.sections("email_configs")) {
            Mail.Account own = account(each, "", account);
            if (own.host().isEmpty() || own.from().isEmpty()) {
                throw ProblemException.user(
                        each.position() + ": e-mail needs `smarthost` and `from`; add them");
            }
            ways.add(
                    new Integration.Email(
                            each.flag("send_resolved", false),
                            each.required("to"),
                            own,
                            each.pairs("headers").getOrDefault("Subject", Messages.TITLE)));
            each.end("an e-mail");
        }
        for (Section each : section.sections("issue_configs")) {
            ways.add(new Integration.Issue(each.flag("send_resolved", true)));
            each.end("an issue");
        }
        Receiver receiver = new Receiver(section.required("name"), ways);
        section.end("a receiver");
        return receiver;
    }

    private static String credentials(Section section) {
        String credentials = ScrapeFile.credentials(section);
        section.end("http_config");
        return credentials;
    }

    private Route route(
            Section section, @org.jspecify.annotations.Nullable Route parent, String place) {
        String receiver = section.text("receiver", parent == null ? "" : parent.receiver());
        if (!receivers.containsKey(receiver)) {
            throw section.wrong(
                    "receiver",
                    "there is no receiver `" + receiver + "`; take one of " + receivers.keySet());
        }
        Timing usual = parent == null ? Timing.USUAL : parent.timing();
        List<String> by =
                section.has("group_by")
                        ? section.texts("group_by")
                        : parent == null ? List.of() : parent.groupBy();
        List<Matcher> matchers = matchers(section, "matchers", "match", "match_re");
        Route bare =
                new Route(
                        place
                                + "{"
                                + String.join(
                                        ",", matchers.stream().map(Matcher::toString).toList())
                                + "}",
                        receiver,
                        matchers,
                        by,
                        by.contains("..."),
                        new Timing(
                                section.duration("group_wait", usual.hold()),
                                section.duration("group_interval", usual.interval()),
                                section.duration("repeat_interval", usual.repeat())),
                        new Hours(
                                intervals(section, "mute_time_intervals"),
                                intervals(section, "active_time_intervals")),
                        section.flag("continue", false),
                        List.of());
        List<Route> children = new ArrayList<>();
        int number = 0;
        for (Section child : section.sections("routes")) {
            children.add(route(child, bare, bare.id() + "/" + number++));
        }
        section.end("a route");
        return new Route(
                bare.id(),
                bare.receiver(),
                bare.matchers(),
                bare.groupBy(),
                bare.groupsAll(),
                bare.timing(),
                bare.hours(),
                bare.goesOn(),
                children);
    }

    private static List<Matcher> matchers(
            Section section, String lists, String equal, String expressions) {
        List<Matcher> all = new ArrayList<>();
        for (String text : section.texts(lists)) {
            try {
                all.addAll(Matchers.parse(text));
            } catch (IllegalArgumentException e) {
                throw section.wrong(lists, String.valueOf(e.getMessage()));
            }
        }
        section.pairs(equal).forEach((name, value) -> all.add(Matchers.of(name, "=", value)));
        section.pairs(expressions)
                .forEach((name, value) -> all.add(Matchers.of(name, "=~", value)));
        return all;
    }

    private static Inhibition inhibition(Section section) {
        Inhibition rule =
                new Inhibition(
                        matchers(section, "source_matchers", "source_match", "source_match_re"),
                        matchers(section, "target_matchers", "target_match", "target_match_re"),
                        section.texts("equal"));
        section.end("a rule of inhibition");
        return rule;
    }
}
