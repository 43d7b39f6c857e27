package dev.duru.pipeline.services.gitlab;

import dev.duru.dialects.gitlab.variables.Predefined;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.Fields;
import dev.duru.pipeline.services.http.Slice;
import dev.duru.pipeline.services.rest.Code;
import dev.duru.web.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One call, as its handler sees it.
 *
 * @param server the server's own URL, without a slash at the end
 * @param params of the path
 */
record Ask(
        Request request,
        Client client,
        Fields fields,
        String server,
        Map<String, String> params,
        Code code) {
    private static final int USUAL_PAGE = 20;

    /** The same call by somebody else. */
    Ask by(Client other) {
        return new Ask(request, other, fields, server, params, code);
    }

    /** The project of the path: by its number, or by its path, encoded. */
    ProjectName project() {
        return project(param("id"));
    }

    /** A project by its number or its path; 404 for none. */
    ProjectName project(String id) {
        return named(id).orElseThrow(() -> GitlabException.notFound("Project"));
    }

    private Optional<ProjectName> named(String id) {
        if (id.matches("[0-9]{1,10}")) {
            Stream<ProjectName> own =
                    client instanceof Client.OfJob job
                            ? Stream.of(job.pass().project())
                            : Stream.empty();
            return Stream.concat(own, code.projects().stream())
                    .filter(name -> Integer.toString(number(name)).equals(id))
                    .findFirst();
        }
        try {
            return Optional.of(ProjectName.parse(id));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    /** A project's number. */
    static int number(ProjectName project) {
        return Predefined.projectId(project.toString());
    }

    String by() {
        return client.user();
    }

    String param(String name) {
        return params.getOrDefault(name, "");
    }

    /** A number in the path; 404 when it is none. */
    long number(String name) {
        String text = param(name);
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw GitlabException.notFound("");
        }
        return Long.parseLong(text);
    }

    /** A field of query or body; {@code ""} when it is absent. */
    String text(String field) {
        return fields.text(field).orElse("");
    }

    /** A field that must be there. */
    String required(String field) {
        String value = text(field);
        if (value.isEmpty()) {
            throw GitlabException.bad(field + " is missing");
        }
        return value;
    }

    /** Where people see something of a project. */
    String page(ProjectName project, String below) {
        return server + "/" + project + below;
    }

    /** The URL of a call on a project. */
    String url(ProjectName project, String below) {
        return server + GitlabApi.ROOT + "/projects/" + number(project) + below;
    }

    /** A page of a list, with the headers that lead to the others. */
    <T> Answer page(List<T> all, Function<T, Object> shape) {
        Slice<T> slice = Slice.of(all, request, USUAL_PAGE);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Total", Integer.toString(slice.total()));
        headers.put("X-Total-Pages", Integer.toString(slice.last()));
        headers.put("X-Page", Integer.toString(slice.number()));
        headers.put("X-Per-Page", Integer.toString(slice.size()));
        headers.put(
                "X-Next-Page",
                slice.number() < slice.last() ? Integer.toString(slice.number() + 1) : "");
        headers.put("X-Prev-Page", slice.number() > 1 ? Integer.toString(slice.number() - 1) : "");
        String links = slice.links(request, server);
        if (!links.isEmpty()) {
            headers.put("Link", links);
        }
        return Answer.ok(slice.items().stream().map(shape).toList()).withHeaders(headers);
    }
}
