package dev.duru.access;

import dev.duru.kernel.Role;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API of a project's members and secrets. */
final class ProjectApi {
    private static final String PATH = "/projects/{owner}/{project}";
    private static final Access MAINTAINER = Access.project(Role.MAINTAINER);

    private final Parts parts;

    ProjectApi(Parts parts) {
        this.parts = parts;
    }

    record MemberRole(String role) {}

    record SecretValue(String value, @Nullable String environment) {}

    void add(Router router) {
        router.api("GET", PATH + "/members", Access.project(Role.DEVELOPER), this::members)
                .api("PUT", PATH + "/members/{user}", MAINTAINER, this::putMember)
                .api("DELETE", PATH + "/members/{user}", MAINTAINER, this::removeMember)
                .api("GET", PATH + "/secrets", MAINTAINER, this::secrets)
                .api("PUT", PATH + "/secrets/{name}", MAINTAINER, this::putSecret)
                .api("DELETE", PATH + "/secrets/{name}", MAINTAINER, this::removeSecret);
    }

    private Reply members(Request request) {
        return Reply.json(
                parts.members().list(request.project()).stream()
                        .map(member ->
                                Map.of(
                                        "user", member.user(),
                                        "role", Members.lower(member.role()),
                                        "given", member.given()))
                        .toList());
    }

    private Reply putMember(Request request) {
        MemberRole body = request.json(MemberRole.class);
        parts.members()
                .put(
                        request.identity(),
                        request.project(),
                        request.param("user"),
                        Members.parse(AccountApi.text(body.role(), "role")));
        return Reply.noContent();
    }

    private Reply removeMember(Request request) {
        parts.members().remove(request.identity(), request.project(), request.param("user"));
        return Reply.noContent();
    }

    private Reply secrets(Request request) {
        return Reply.json(
                parts.secrets().list(request.project()).stream()
                        .map(ProjectApi::describe)
                        .toList());
    }

    private Reply putSecret(Request request) {
        SecretValue body = request.json(SecretValue.class);
        parts.secrets()
                .put(
                        request.identity(),
                        request.project(),
                        body.environment() == null ? "" : body.environment(),
                        request.param("name"),
                        AccountApi.text(body.value(), "value"));
        return Reply.noContent();
    }

    private Reply removeSecret(Request request) {
        parts.secrets()
                .remove(
                        request.identity(),
                        request.project(),
                        request.query("environment").orElse(""),
                        request.param("name"));
        return Reply.noContent();
    }

    private static Map<String, Object> describe(SecretName secret) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", secret.name());
        fields.put("environment", secret.environment());
        fields.put("changedAt", secret.changedAt());
        fields.put("changedBy", secret.changedBy());
        return fields;
    }
}
