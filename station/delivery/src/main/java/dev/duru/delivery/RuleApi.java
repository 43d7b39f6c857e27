package dev.duru.delivery;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.web.Access;
import dev.duru.web.EventSink;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Locks, checklists, commands and comparisons for programs; described in openapi.json. */
final class RuleApi {
    private static final String PROJECT = "/projects/{owner}/{project}";
    private static final String ENVIRONMENT = PROJECT + "/environments/{name}";
    private static final String RELEASE = PROJECT + "/releases/{number}";
    private static final Access READER = Access.project(Role.READER);
    private static final Access DEVELOPER = Access.project(Role.DEVELOPER);
    private static final Access MAINTAINER = Access.project(Role.MAINTAINER);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final int CHUNK = 64 * 1024;

    private final DeliveryViews views;
    private final RuleViews rules;
    private final RuleCommands commands;
    private final CompareReleases comparisons;

    RuleApi(
            DeliveryViews views,
            RuleViews rules,
            RuleCommands commands,
            CompareReleases comparisons) {
        this.comparisons = comparisons;
        this.views = views;
        this.rules = rules;
        this.commands = commands;
    }

    record Why(@Nullable String reason) {}

    record Command(@Nullable List<String> command) {}

    /** What came of an item; the digest, where it is given, must still be the release's. */
    record Ticked(
            @Nullable String item,
            @Nullable Boolean passed,
            @Nullable String comment,
            @Nullable String link,
            @Nullable String digest) {}

    void add(Router router) {
        router.api("GET", ENVIRONMENT + "/queue", READER, this::queue)
                .api("POST", ENVIRONMENT + "/lock", MAINTAINER, this::lock)
                .api("POST", ENVIRONMENT + "/unlock", MAINTAINER, this::unlock)
                .api("POST", ENVIRONMENT + "/stop", DEVELOPER, this::stop)
                .api("POST", ENVIRONMENT + "/exec", MAINTAINER, this::exec)
                .api("GET", PROJECT + "/exec/{number}", DEVELOPER, this::task)
                .events("/api/v1" + PROJECT + "/exec/{number}/events", DEVELOPER, this::taskEvents)
                .api("POST", RELEASE + "/override", MAINTAINER, this::letThrough)
                .api("GET", RELEASE + "/checklist", READER, this::checklist)
                .api("POST", RELEASE + "/checklist", READER, this::tick)
                .api("POST", RELEASE + "/evidence", READER, this::attach)
                .api("GET", RELEASE + "/diff/{other}", READER, this::diff);
    }

    private Reply queue(Request request) {
        return Reply.json(rules.of(key(request)));
    }

    private Reply lock(Request request) {
        String reason = request.json(Why.class).reason();
        return Reply.json(
                commands.locks()
                        .lock(
                                key(request),
                                DeliveryApi.actor(request),
                                reason == null ? "" : reason));
    }

    private Reply unlock(Request request) {
        commands.locks().unlock(key(request), DeliveryApi.actor(request));
        return Reply.json(Map.of("unlocked", request.param("name")));
    }

    private Reply stop(Request request) {
        commands.ends()
                .byHand(request.project(), request.param("name"), DeliveryApi.actor(request));
        return Reply.json(Map.of("stopped", request.param("name")));
    }

    private Reply letThrough(Request request) {
        String reason = request.json(Why.class).reason();
        Release release =
                commands.locks()
                        .letThrough(
                                request.project(),
                                request.number("number"),
                                DeliveryApi.actor(request),
                                reason == null ? "" : reason);
        return Reply.json(views.release(release.project(), release.number()));
    }

    private Reply checklist(Request request) {
        return Reply.json(commands.approvals().checklist(release(request)));
    }

    private Reply tick(Request request) {
        Ticked body = request.json(Ticked.class);
        String item = body.item();
        if (item == null || body.passed() == null) {
            throw ProblemException.user("say which `item`, and whether it `passed`");
        }
        return Reply.json(
                commands.ticks()
                        .tick(
                                request.project(),
                                request.number("number"),
                                DeliveryApi.actor(request),
                                new TickChecklist.Word(
                                        item,
                                        body.passed(),
                                        body.comment() == null ? "" : body.comment(),
                                        body.link() == null ? "" : body.link(),
                                        "",
                                        null),
                                body.digest()));
    }

    /** A file that shows what came of an item; the body is the file. */
    private Reply attach(Request request) {
        return Reply.json(
                commands.ticks()
                        .tick(
                                request.project(),
                                request.number("number"),
                                DeliveryApi.actor(request),
                                new TickChecklist.Word(
                                        query(request, "item"),
                                        !request.query("passed").orElse("true").equals("false"),
                                        request.query("comment").orElse(""),
                                        "",
                                        query(request, "name"),
                                        request.bodyStream()),
                                request.query("digest").orElse(null)));
    }

    private static String query(Request request, String name) {
        return request.query(name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> ProblemException.user("say `" + name + "` in the query"));
    }

    private Reply diff(Request request) {
        return Reply.json(
                comparisons.between(
                        request.project(), request.number("number"), request.number("other")));
    }

    private Reply exec(Request request) {
        List<String> command = request.json(Command.class).command();
        long number =
                commands.commands()
                        .start(
                                key(request),
                                DeliveryApi.actor(request),
                                command == null ? List.of() : command);
        ProjectName project = request.project();
        return Reply.created(
                "/api/v1/projects/" + project + "/exec/" + number,
                RuleView.Task.of(commands.commands().task(project, number)));
    }

    private Reply task(Request request) {
        return Reply.json(
                RuleView.Task.of(
                        commands.commands().task(request.project(), request.number("number"))));
    }

    /**
     * The lines that a command prints, as they come, each an event {@code output}; at last one
     * {@code end} with what became of it.
     */
    private void taskEvents(Request request, EventSink sink) throws InterruptedException {
        ProjectName project = request.project();
        long number = request.number("number");
        Lines lines = new Lines();
        while (sink.isOpen()) {
            TaskStore.Task task = commands.commands().task(project, number);
            Optional<Path> output = commands.commands().output(task);
            for (String line : lines.next(output, !task.running())) {
                sink.send("output", "", commands.commands().masked(task, line));
            }
            if (!task.running()) {
                sink.send("end", "", task.reason().isEmpty() ? "done" : task.reason());
                return;
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /** Reads whole lines of a file that grows. */
    private static final class Lines {
        private long at;
        private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

        List<String> next(Optional<Path> file, boolean last) {
            StringBuilder text = new StringBuilder();
            if (file.isPresent()) {
                try (RandomAccessFile in = new RandomAccessFile(file.get().toFile(), "r")) {
                    in.seek(at);
                    byte[] chunk = new byte[CHUNK];
                    for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
                        at += n;
                        for (int i = 0; i < n; i++) {
                            rest.write(chunk[i]);
                            if (chunk[i] == '\n') {
                                text.append(rest.toString(StandardCharsets.UTF_8));
                                rest.reset();
                            }
                        }
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            if (last) {
                text.append(rest.toString(StandardCharsets.UTF_8));
                rest.reset();
            }
            return text.toString().lines().toList();
        }
    }

    private Release release(Request request) {
        return views.known(request.project(), request.number("number"));
    }

    private EnvironmentKey key(Request request) {
        return views.key(request.project(), request.param("name"));
    }
}
