package dev.duru.pipeline;

import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.pipeline.state.VariableStore.Flag;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A project's variables: everybody who reads the project sees them, maintainers change them. */
final class VariablePages {
    private static final String PATH = "/{owner}/{project}/settings/variables";
    private static final Access READER = Access.project(Role.READER);
    private static final Access MAINTAINER = Access.project(Role.MAINTAINER);

    private final Variables variables;
    private final Sheets sheets;

    VariablePages(Variables variables, Sheets sheets) {
        this.variables = variables;
        this.sheets = sheets;
    }

    void add(Router router) {
        router.page(PATH, READER, request -> show(request, ""))
                .form(PATH, MAINTAINER, this::set)
                .form(PATH + "/{name}/remove", MAINTAINER, this::remove);
    }

    /** The page; after a refused form with what was typed and the problem. */
    private Reply show(Request request, String problem) {
        Map<String, Object> params = new HashMap<>();
        params.put("project", request.project());
        params.put("variables", variables.all(request.project()));
        params.put("mayChange", request.may(Role.MAINTAINER));
        params.put("problem", problem);
        params.put("name", request.form("name").orElse(""));
        params.put("environment", request.form("environment").orElse(""));
        params.put("flags", flags(request));
        params.put("value", request.form("value").orElse(""));
        return Reply.page(
                sheets.page(
                        request,
                        Tab.SETTINGS,
                        sheets.words(request).text("variables.title"),
                        "variables",
                        params));
    }

    private Reply set(Request request) {
        try {
            variables.set(
                    request.project(),
                    new Variables.Setting(
                            request.form("environment").orElse("").strip(),
                            request.required("name").strip(),
                            // A browser sends the lines of a text area with CR LF.
                            request.form("value").orElse("").replace("\r\n", "\n"),
                            flags(request)),
                    request.identity().user());
        } catch (ProblemException e) {
            if (e.code() != Problem.Code.USER) {
                throw e;
            }
            return show(request, e.detail()).withStatus(e.code().status());
        }
        return back(request);
    }

    private static Set<Flag> flags(Request request) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        for (Flag flag : Flag.values()) {
            if (request.form(flag.name().toLowerCase(Locale.ROOT)).isPresent()) {
                flags.add(flag);
            }
        }
        return flags;
    }

    private Reply remove(Request request) {
        variables.remove(
                request.project(), request.form("environment").orElse(""), request.param("name"));
        return back(request);
    }

    private static Reply back(Request request) {
        return Reply.redirect("/" + request.project() + "/settings/variables");
    }
}
