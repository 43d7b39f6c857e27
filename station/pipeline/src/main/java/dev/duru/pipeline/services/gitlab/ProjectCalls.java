package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.Shapes;
import dev.duru.pipeline.services.rest.Code;
import java.util.List;
import java.util.Map;

/** Projects, who calls, and what there is. */
final class ProjectCalls {
    private static final String VERSION = "18.0.0";

    private final Code code;

    ProjectCalls(Code code) {
        this.code = code;
    }

    List<Offer> offers() {
        Client.Need read = Client.Need.read("metadata");
        return List.of(
                new Offer("GET", "/version", read, ask -> version()),
                new Offer("GET", "/metadata", read, ask -> version()),
                new Offer("GET", "/user", read, ProjectCalls::user),
                new Offer("GET", "/projects", read, this::list),
                new Offer(
                        "GET",
                        "/projects/{id}",
                        read,
                        ask -> Answer.ok(shown(ask, ask.project()))));
    }

    private static Answer version() {
        return Answer.ok(Map.of("version", VERSION, "revision", "duru", "enterprise", false));
    }

    private static Answer user(Ask ask) {
        if (ask.by().isEmpty()) {
            throw GitlabException.unauthorized();
        }
        return Answer.ok(View.user(ask, ask.by()));
    }

    private Answer list(Ask ask) {
        String search = ask.text("search");
        return ask.page(
                code.projects().stream()
                        .filter(name -> name.toString().contains(search))
                        .filter(name -> ask.client().role(name).isPresent())
                        .toList(),
                name -> shown(ask, name));
    }

    private Map<String, Object> shown(Ask ask, ProjectName project) {
        return Shapes.of(
                "id", Ask.number(project),
                "name", project.name(),
                "path", project.name(),
                "path_with_namespace", project.toString(),
                "name_with_namespace", project.owner() + " / " + project.name(),
                "namespace",
                        Shapes.of(
                                "id", project.owner().hashCode() & 0x7fffffff,
                                "name", project.owner(),
                                "path", project.owner(),
                                "full_path", project.owner(),
                                "kind", "user"),
                "description", null,
                "default_branch", code.defaultBranch(project),
                "visibility", code.isPublic(project) ? "public" : "private",
                "archived", false,
                "web_url", ask.page(project, ""),
                "http_url_to_repo", ask.page(project, ".git"),
                "container_registry_image_prefix",
                        ask.server().replaceFirst("^https?://", "") + "/" + project);
    }
}
