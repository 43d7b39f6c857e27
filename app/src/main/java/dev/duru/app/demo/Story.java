package dev.duru.app.demo;

import dev.duru.app.cli.ApiClient;
import dev.duru.app.demo.FactFeed.Seen;
import dev.duru.kernel.Folders;
import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The story: a good release, a bad one that takes itself back, and the fix. */
final class Story {
    private static final String STAGING = "staging";
    private static final String PRODUCTION = "production";
    private static final Duration BUILD = Duration.ofMinutes(4);
    private static final Duration ROLLOUT = Duration.ofMinutes(3);

    private final DemoServer server;
    private final Cast cast;
    private final Narrator narrator;
    private final Shop shop;
    private final Git git;
    private final Path clone;
    private final FactFeed facts;
    private final List<Report.Delivery> deliveries = new ArrayList<>();
    private boolean verified = true;

    /**
     * What Mina pushes.
     *
     * @param sources of the shop, with workflows of GitHub's
     * @param pipeline a {@code .gitlab-ci.yml} to take the place of the workflows
     * @param patches the changes that she makes
     */
    record Shop(Path sources, Optional<Path> pipeline, Path patches) {}

    /** {@code clone} is an empty folder, Mina's work tree. */
    Story(DemoServer server, Cast cast, Narrator narrator, Shop shop, Path clone) {
        this.server = server;
        this.cast = cast;
        this.narrator = narrator;
        this.shop = shop;
        this.clone = clone;
        this.git = new Git(clone, narrator::say);
        this.facts = new FactFeed(cast.mina(), Cast.PROJECT, new FactTelling(narrator)::tell);
    }

    Report tell() {
        narrator.chapter("1  Mina creates " + Cast.PROJECT + " and pushes the shop");
        createProject();
        Instant begun = Instant.now();
        deliver(pushFirst(), begun);

        String host = PRODUCTION + ".shop.mina.localhost";
        long failures;
        try (Traffic traffic = Traffic.start(server.edgePort(), host)) {
            narrator.chapter("2  Visitors come: http://" + host + ":" + server.edgePort() + "/");
            narrator.chapter(
                    "3  Mina pushes a change that passes its tests but fails one request in five");
            Instant pushed = Instant.now();
            String bad = pushPatch("featured");
            takeBack(bad, pushed);

            narrator.chapter("4  Mina pushes the fix");
            pushed = Instant.now();
            String fix = pushPatch("fix");
            deliver(fix, pushed);
            facts.await(
                    "the issue's closing",
                    ROLLOUT,
                    seen -> seen.is("IssueClosed", fix),
                    seen -> false);
            traffic.close();
            failures = traffic.failed() - errorsOf(bad);
            narrator.say(
                    traffic.sent()
                            + " requests of visitors, "
                            + traffic.failed()
                            + " failed, all others were answered");
        }
        check(
                failures == 0,
                "no request to a healthy release failed",
                failures + " requests to healthy releases failed");
        narrator.chapter("5  What is left");
        return report(Math.max(0, failures));
    }

    private void createProject() {
        cast.mina().send("POST", "/api/v1/projects", Map.of("name", Cast.PROJECT, "public", true));
        cast.mina()
                .send(
                        "PUT",
                        "/api/v1/projects/" + Cast.PROJECT + "/members/quinn",
                        Map.of("role", "approver"));
        narrator.say(
                "project "
                        + server.url()
                        + "/"
                        + Cast.PROJECT
                        + "; Quinn of QA may approve its releases");
    }

    private String pushFirst() {
        copy(shop.sources(), clone);
        shop.pipeline().ifPresent(this::takePipeline);
        git.run("init", "--quiet", "--initial-branch=main");
        git.run("add", "--all");
        git.run("commit", "--quiet", "--message", "A small shop");
        String authority = "mina:" + cast.minaPassword() + "@" + server.url().getAuthority();
        git.run(
                "remote",
                "add",
                "origin",
                server.url().getScheme() + "://" + authority + "/" + Cast.PROJECT + ".git");
        return push();
    }

    /** GitLab's file says with which Java to build by a variable of the project. */
    private void takePipeline(Path pipeline) {
        try {
            Folders.delete(clone.resolve(".github"));
            Files.copy(pipeline, clone.resolve(".gitlab-ci.yml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cast.mina()
                .send(
                        "PUT",
                        "/api/v1/projects/" + Cast.PROJECT + "/variables/JAVA_HOME",
                        Map.of("value", System.getProperty("java.home")));
    }

    private String pushPatch(String name) {
        Path patches = shop.patches();
        git.run("apply", "--index", patches.resolve(name + ".patch").toString());
        git.run("commit", "--quiet", "--file", patches.resolve(name + ".message").toString());
        return push();
    }

    private String push() {
        narrator.say("git push origin main");
        git.run("push", "origin", "main");
        return git.run("rev-parse", "HEAD");
    }

    /** A change goes from its push to production, over Quinn's desk. */
    private void deliver(String commit, Instant pushed) {
        Seen image = toStaging(commit);
        approve(commit);
        Seen live =
                facts.await(
                        "the release in production",
                        ROLLOUT,
                        seen -> seen.is("ReleaseDeployed", commit) && seen.in(PRODUCTION),
                        seen -> endOf(seen, commit));
        check(
                live.text("digest").equals(image.text("digest")),
                "the digest that was tested is the one in production",
                "another digest went to production: " + live.text("digest"));
        deliveries.add(
                new Report.Delivery(
                        commit,
                        live.text("digest"),
                        PRODUCTION,
                        "live",
                        seconds(pushed, live.at())));
    }

    /** A change reaches production's first visitors, is found bad, and is taken back. */
    private void takeBack(String commit, Instant pushed) {
        Seen image = toStaging(commit);
        approve(commit);
        Seen back =
                facts.await(
                        "the rollback",
                        ROLLOUT,
                        seen -> seen.is("RolledBack", commit) && seen.in(PRODUCTION),
                        seen ->
                                seen.is("ReleaseDeployed", commit) && seen.in(PRODUCTION)
                                        || endOf(seen, commit));
        check(
                back.text("digest").equals(image.text("digest")),
                "the bad digest was taken back",
                "another digest was taken back: " + back.text("digest"));
        deliveries.add(
                new Report.Delivery(
                        commit,
                        back.text("digest"),
                        PRODUCTION,
                        "rolled_back",
                        seconds(pushed, back.at())));
        facts.await(
                "the quarantine",
                ROLLOUT,
                seen -> seen.is("DigestQuarantined", commit),
                seen -> false);
        Seen issue =
                facts.await(
                        "the issue",
                        ROLLOUT,
                        seen -> seen.is("IssueOpened", commit),
                        seen -> false);
        check(
                StreamSupport.stream(issue.fact().path("suspects").spliterator(), false)
                        .anyMatch(suspect -> suspect.asString().equals(commit)),
                "the issue names the commit among its suspects",
                "the issue does not name " + commit);
        refuseQuarantined(back.text("digest"));
    }

    private void refuseQuarantined(String digest) {
        boolean refused;
        try {
            cast.mina()
                    .send("POST", environment(PRODUCTION) + "/promote", Map.of("digest", digest));
            refused = false;
        } catch (ProblemException e) {
            refused = true;
            narrator.say("promoting it again is refused: " + e.detail());
        }
        check(
                refused,
                "a quarantined digest cannot be deployed again",
                "a quarantined digest was accepted");
    }

    private Seen toStaging(String commit) {
        Seen run =
                facts.await(
                        "the run",
                        BUILD,
                        seen -> seen.is("RunFinished", commit),
                        seen -> endOf(seen, commit));
        if (!run.text("result").equals("SUCCESS")) {
            throw ProblemException.resource(
                    "the run ended as " + run.text("result") + ": " + run.text("message"));
        }
        Seen image =
                facts.await(
                        "the image",
                        BUILD,
                        seen -> seen.is("ImagePublished", commit),
                        seen -> endOf(seen, commit));
        facts.await(
                "the release on staging",
                ROLLOUT,
                seen -> seen.is("ReleaseDeployed", commit) && seen.in(STAGING),
                seen -> endOf(seen, commit));
        return image;
    }

    private void approve(String commit) {
        Seen asked =
                facts.await(
                        "the request for approval",
                        ROLLOUT,
                        seen -> seen.is("ApprovalRequested", commit) && seen.in(PRODUCTION),
                        seen -> endOf(seen, commit));
        String release = "/api/v1/projects/" + Cast.PROJECT + "/releases/" + asked.text("release");
        boolean refused;
        try {
            cast.mina().send("POST", release + "/approve", Map.of("comment", "trust me"));
            refused = false;
        } catch (ProblemException e) {
            refused = true;
        }
        check(refused, "Mina may not approve her own change", "Mina approved her own change");
        cast.quinn().send("POST", release + "/approve", Map.of("comment", "tested on staging"));
    }

    private static boolean endOf(Seen seen, String commit) {
        return seen.is("PackagingFailed", commit)
                || seen.is("DeploymentFailed", commit)
                || seen.is("ReleaseDeclined", commit)
                || seen.is("RolledBack", commit)
                || (seen.is("RunFinished", commit) && !seen.text("result").equals("SUCCESS"));
    }

    /** The requests that the bad release failed, as the edge counted them. */
    private long errorsOf(String commit) {
        String version = commit.substring(0, 12);
        JsonNode answer =
                cast.mina()
                        .read(
                                "/api/v1/query?project="
                                        + Cast.PROJECT
                                        + "&query="
                                        + java.net.URLEncoder.encode(
                                                "sum(duru_edge_requests_total{app=\""
                                                        + Cast.PROJECT
                                                        + "\",env=\""
                                                        + PRODUCTION
                                                        + "\",version=\""
                                                        + version
                                                        + "\",code=~\"5..\"})",
                                                java.nio.charset.StandardCharsets.UTF_8));
        JsonNode result = answer.path("data").path("result");
        return result.isEmpty()
                ? 0
                : Math.round(
                        Double.parseDouble(result.path(0).path("value").path(1).asString("0")));
    }

    private Report report(long failures) {
        String project = "/api/v1/projects/" + Cast.PROJECT;
        List<Report.Rollback> rollbacks =
                facts.all(seen -> seen.kind().equals("RolledBack")).stream()
                        .map(Story::rollback)
                        .toList();
        List<String> quarantined =
                facts.all(seen -> seen.kind().equals("DigestQuarantined")).stream()
                        .map(seen -> seen.text("digest"))
                        .toList();
        List<Report.Issue> issues = new ArrayList<>();
        for (Seen opened : facts.all(seen -> seen.kind().equals("IssueOpened"))) {
            issues.add(issue(cast.mina(), project + "/issues/" + opened.text("number"), opened));
        }
        JsonNode dora = cast.mina().read(project + "/dora");
        Report.Dora figures =
                new Report.Dora(
                        dora.path("deploymentFrequencyPerDay").asDouble(),
                        dora.path("leadTimeSeconds").asDouble(),
                        dora.path("changeFailureRate").asDouble(),
                        dora.path("timeToRestoreSeconds").asDouble());
        check(rollbacks.size() == 1, "one automatic rollback", rollbacks.size() + " rollbacks");
        check(
                quarantined.size() == 1,
                "one digest in quarantine",
                quarantined.size() + " digests in quarantine");
        check(
                issues.size() == 1 && issues.getFirst().state().equals("closed"),
                "one issue, opened by the rollback and closed by the fix",
                "issues: " + issues);
        check(
                Math.abs(figures.changeFailureRate() - 1.0 / 3) < 0.01,
                "one of three deployments failed: change failure rate 33 %",
                "change failure rate is " + figures.changeFailureRate());
        return new Report(
                verified,
                server.url().toString(),
                deliveries,
                rollbacks,
                quarantined,
                issues,
                figures,
                failures);
    }

    private static Report.Rollback rollback(Seen seen) {
        Instant exposed = Instant.parse(seen.text("exposedAt"));
        Instant detected = Instant.parse(seen.text("detectedAt"));
        Instant restored = Instant.parse(seen.text("restoredAt"));
        return new Report.Rollback(
                seen.text("digest"),
                seen.text("environment"),
                seconds(exposed, detected),
                seconds(detected, restored),
                seen.text("gate"));
    }

    private static Report.Issue issue(ApiClient api, String path, Seen opened) {
        JsonNode issue = api.read(path);
        List<String> suspects =
                StreamSupport.stream(opened.fact().path("suspects").spliterator(), false)
                        .map(JsonNode::asString)
                        .toList();
        return new Report.Issue(
                issue.path("number").asLong(),
                issue.path("title").asString(""),
                issue.path("state").asString(""),
                suspects);
    }

    private void check(boolean holds, String good, String bad) {
        if (holds) {
            narrator.good(good);
        } else {
            verified = false;
            narrator.bad(bad);
        }
    }

    private static String environment(String name) {
        return "/api/v1/projects/" + Cast.PROJECT + "/environments/" + name;
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the example cannot be copied from " + from, e);
        }
    }

    /** What is known when the story breaks off. */
    Report unfinished() {
        return new Report(
                false,
                server.url().toString(),
                deliveries,
                List.of(),
                List.of(),
                List.of(),
                new Report.Dora(0, 0, 0, 0),
                0);
    }
}
