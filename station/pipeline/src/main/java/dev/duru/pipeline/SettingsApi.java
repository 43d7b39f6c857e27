package dev.duru.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.pipeline.state.StatusStore;
import dev.duru.pipeline.state.StatusStore.Status;
import dev.duru.pipeline.state.VariableStore.Flag;
import dev.duru.pipeline.state.VariableStore.Variable;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The API of variables and of commit statuses. */
final class SettingsApi {
    private static final String PROJECT = "/projects/{owner}/{project}";
    private static final String VARIABLES = PROJECT + "/variables";
    private static final String STATUSES = PROJECT + "/commits/{commit}/statuses";
    private static final Access READER = Access.project(Role.READER);
    private static final Access DEVELOPER = Access.project(Role.DEVELOPER);
    private static final Access MAINTAINER = Access.project(Role.MAINTAINER);

    private final Variables variables;
    private final CommitStatuses statuses;

    SettingsApi(Variables variables, CommitStatuses statuses) {
        this.variables = variables;
        this.statuses = statuses;
    }

    /** A variable's value; a flag that is absent is false. */
    record Value(
            @Nullable String value,
            @Nullable String environment,
            @JsonProperty("protected") @Nullable Boolean isProtected,
            @Nullable Boolean masked,
            @Nullable Boolean file) {
        Set<Flag> flags() {
            Set<Flag> flags = EnumSet.noneOf(Flag.class);
            add(flags, Flag.PROTECTED, isProtected);
            add(flags, Flag.MASKED, masked);
            add(flags, Flag.FILE, file);
            return flags;
        }

        private static void add(Set<Flag> flags, Flag flag, @Nullable Boolean set) {
            if (Boolean.TRUE.equals(set)) {
                flags.add(flag);
            }
        }
    }

    /** What is said of a commit; the names are those of GitHub. */
    record Report(
            @Nullable String context,
            @Nullable String state,
            @Nullable String description,
            @Nullable String target_url) {}

    void add(Router router) {
        router.api("GET", VARIABLES, READER, this::variables)
                .api("PUT", VARIABLES + "/{name}", MAINTAINER, this::set)
                .api("DELETE", VARIABLES + "/{name}", MAINTAINER, this::remove)
                .api("GET", STATUSES, READER, this::statuses)
                .api("POST", STATUSES, DEVELOPER, this::report);
    }

    private Reply variables(Request request) {
        return Reply.json(
                variables.all(request.project()).stream().map(SettingsApi::variable).toList());
    }

    private static Map<String, Object> variable(Variable variable) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", variable.name());
        fields.put("environment", variable.environment());
        fields.put("value", variable.value());
        fields.put("protected", variable.has(Flag.PROTECTED));
        fields.put("masked", variable.has(Flag.MASKED));
        fields.put("file", variable.has(Flag.FILE));
        fields.put("by", variable.by());
        fields.put("setAt", variable.setAt());
        return fields;
    }

    private Reply set(Request request) {
        Value body = request.json(Value.class);
        String value = body.value();
        if (value == null) {
            throw ProblemException.user("'value' is missing");
        }
        variables.set(
                request.project(),
                new Variables.Setting(
                        text(body.environment()), request.param("name"), value, body.flags()),
                request.identity().user());
        return variables(request);
    }

    private Reply remove(Request request) {
        variables.remove(
                request.project(), request.query("environment").orElse(""), request.param("name"));
        return variables(request);
    }

    private Reply statuses(Request request) {
        return Reply.json(
                statuses.of(request.project(), request.param("commit")).stream()
                        .map(SettingsApi::status)
                        .toList());
    }

    private Reply report(Request request) {
        Report body = request.json(Report.class);
        String context = text(body.context());
        Status status =
                statuses.report(
                        new Status(
                                0,
                                request.project(),
                                request.param("commit"),
                                context.isBlank() ? "default" : context,
                                state(text(body.state())),
                                text(body.description()),
                                text(body.target_url()),
                                request.identity().user(),
                                Instant.EPOCH));
        return Reply.json(status(status)).withStatus(201);
    }

    private static StatusStore.State state(String word) {
        return Arrays.stream(StatusStore.State.values())
                .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() ->
                        ProblemException.user(
                                "'state' is '"
                                        + word
                                        + "'; write pending, success, failure or error"));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Map<String, Object> status(Status status) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", status.id());
        fields.put("context", status.context());
        fields.put("state", status.state().name().toLowerCase(Locale.ROOT));
        fields.put("description", status.description());
        fields.put("target_url", status.targetUrl());
        fields.put("creator", status.creator());
        fields.put("created_at", status.createdAt());
        return fields;
    }
}
