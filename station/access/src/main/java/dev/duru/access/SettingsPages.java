package dev.duru.access;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import java.util.Locale;
import java.util.Map;

/** A project's members and secrets, for its maintainers. */
final class SettingsPages {
    private static final String PATH = "/{owner}/{project}/settings";
    private static final Access MAINTAINER = Access.project(Role.MAINTAINER);

    private final Parts parts;
    private final Sheets sheets;

    SettingsPages(Parts parts, Sheets sheets) {
        this.parts = parts;
        this.sheets = sheets;
    }

    void add(Router router) {
        router.page(PATH, MAINTAINER, this::settings)
                .form(PATH + "/members", MAINTAINER, this::putMember)
                .form(PATH + "/members/{user}/remove", MAINTAINER, this::removeMember)
                .form(PATH + "/secrets", MAINTAINER, this::putSecret)
                .form(PATH + "/secrets/{name}/remove", MAINTAINER, this::removeSecret);
    }

    private Reply settings(Request request) {
        ProjectName project = request.project();
        return Reply.page(
                sheets.page(
                        request,
                        Tab.SETTINGS,
                        "project-settings",
                        Map.of(
                                "project", project,
                                "members", parts.members().list(project),
                                "secrets", parts.secrets().list(project),
                                "users", parts.accounts().list())));
    }

    private Reply putMember(Request request) {
        parts.members()
                .put(
                        request.identity(),
                        request.project(),
                        request.required("user").toLowerCase(Locale.ROOT),
                        Members.parse(request.required("role")));
        return back(request);
    }

    private Reply removeMember(Request request) {
        parts.members().remove(request.identity(), request.project(), request.param("user"));
        return back(request);
    }

    private Reply putSecret(Request request) {
        parts.secrets()
                .put(
                        request.identity(),
                        request.project(),
                        request.form("environment").orElse("").strip(),
                        request.required("name"),
                        // A browser sends the lines of a text area with CR LF.
                        request.form("value").orElse("").replace("\r\n", "\n"));
        return back(request);
    }

    private Reply removeSecret(Request request) {
        parts.secrets()
                .remove(
                        request.identity(),
                        request.project(),
                        request.form("environment").orElse(""),
                        request.param("name"));
        return back(request);
    }

    private static Reply back(Request request) {
        return Reply.redirect("/" + request.project() + "/settings");
    }
}
