package dev.duru.observe.logs.otlp;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.logs.Draft;
import dev.duru.logs.LogsException;
import dev.duru.observe.logs.LogLine;
import dev.duru.observe.logs.LogProblems;
import dev.duru.observe.logs.Logs;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.wire.MessageWriter;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Takes logs in; the answer has the form of the request. */
public final class OtlpLogs {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LARGEST_BODY = 32 << 20;
    private static final String PROTOBUF = "application/x-protobuf";

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
        String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith(PROTOBUF)) {
            return message(request);
        }
        if (type.startsWith("application/json")) {
            keep(request, json(request));
            return Reply.json(Map.of("partialSuccess", Map.of()));
        }
        throw ProblemException.user(
                "logs are taken as " + PROTOBUF + " and application/json, not as '" + type + "'");
    }

    /** What is wrong is told as {@code google.rpc.Status}, whose second field is the message. */
    private Reply message(Request request) {
        try {
            keep(request, WireRecords.read(request.bytes(LARGEST_BODY), now()));
            return Reply.bytes(PROTOBUF, new byte[0]);
        } catch (TsdbException e) {
            return refused(400, String.valueOf(e.getMessage()));
        } catch (ProblemException e) {
            return refused(e.problem().code().status(), e.problem().detail());
        }
    }

    private static Reply refused(int status, String why) {
        return Reply.bytes(PROTOBUF, new MessageWriter().text(2, why).bytes()).withStatus(status);
    }

    private List<Draft> json(Request request) {
        try {
            return JsonRecords.read(JSON.readTree(request.bytes(LARGEST_BODY)), now());
        } catch (JacksonException e) {
            throw ProblemException.user("the body is not JSON: " + e.getOriginalMessage());
        }
    }

    private long now() {
        return LogLine.nanos(logs.now());
    }

    private void keep(Request request, List<Draft> drafts) {
        if (drafts.isEmpty()) {
            return;
        }
        try {
            logs.store(request.project()).append(drafts);
        } catch (LogsException e) {
            throw LogProblems.of(e);
        }
    }
}
