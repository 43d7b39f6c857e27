package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.observe.otlp.OtlpJson;
import dev.duru.observe.otlp.OtlpMetrics;
import dev.duru.observe.remote.ChunkedAnswer;
import dev.duru.observe.remote.Federation;
import dev.duru.observe.remote.FederationMessages;
import dev.duru.observe.remote.Incoming;
import dev.duru.observe.remote.Intake;
import dev.duru.observe.remote.ReadMessages;
import dev.duru.observe.remote.WriteMessages;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.query.syntax.Parser;
import dev.duru.tsdb.wire.MessageWriter;
import dev.duru.tsdb.wire.Snappy;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Remote write in, remote read and federation out. */
final class RemoteApi {
    private static final int MOST_PACKED = 32 << 20;
    private static final int MOST_BYTES = 128 << 20;
    private static final String PROTOBUF = "application/x-protobuf";

    private final Observe observe;
    private final Intake intake;

    RemoteApi(Observe observe) {
        this.observe = observe;
        this.intake = observe.intake();
    }

    void add(Router router) {
        router.api("POST", "/write", Access.ADMIN, r -> write(r, null))
                .api(
                        "POST",
                        "/projects/{owner}/{project}/write",
                        Access.project(Role.DEVELOPER),
                        r -> write(r, r.project()))
                .api("POST", "/read", Access.ADMIN, r -> read(r, observe.reader()))
                .api(
                        "POST",
                        "/projects/{owner}/{project}/read",
                        ObserveRoutes.readers(),
                        r -> read(r, observe.reader(r.project())))
                .api("POST", "/otlp/v1/metrics", Access.ADMIN, r -> otlp(r, null))
                .api(
                        "POST",
                        "/projects/{owner}/{project}/otlp/v1/metrics",
                        Access.project(Role.DEVELOPER),
                        r -> otlp(r, r.project()))
                .page("/federate", Access.OPEN, this::federate);
    }

    /** The body, which must not be larger than a firm bound. */
    static byte[] body(Request request, int most) {
        try {
            byte[] bytes = request.bodyStream().readNBytes(most + 1);
            if (bytes.length > most) {
                throw ProblemException.user(
                        "the body is larger than " + (most >> 20) + " MiB; send less at a time");
            }
            return bytes;
        } catch (IOException e) {
            throw ProblemException.user("the body broke off");
        }
    }

    private static byte[] unpacked(Request request) {
        return Snappy.unpack(body(request, MOST_PACKED), MOST_BYTES);
    }

    private Reply write(Request request, @org.jspecify.annotations.Nullable ProjectName project) {
        String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.startsWith(PROTOBUF)) {
            return plain(415, "send " + PROTOBUF + ", not '" + type + "'");
        }
        boolean second = type.replace(" ", "").contains("proto=io.prometheus.write.v2.request");
        Intake.Taken taken;
        try {
            if (!second && project == null) {
                taken = intake.take1(body(request, MOST_PACKED), MOST_BYTES);
            } else {
                byte[] bytes = unpacked(request);
                List<Incoming> all =
                        second ? WriteMessages.read2(bytes) : WriteMessages.read1(bytes);
                taken = intake.take(project == null ? all : scoped(all, project));
            }
        } catch (TsdbException e) {
            return plain(400, String.valueOf(e.getMessage()));
        }
        Reply reply =
                taken.refused().isEmpty()
                        ? Reply.noContent()
                        : plain(taken.again() ? 503 : 400, taken.refused());
        return reply.withHeader(
                        "X-Prometheus-Remote-Write-Samples-Written",
                        String.valueOf(taken.samples()))
                .withHeader(
                        "X-Prometheus-Remote-Write-Histograms-Written",
                        String.valueOf(taken.histograms()))
                .withHeader(
                        "X-Prometheus-Remote-Write-Exemplars-Written",
                        String.valueOf(taken.exemplars()));
    }

    /** Who writes for a project writes nobody else's series. */
    static List<Incoming> scoped(List<Incoming> all, ProjectName project) {
        return all.stream()
                .map(each ->
                        new Incoming(
                                each.labels().with("app", project.toString()),
                                each.points(),
                                each.histograms(),
                                each.exemplars(),
                                each.startMillis()))
                .toList();
    }

    private Reply otlp(Request request, @org.jspecify.annotations.Nullable ProjectName project) {
        String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        boolean json = type.startsWith("application/json");
        if (!json && !type.startsWith(PROTOBUF)) {
            return plain(415, "send " + PROTOBUF + " or application/json, not '" + type + "'");
        }
        OtlpMetrics.Read read;
        try {
            byte[] bytes = body(request, MOST_PACKED);
            read = OtlpMetrics.read(json ? OtlpJson.toMessage(bytes, OtlpJson.METRICS) : bytes);
        } catch (TsdbException e) {
            return plain(400, String.valueOf(e.getMessage()));
        }
        List<Incoming> all = read.series();
        Intake.Taken taken = intake.take(project == null ? all : scoped(all, project));
        if (taken.again()) {
            return plain(503, taken.refused());
        }
        String why =
                taken.refused().isEmpty() && read.refused() > 0
                        ? "only cumulative points are taken"
                        : taken.refused();
        return told(json, why, Math.max(1, read.refused()));
    }

    /** What became of a request by OTLP, in the form in which it came. */
    private static Reply told(boolean json, String why, int refused) {
        if (json) {
            Map<String, Object> partial =
                    Map.of("rejectedDataPoints", String.valueOf(refused), "errorMessage", why);
            return Reply.json(Map.of("partialSuccess", why.isEmpty() ? Map.of() : partial));
        }
        MessageWriter answer = new MessageWriter();
        if (!why.isEmpty()) {
            answer.message(1, m -> m.whole(1, refused).text(2, why));
        }
        return Reply.bytes(PROTOBUF, answer.bytes());
    }

    private static Reply plain(int status, String text) {
        return Reply.text(text + "\n").withStatus(status);
    }

    private static Reply read(Request request, SeriesReader reader) {
        try {
            byte[] bytes = unpacked(request);
            List<ReadMessages.Question> questions = ReadMessages.read(bytes);
            if (ReadMessages.takesChunks(bytes)) {
                return Reply.stream(
                        ChunkedAnswer.TYPE, out -> ChunkedAnswer.write(questions, reader, out));
            }
            byte[] answer = ReadMessages.answer(questions, reader);
            return Reply.bytes(PROTOBUF, Snappy.pack(answer))
                    .withHeader("Content-Encoding", "snappy");
        } catch (TsdbException e) {
            return plain(400, String.valueOf(e.getMessage()));
        }
    }

    private Reply federate(Request request) {
        if (!request.identity().admin() && !ObserveRoutes.isLocal(request)) {
            throw ProblemException.forbidden(
                    "federation is for this machine and for administrators; send an"
                            + " administrator's token as a bearer token");
        }
        List<List<Matcher>> selectors = new ArrayList<>();
        Map<String, String> external = observe.watch().config().externalLabels();
        try {
            request.queryAll("match[]").forEach(text -> selectors.add(Parser.parseSelector(text)));
            if (FederationMessages.isWanted(request.header("Accept").orElse(""))) {
                return Reply.bytes(
                        FederationMessages.TYPE,
                        FederationMessages.page(
                                observe.reader(), selectors, external, observe.clock().millis()));
            }
            String page =
                    Federation.page(
                            observe.reader(), selectors, external, observe.clock().millis());
            return Reply.bytes(
                    dev.duru.tsdb.Exposition.CONTENT_TYPE, page.getBytes(StandardCharsets.UTF_8));
        } catch (TsdbException e) {
            return plain(400, String.valueOf(e.getMessage()));
        }
    }
}
