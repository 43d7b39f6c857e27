package dev.duru.observe.logs;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.web.Page;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import dev.duru.web.Templates;
import dev.duru.web.Texts;
import java.util.LinkedHashMap;
import java.util.Map;

/** The errors of a project, grouped: pages and API. */
final class ErrorPages {
    private static final ClassLoader LOADER = ErrorPages.class.getClassLoader();
    private static final int MOST = 200;

    private final Logs logs;
    private final Templates templates = new Templates("dev.duru.observe.pages", LOADER);
    private final Texts texts = Texts.of("dev.duru.observe.logs", LOADER);

    ErrorPages(Logs logs) {
        this.logs = logs;
    }

    void add(Router router) {
        router.page("/{owner}/{project}/errors", LogApi.READERS, this::page)
                .page("/{owner}/{project}/errors/{fingerprint}", LogApi.READERS, this::one)
                .api("GET", "/projects/{owner}/{project}/errors", LogApi.READERS, this::list);
    }

    private Reply list(Request request) {
        return Reply.json(Map.of("errors", logs.errors().groups(request.project(), MOST)));
    }

    private Reply page(Request request) {
        Map<String, Object> params = params(request);
        params.put("groups", logs.errors().groups(request.project(), MOST));
        return reply(request, "errors.jte", params);
    }

    private Reply one(Request request) {
        ProjectName project = request.project();
        String fingerprint = request.param("fingerprint");
        Map<String, Object> params = params(request);
        params.put(
                "group",
                logs.errors()
                        .group(project, fingerprint)
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "there is no error " + fingerprint + " in " + project)));
        return reply(request, "error.jte", params);
    }

    private Map<String, Object> params(Request request) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", request.project());
        params.put("words", texts.in(request.language()));
        return params;
    }

    private Reply reply(Request request, String template, Map<String, Object> params) {
        String title = texts.text(request.language(), "errors.title");
        return Reply.page(new Page(title, Tab.LOGS, templates.render(template, params)));
    }
}
