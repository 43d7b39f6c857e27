package dev.duru.observe;

import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.observe.events.Happening;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Deployments as annotations of graphs: for Grafana's Infinity data source by {@code GET}, and for
 * its JSON data source by {@code POST}, which asks for what a dashboard shows.
 */
final class AnnotationsApi {
    private static final String PATH = "/projects/{owner}/{project}/annotations";
    private static final Duration USUAL = Duration.ofDays(7);

    private final Observe observe;
    private final Happenings happenings;

    AnnotationsApi(Observe observe, Ledger ledger) {
        this.observe = observe;
        this.happenings = new Happenings(ledger);
    }

    void add(Router router) {
        router.api("GET", PATH, ObserveRoutes.readers(), this::list)
                .api("POST", PATH, ObserveRoutes.readers(), this::asked);
    }

    /** The part of a dashboard's question that counts. */
    record Question(@Nullable Range range, @Nullable Object annotation) {
        record Range(@Nullable String from, @Nullable String to) {}
    }

    private Reply list(Request request) {
        Instant to = time(request.query("to"), observe.clock().instant());
        Instant from = time(request.query("from"), to.minus(USUAL));
        return Reply.json(
                found(request.project(), request.query("environment").orElse(""), from, to, null));
    }

    private Reply asked(Request request) {
        Question question = request.json(Question.class);
        Question.Range range = question.range();
        Instant to =
                time(Optional.ofNullable(range).map(Question.Range::to), observe.clock().instant());
        Instant from = time(Optional.ofNullable(range).map(Question.Range::from), to.minus(USUAL));
        return Reply.json(found(request.project(), "", from, to, question.annotation()));
    }

    private List<Map<String, Object>> found(
            ProjectName project,
            String environment,
            Instant from,
            Instant to,
            @Nullable Object annotation) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Happening happening : happenings.of(project, environment, from, to)) {
            Map<String, Object> one = new LinkedHashMap<>();
            if (annotation != null) {
                one.put("annotation", annotation);
            }
            one.put("time", happening.at().toEpochMilli());
            one.put("title", happening.title());
            one.put("text", happening.text());
            one.put("tags", happening.tags());
            all.add(one);
        }
        return all;
    }

    /** Milliseconds since 1970, as Grafana's variables give them, or RFC 3339. */
    private static Instant time(Optional<String> given, Instant otherwise) {
        String text = given.orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return text.matches("[0-9]{1,15}")
                    ? Instant.ofEpochMilli(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw ProblemException.user(
                    "'"
                            + text
                            + "' is neither milliseconds nor a time such as"
                            + " 2026-01-02T03:04:05Z");
        }
    }
}
