package dev.duru.pipeline;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.container.ContainerSettings;
import dev.duru.pipeline.gitlab.RemotePolicy;
import dev.duru.pipeline.sandbox.JobLimits;
import dev.duru.pipeline.services.tokens.Rights;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.toolchain.Vendors;
import dev.duru.web.Authenticator;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The station behind a real server, with a real engine and a repository in memory: people who push
 * to team/shop and look at what comes of it. {@code dev} develops, {@code eve} reads, {@code
 * stranger} has no part in it.
 */
final class PipelineSite implements AutoCloseable {
    static final ProjectName SHOP = new ProjectName("team", "shop");
    private static final Map<String, Role> USERS =
            Map.of("boss", Role.MAINTAINER, "dev", Role.DEVELOPER, "eve", Role.READER);

    final Database database;
    final Ledger ledger;
    final Pipeline pipeline;
    final WebServer server;

    /** Secrets of the project, by name. */
    final Map<String, String> secrets = new ConcurrentHashMap<>();

    /** Commits by the name of the tag. */
    final Map<String, String> tags = new ConcurrentHashMap<>();

    /** The commits of main of other projects. */
    final Map<ProjectName, String> others = new ConcurrentHashMap<>();

    private final Map<String, Map<String, String>> commits = new ConcurrentHashMap<>();
    private final AtomicInteger pushes = new AtomicInteger();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    PipelineSite(Path folder) {
        this(folder, EnvironmentRules.NONE);
    }

    PipelineSite(Path folder, EnvironmentRules rules) {
        this(folder, rules, (project, commit) -> List.of());
    }

    PipelineSite(Path folder, EnvironmentRules rules, PackagePaths paths) {
        this(folder, rules, paths, ActionSettings.DEFAULT.withMirror(""));
    }

    /** Actions and workflows of others come from where the settings say. */
    PipelineSite(Path folder, ActionSettings actions) {
        this(folder, EnvironmentRules.NONE, (project, commit) -> List.of(), actions);
    }

    private PipelineSite(
            Path folder, EnvironmentRules rules, PackagePaths paths, ActionSettings actions) {
        this(folder, rules, paths, actions, Map.of());
    }

    /**
     * With other projects, which have a pipeline on main. Who has a role in team/shop has the same
     * there, but may only look at what is called {@code seen}, and knows nothing of {@code hidden}.
     */
    PipelineSite(Path folder, Map<ProjectName, String> pipelines) {
        this(
                folder,
                EnvironmentRules.NONE,
                (project, commit) -> List.of(),
                ActionSettings.DEFAULT.withMirror(""),
                pipelines);
    }

    private PipelineSite(
            Path folder,
            EnvironmentRules rules,
            PackagePaths paths,
            ActionSettings actions,
            Map<ProjectName, String> pipelines) {
        pipelines.forEach((project, text) -> {
            String commit = commit(project.hashCode() & 0x7fffffff);
            commits.put(commit, Map.of(".gitlab-ci.yml", text));
            others.put(project, commit);
        });
        folder.toFile().mkdirs();
        database = Database.open(folder.resolve("duru.db"), InstantSource.system());
        ledger = new Ledger(database);
        pipeline =
                Pipeline.open(
                        new Pipeline.Config(
                                folder.resolve("pipeline"),
                                List.of(),
                                2,
                                Duration.ofMinutes(5),
                                JobLimits.DEFAULT,
                                () -> "http://duru.example",
                                InstantSource.system(),
                                actions,
                                Vendors.Settings.NONE,
                                ContainerSettings.DEFAULT,
                                RemotePolicy.of("http://localhost:*"),
                                Rights.RESTRICTED,
                                Keeping.STANDARD),
                        new Pipeline.Ports(
                                new Memory(),
                                (project, environment) -> secrets(environment),
                                paths,
                                rules),
                        new Pipeline.Stores(database, ledger, Blobs.open(folder.resolve("blobs"))));
        server =
                WebServer.start(
                        WebConfig.local(),
                        List.of(pipeline.routes()),
                        new WebPorts(new Users(), this::role, ledger, List::of));
        pipeline.start();
    }

    /** Those of an environment have its name and a slash before their own. */
    private Map<String, String> secrets(String environment) {
        Map<String, String> found = new TreeMap<>();
        secrets.forEach((name, value) -> {
            int slash = name.indexOf('/');
            if (name.substring(0, Math.max(0, slash)).equals(environment)) {
                found.put(name.substring(slash + 1), value);
            }
        });
        return found;
    }

    private Optional<Role> role(Identity identity, ProjectName project) {
        boolean known = project.equals(SHOP) || others.containsKey(project);
        return known && !project.name().equals("hidden")
                ? Optional.ofNullable(USERS.get(identity.user()))
                        .map(role -> project.name().equals("seen") ? Role.READER : role)
                : Optional.empty();
    }

    private static final class Users implements Authenticator {
        @Override
        public Optional<Identity> bySession(String cookie) {
            return byToken(cookie);
        }

        @Override
        public Optional<Identity> byToken(String token) {
            boolean known = USERS.containsKey(token) || token.equals("stranger");
            return known ? Optional.of(new Identity(token, false)) : Optional.empty();
        }

        @Override
        public Optional<Identity> byPassword(String user, String password, String address) {
            return Optional.empty();
        }
    }

    private final class Memory implements Repository {
        @Override
        public boolean mayRead(String user, ProjectName project) {
            return !project.equals(SHOP) && role(new Identity(user, false), project).isPresent();
        }

        @Override
        public boolean mayRun(String user, ProjectName project) {
            return role(new Identity(user, false), project)
                    .filter(role -> role.includes(Role.DEVELOPER))
                    .isPresent();
        }

        @Override
        public List<String> tags(ProjectName project) {
            return List.copyOf(tags.keySet());
        }

        @Override
        public List<String> files(ProjectName project, String commit, String prefix) {
            return commits.getOrDefault(commit, Map.of()).keySet().stream()
                    .filter(path -> path.startsWith(prefix))
                    .toList();
        }

        @Override
        public Optional<String> file(ProjectName project, String commit, String path) {
            return Optional.ofNullable(commits.getOrDefault(commit, Map.of()).get(path));
        }

        @Override
        public Collection<String> changedPaths(ProjectName project, String before, String after) {
            return commits.getOrDefault(after, Map.of()).keySet();
        }

        @Override
        public Optional<Head> resolve(ProjectName project, String name) {
            if (others.containsKey(project)) {
                return name.replace("refs/heads/", "").equals("main")
                        ? Optional.of(new Head(others.get(project), "refs/heads/main", "theirs"))
                        : Optional.empty();
            }
            if (commits.containsKey(name)) {
                return Optional.of(new Head(name, "", "a change"));
            }
            if (tags.containsKey(name)) {
                return Optional.of(new Head(tags.get(name), "refs/tags/" + name, "a change"));
            }
            return pushes.get() > 0 && name.replace("refs/heads/", "").equals("main")
                    ? Optional.of(new Head(commit(pushes.get()), "refs/heads/main", "a change"))
                    : Optional.empty();
        }

        @Override
        public boolean isProtected(ProjectName project, String ref, String commit) {
            return ref.equals("refs/heads/main");
        }

        @Override
        public String defaultBranch(ProjectName project) {
            return "main";
        }

        @Override
        public Map<String, String> submodules(ProjectName project, String commit) {
            return Map.of();
        }

        @Override
        public void checkout(ProjectName project, Checkout checkout, Path folder) {
            commits.getOrDefault(checkout.commit(), Map.of())
                    .forEach((path, text) -> {
                        try {
                            Files.createDirectories(
                                    folder.resolve(path).toAbsolutePath().getParent());
                            Files.writeString(folder.resolve(path), text);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
        }
    }

    private static String commit(int number) {
        return "%040x".formatted(number);
    }

    /** Pushes files to main; returns the commit. */
    String push(Map<String, String> files) {
        String commit = commit(pushes.get() + 1);
        commits.put(commit, new TreeMap<>(files));
        pushes.incrementAndGet();
        database.update(tx ->
                tx.append(
                        new Fact.CommitPushed(
                                SHOP,
                                commit,
                                "refs/heads/main",
                                "",
                                "dev",
                                "change <" + pushes.get() + ">",
                                "Dev",
                                Instant.now())));
        return commit;
    }

    /** Pushes a workflow and waits until its run has ended. */
    RunRow run(String workflow) {
        return run(Map.of(".github/workflows/ci.yml", workflow));
    }

    /** Pushes files, one of them a workflow, and waits until its run has ended. */
    RunRow run(Map<String, String> files) {
        return ended(queued(push(files)));
    }

    /** The first run of a commit, as soon as it is there. */
    RunRow queued(String commit) {
        CompletableFuture<RunRow> there = new CompletableFuture<>();
        try (AutoCloseable watching =
                ledger.watch(entry -> {
                    if (entry.fact() instanceof Fact.RunQueued queued
                            && queued.commit().equals(commit)) {
                        find(commit, there);
                    }
                })) {
            find(commit, there);
            return there.get(120, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no run of " + commit + "; " + ledger.parked(), e);
        }
    }

    private void find(String commit, CompletableFuture<RunRow> there) {
        pipeline.runs(SHOP, RunFilter.of(commit)).stream().findFirst().ifPresent(there::complete);
    }

    RunRow ended(RunRow run) {
        try {
            return pipeline.ended(run).get(180, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("run " + run.number() + " did not end", e);
        }
    }

    /** Waits until the station has read all facts. */
    void followed() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (ledger.progress().stream().anyMatch(follower -> follower.behind() > 0)) {
            if (System.nanoTime() > until) {
                throw new AssertionError("facts are not read: " + ledger.progress());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** What a job printed. */
    List<String> log(RunRow run, String job) {
        return pipeline.log(job(run, job)).read(1, 10_000).stream()
                .map(dev.duru.pipeline.log.LogLine::text)
                .toList();
    }

    /** The only job of a run, or that of a name. */
    JobRow job(RunRow run, String... name) {
        return pipeline.jobs(run).stream()
                .filter(job -> name.length == 0 || job.name().equals(name[0]))
                .findFirst()
                .orElseThrow();
    }

    /** Where the page of a run is. */
    static String page(RunRow run) {
        return "/team/shop/runs/" + run.number();
    }

    /** Where the page of a job is. */
    static String page(RunRow run, JobRow job) {
        return page(run) + "/jobs/" + job.id();
    }

    HttpResponse<String> ask(String user, String method, String path, String body, String... head) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.localUrl() + path))
                        .timeout(Duration.ofSeconds(30))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!user.isEmpty()) {
            request.header("Authorization", "Bearer " + user);
        }
        if (head.length > 0) {
            request.headers(head);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> get(String path, String... headers) {
        return ask("eve", "GET", path, "", headers);
    }

    /** The body of a page that must be there. */
    String html(String path, String... headers) {
        HttpResponse<String> response = get(path, headers);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    /** Posts a form: names and values in turn. */
    HttpResponse<String> post(String user, String path, String... fields) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            body.append(i == 0 ? "" : "&")
                    .append(URLEncoder.encode(fields[i], StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return ask(
                user,
                "POST",
                path,
                body.toString(),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    @Override
    public void close() {
        http.close();
        server.close();
        pipeline.close();
        ledger.close();
        database.close();
    }
}
