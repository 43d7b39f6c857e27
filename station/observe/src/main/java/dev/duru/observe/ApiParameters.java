package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.observe.query.Queries;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.Durations;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Parameters as Prometheus' API takes them: of the query string, or of a posted form. */
final class ApiParameters {
    private static final double MOST_SECONDS = 1e13;

    private final Request request;

    ApiParameters(Request request) {
        this.request = request;
    }

    /** A parameter that is wrong; becomes bad_data. */
    static TsdbException wrong(String name, String message) {
        return new TsdbException("invalid parameter \"" + name + "\": " + message);
    }

    /** An answer, or the error that came instead. */
    static Reply answer(Supplier<Reply> work) {
        try {
            return work.get();
        } catch (TsdbException e) {
            return PrometheusJson.error(e);
        }
    }

    Optional<String> text(String name) {
        Optional<String> given = request.query(name);
        return given.isPresent() || request.method().equals("GET") ? given : request.form(name);
    }

    List<String> all(String name) {
        List<String> all = new ArrayList<>(request.queryAll(name));
        if (!request.method().equals("GET")) {
            all.addAll(request.formAll(name));
        }
        return all;
    }

    String query() {
        return text("query").orElse("");
    }

    long time(String name, long otherwise) {
        String text = text(name).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            double seconds = Double.parseDouble(text);
            if (Math.abs(seconds) < MOST_SECONDS) {
                return Math.round(seconds * 1000);
            }
        } catch (NumberFormatException notSeconds) {
            try {
                return OffsetDateTime.parse(text).toInstant().toEpochMilli();
            } catch (DateTimeException e) {
                throw wrong(
                        name, "cannot parse " + NumberText.quoted(text) + " to a valid timestamp");
            }
        }
        throw wrong(name, "cannot parse " + NumberText.quoted(text) + " to a valid timestamp");
    }

    long duration(String name, String otherwise) {
        String text = text(name).orElse(otherwise);
        try {
            return Durations.millis(text);
        } catch (NumberFormatException e) {
            throw wrong(name, "cannot parse " + NumberText.quoted(text) + " to a valid duration");
        }
    }

    int limit() {
        String text = text("limit").orElse("0");
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 0) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            throw wrong("limit", "limit must be a number");
        }
        throw wrong("limit", "limit must be non-negative");
    }

    /** Answers over the series that whoever asks may see. */
    Queries queries(Observe observe) {
        String wanted = text("project").orElse("");
        if (!wanted.isEmpty()) {
            ProjectName project = ProjectName.parse(wanted);
            if (!ObserveRoutes.maySee(request, project)) {
                throw ProblemException.notFound("there is no project " + project);
            }
            return observe.queries(project.toString());
        }
        requireAdmin();
        return observe.queries();
    }

    void requireAdmin() {
        if (!request.identity().admin()) {
            throw ProblemException.forbidden(
                    "only administrators ask for all projects; add project=owner/project");
        }
    }
}
