package dev.duru.web;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The kit's own routes: health, assets, the API's description, live facts, the two switches. */
final class OwnRoutes {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final int RESUME_LIMIT = 1000;

    private final WebPorts ports;
    private final Assets assets;
    private final ObjectNode openApi;

    OwnRoutes(WebPorts ports, Assets assets, ObjectNode openApi) {
        this.ports = ports;
        this.assets = assets;
        this.openApi = openApi;
    }

    void add(Router router) {
        router.page("/healthz", Access.OPEN, request -> Reply.text("alive\n"))
                .page("/readyz", Access.OPEN, request -> ready())
                .page(
                        "/assets/{hash}/{name}",
                        Access.OPEN,
                        request -> assets.reply(request.param("hash"), request.param("name")))
                .page(
                        "/favicon.ico",
                        Access.OPEN,
                        request -> Reply.redirect(assets.base() + "/icon.svg"))
                .page(
                        "/robots.txt",
                        Access.OPEN,
                        request -> Reply.text("User-agent: *\nDisallow: /\n"))
                .form("/language", Access.OPEN, request -> choose(request, "language"))
                .form("/theme", Access.OPEN, request -> choose(request, "theme"))
                .api("GET", "/openapi.json", Access.OPEN, request -> Reply.json(openApi))
                .events("/events", Access.OPEN, this::events);
    }

    private Reply ready() {
        List<String> unready = ports.unready().get();
        return unready.isEmpty()
                ? Reply.text("ready\n")
                : Reply.text(String.join("\n", unready) + "\n").withStatus(503);
    }

    /** Remembers the language or the theme, and goes back. */
    private static Reply choose(Request request, String what) {
        String value = request.required(what);
        if (!value.matches("[a-z]{2,5}")) {
            throw ProblemException.user("there is no " + what + " '" + value + "'");
        }
        String back = request.form("back").filter(Reply::isLocal).orElse("/");
        return Reply.redirect(back).withCookie(new Cookie("duru_" + what, value, YEAR, false));
    }

    /**
     * The facts of a project as they happen; after {@code Last-Event-ID}, also those that were
     * missed.
     */
    private void events(Request request, EventSink sink) throws InterruptedException {
        ProjectName project =
                ProjectName.parse(
                        request.query("project")
                                .orElseThrow(() ->
                                        ProblemException.user(
                                                "say which: /events?project=owner/project")));
        if (request.role(project).isEmpty()) {
            throw ProblemException.notFound("there is no project " + project);
        }
        BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
        AutoCloseable watch =
                ports.ledger()
                        .watch(entry -> {
                            if (belongs(entry, project)) {
                                queue.add(entry);
                            }
                        });
        try {
            sink.beat();
            long last = resume(request, project, sink);
            while (sink.isOpen()) {
                @Nullable Entry entry = queue.poll(30, TimeUnit.SECONDS);
                if (entry != null && entry.sequence() > last) {
                    send(entry, sink);
                }
            }
        } finally {
            close(watch);
        }
    }

    private long resume(Request request, ProjectName project, EventSink sink) {
        String seen = request.header("Last-Event-ID").orElse("");
        if (!seen.matches("[0-9]{1,18}")) {
            return 0;
        }
        long last = Long.parseLong(seen);
        List<Entry> missed =
                ports.ledger().ofProject(project, Long.MAX_VALUE, RESUME_LIMIT).reversed();
        for (Entry entry : missed) {
            if (entry.sequence() > last) {
                send(entry, sink);
                last = entry.sequence();
            }
        }
        return last;
    }

    private static boolean belongs(Entry entry, ProjectName project) {
        return entry.fact() instanceof Fact.OfProject of && of.project().equals(project);
    }

    private static void send(Entry entry, EventSink sink) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", entry.fact().getClass().getSimpleName());
        data.put("sequence", entry.sequence());
        data.put("at", entry.at());
        if (entry.fact() instanceof Fact.OfProject of) {
            data.put("project", of.project());
        }
        if (entry.fact() instanceof Fact.OfChange of) {
            data.put("commit", of.commit());
        }
        sink.send("fact", String.valueOf(entry.sequence()), Json.write(data));
    }

    private static void close(AutoCloseable watch) {
        try {
            watch.close();
        } catch (Exception e) {
            throw new IllegalStateException("a watcher of the ledger could not be closed", e);
        }
    }
}
