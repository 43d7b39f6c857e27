package dev.duru.observe.logs.otlp;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.logs.Draft;
import dev.duru.logs.LogsException;
import dev.duru.observe.logs.LogLine;
import dev.duru.observe.logs.LogProblems;
import dev.duru.observe.logs.Logs;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes logs in. */
public final class OtlpLogs {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LARGEST_BODY = 32 << 20;

    private final Logs logs;

    public OtlpLogs(Logs logs) {
        this.logs = logs;
    }

    /** Adds the route. */
    public void add(Router router) {
        router.api(
                "POST",
                "/projects/{owner}/{project}/otlp/v1/logs",
                Access.project(Role.DEVELOPER),
                this::take);
    }

    private Reply take(Request request) {
        if (!request.header("Content-Type").orElse("").startsWith("application/json")) {
            throw ProblemException.user(
                    "logs are taken as application/json here; set the exporter to http/json");
        }
        List<Draft> drafts = Records.read(body(request), LogLine.nanos(logs.now()));
        if (!drafts.isEmpty()) {
            try {
                logs.store(request.project()).append(drafts);
            } catch (LogsException e) {
                throw LogProblems.of(e);
            }
        }
        return Reply.json(Map.of("partialSuccess", Map.of()));
    }

    private static JsonNode body(Request request) {
        try {
            byte[] body = request.bodyStream().readNBytes(LARGEST_BODY + 1);
            if (body.length > LARGEST_BODY) {
                throw ProblemException.user(
                        "the body is larger than "
                                + (LARGEST_BODY >> 20)
                                + " MiB; send less at once");
            }
            return JSON.readTree(body);
        } catch (IOException e) {
            throw ProblemException.user("the body broke off");
        } catch (JacksonException e) {
            throw ProblemException.user("the body is not JSON: " + e.getOriginalMessage());
        }
    }
}
