package dev.duru.access;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.web.WebConfig;
import dev.duru.web.WebPorts;
import dev.duru.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The station behind the real server, on a real database, with a clock that the test turns. */
final class House implements AutoCloseable {
    static final ProjectName SHOP = ProjectName.parse("ann/shop");
    static final ProjectName OPEN = ProjectName.parse("ann/open");
    static final String ADMIN_PASSWORD = "oranges under the viaduct";

    final Path folder;
    final Database database;
    final Ledger ledger;
    final AccessStation station;
    final WebServer server;
    private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final InstantSource clock = () -> now;

    House(Path folder) {
        this.folder = folder;
        this.database = Database.open(folder.resolve("duru.db"), clock);
        this.ledger = new Ledger(database);
        Set<ProjectName> projects = Set.of(SHOP, OPEN);
        ProjectVisibility visibility =
                new ProjectVisibility() {
                    @Override
                    public boolean exists(ProjectName project) {
                        return projects.contains(project);
                    }

                    @Override
                    public boolean isPublic(ProjectName project) {
                        return project.equals(OPEN);
                    }
                };
        this.station =
                new AccessStation(
                        database, ledger, folder.resolve("secrets.key"), visibility, clock);
        this.server =
                WebServer.start(
                        WebConfig.local(),
                        List.of(station),
                        new WebPorts(
                                station.authenticator(), station.authority(), ledger, List::of));
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    void happened(Fact fact) {
        database.update(tx -> tx.append(fact));
    }

    /** The administrator's Basic credentials, after the one-time link was used. */
    String setUp() {
        Answer answer =
                call(
                        "POST",
                        "/api/v1" + station.setupPath().orElseThrow(),
                        "{\"password\":\"" + ADMIN_PASSWORD + "\"}");
        if (answer.status() != 200) {
            throw new AssertionError(answer);
        }
        return basic("admin", ADMIN_PASSWORD);
    }

    /** A user with a password, made by the administrator. */
    String user(String admin, String name, String password) {
        Answer answer =
                call(
                        "POST",
                        "/api/v1/users",
                        "{\"user\":\"" + name + "\",\"password\":\"" + password + "\"}",
                        "Authorization",
                        admin);
        if (answer.status() != 201) {
            throw new AssertionError(answer);
        }
        return basic(name, password);
    }

    static String basic(String user, String password) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    static Identity identity(String user) {
        return new Identity(user, false);
    }

    record Answer(int status, String body, HttpResponse<String> response) {
        JsonNode json() {
            return JsonMapper.builder().build().readTree(body);
        }

        String detail() {
            return json().path("detail").asString("");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** A cookie's value that the answer sets; empty when it does not. */
        String cookie(String name) {
            for (String cookie : response.headers().allValues("Set-Cookie")) {
                if (cookie.startsWith(name + "=")) {
                    return cookie.substring(name.length() + 1).split(";")[0];
                }
            }
            return "";
        }
    }

    Answer call(String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!body.isEmpty()) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        all.addAll(List.of("Accept", "application/json"));
        return send(method, path, body, all);
    }

    Answer page(String path, String cookies) {
        return send("GET", path, "", List.of("Cookie", cookies));
    }

    Answer post(String path, String cookies, String... fields) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(form.isEmpty() ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return send(
                "POST",
                path,
                form.toString(),
                List.of("Cookie", cookies, "Content-Type", "application/x-www-form-urlencoded"));
    }

    private Answer send(String method, String path, String body, List<String> headers) {
        try {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(URI.create(server.localUrl() + path))
                                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                                    .headers(headers.toArray(String[]::new))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A browser without a session, which has opened a page with a form. */
    Browser browser(String path) {
        Answer form = page(path, "none=1");
        return new Browser("duru_visit=" + form.cookie("duru_visit"), csrf(form));
    }

    record Browser(String cookies, String csrf) {}

    static String csrf(Answer page) {
        Matcher matcher = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(page.body());
        if (!matcher.find()) {
            throw new AssertionError("no form in " + page.status() + " " + page.body());
        }
        return matcher.group(1);
    }

    /** Signs in by the page; the answer has the session's cookie. */
    Answer signIn(String user, String password) {
        Browser browser = browser("/login");
        return post(
                "/login",
                browser.cookies(),
                "csrf",
                browser.csrf(),
                "user",
                user,
                "password",
                password,
                "next",
                "/settings");
    }

    @Override
    public void close() {
        client.close();
        server.close();
        ledger.close();
        database.close();
    }
}
