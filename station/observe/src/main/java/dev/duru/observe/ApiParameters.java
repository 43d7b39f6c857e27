package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.observe.query.Queries;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.Durations;
import dev.duru.tsdb.query.syntax.Parser;
import dev.duru.tsdb.query.syntax.QueryException;
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

    /** The first and the last moment that Go's clients know; they stand for no bound. */
    private static final String FIRST = "-292273086-05-16T16:47:06Z";

    private static final String LAST = "292277025-08-18T07:12:54.999999999Z";

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

    /** What is posted counts before what stands in the address. */
    Optional<String> text(String name) {
        Optional<String> posted =
                request.method().equals("GET") ? Optional.empty() : request.form(name);
        return posted.isPresent() ? posted : request.query(name);
    }

    List<String> all(String name) {
        List<String> all = new ArrayList<>(request.queryAll(name));
        if (!request.method().equals("GET")) {
            all.addAll(request.formAll(name));
        }
        return all;
    }

    /** Whether something is wanted that nobody gets who says nothing. */
    boolean flag(String name) {
        String text = text(name).orElse("");
        return switch (text) {
            case "", "0", "f", "F", "false", "FALSE", "False" -> false;
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            default -> throw wrong(name, NumberText.quoted(text) + " is neither true nor false");
        };
    }

    String query() {
        return text("query").orElse("");
    }

    /** The conditions of each {@code match[]}. */
    List<List<Matcher>> selectors() {
        List<List<Matcher>> selectors = new ArrayList<>();
        for (String text : all("match[]")) {
            List<Matcher> matchers;
            try {
                matchers = Parser.parseSelector(text);
            } catch (QueryException e) {
                throw wrong("match[]", String.valueOf(e.getMessage()));
            }
            if (matchers.stream().allMatch(m -> m.test(""))) {
                throw wrong("match[]", "match[] must contain at least one non-empty matcher");
            }
            selectors.add(matchers);
        }
        return selectors;
    }

    /** A time that must be there. */
    long time(String name) {
        return time(text(name).orElse(""), name);
    }

    long time(String name, long otherwise) {
        String text = text(name).orElse("");
        return text.isEmpty() ? otherwise : time(text, name);
    }

    private static long time(String text, String name) {
        if (text.equals(FIRST) || text.equals(LAST)) {
            return text.equals(FIRST) ? 0 : Long.MAX_VALUE;
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

    /** A duration in milliseconds; empty for one that must be there. */
    long duration(String name, String otherwise) {
        String text = text(name).filter(given -> !given.isEmpty()).orElse(otherwise);
        try {
            return Durations.millis(text);
        } catch (NumberFormatException e) {
            throw wrong(name, "cannot parse " + NumberText.quoted(text) + " to a valid duration");
        }
    }

    int limit() {
        return limit("limit");
    }

    /** 0 for no limit. */
    int limit(String name) {
        String text = text(name).filter(given -> !given.isEmpty()).orElse("0");
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 0) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            throw wrong(name, name + " must be a number");
        }
        throw wrong(name, name + " must be non-negative");
    }

    /** Answers over the series that whoever asks may see. */
    Queries queries(Observe observe) {
        return observe.queries(project());
    }

    /**
     * What whoever asks wants to see: a project, or empty for everything.
     *
     * @throws ProblemException NOT_FOUND or FORBIDDEN when he may not
     */
    String project() {
        String wanted = text("project").orElse("");
        if (wanted.isEmpty()) {
            requireAdmin();
            return "";
        }
        ProjectName project = ProjectName.parse(wanted);
        if (!ObserveRoutes.maySee(request, project)) {
            throw ProblemException.notFound("there is no project " + project);
        }
        return project.toString();
    }

    void requireAdmin() {
        if (!request.identity().admin()) {
            throw ProblemException.forbidden(
                    "only administrators ask for all projects; add project=owner/project");
        }
    }
}
