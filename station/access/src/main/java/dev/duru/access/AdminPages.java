package dev.duru.access;

import dev.duru.kernel.Identity;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** For administrators: the users, and the audit log. */
final class AdminPages {
    private final Parts parts;
    private final Sheets sheets;
    private final AuditLog audit;

    AdminPages(Parts parts, Sheets sheets) {
        this.parts = parts;
        this.sheets = sheets;
        this.audit = new AuditLog(parts.ledger());
    }

    void add(Router router) {
        router.page("/users", Access.ADMIN, request -> users(request, "", ""))
                .form("/users", Access.ADMIN, this::create)
                .form("/users/{user}/link", Access.ADMIN, this::link)
                .form("/users/{user}/change", Access.ADMIN, this::change)
                .page("/audit", Access.ADMIN, this::audit);
    }

    private Reply users(Request request, String linkFor, String link) {
        return Reply.page(
                sheets.page(
                        request,
                        Tab.ADMIN,
                        "users",
                        Map.of(
                                "me",
                                request.identity().user(),
                                "users",
                                parts.accounts().list(),
                                "linkFor",
                                linkFor,
                                "link",
                                link)));
    }

    private Reply create(Request request) {
        String name = request.required("user").toLowerCase(Locale.ROOT);
        boolean admin = request.form("admin").isPresent();
        String token = parts.accounts().create(request.identity(), name, admin);
        return withLink(request, name, token);
    }

    private Reply link(Request request) {
        String name = request.param("user");
        return withLink(request, name, parts.accounts().newLink(request.identity(), name));
    }

    private Reply withLink(Request request, String name, String token) {
        return users(request, name, request.origin() + "/setup/" + token)
                .withHeader("Cache-Control", "no-store");
    }

    private Reply change(Request request) {
        Identity by = request.identity();
        String name = request.param("user");
        request.form("disabled")
                .ifPresent(value -> parts.accounts().disable(by, name, value.equals("true")));
        request.form("admin")
                .ifPresent(value -> parts.accounts().makeAdmin(by, name, value.equals("true")));
        return Reply.redirect("/users");
    }

    private Reply audit(Request request) {
        AuditLog.Filter filter = filter(request);
        AuditLog.Found found = audit.read(filter, before(request));
        String next =
                found.next() == 0
                        ? ""
                        : "/audit?before="
                                + found.next()
                                + "&kind="
                                + encode(filter.kind())
                                + "&project="
                                + encode(filter.project())
                                + "&user="
                                + encode(filter.user())
                                + "&text="
                                + encode(filter.text());
        return Reply.page(
                sheets.page(
                        request,
                        Tab.ADMIN,
                        "audit",
                        Map.of(
                                "kind", filter.kind(),
                                "project", filter.project(),
                                "user", filter.user(),
                                "text", filter.text(),
                                "lines", found.lines(),
                                "next", next)));
    }

    static AuditLog.Filter filter(Request request) {
        return new AuditLog.Filter(
                request.query("kind").orElse("").strip(),
                request.query("project").orElse("").strip(),
                request.query("user").orElse("").strip(),
                request.query("text").orElse("").strip());
    }

    static long before(Request request) {
        return request.query("before")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(Long.MAX_VALUE);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
