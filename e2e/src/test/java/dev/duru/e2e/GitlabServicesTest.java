package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** curl and git in jobs with CI_JOB_TOKEN, and on a person's machine with a token of their own. */
@Timeout(400)
class GitlabServicesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String LIBRARY =
            """
            # The tag of its release would start a pipeline too, as on GitLab.
            workflow: { rules: [{ if: $CI_COMMIT_TAG, when: never }, { when: always }] }
            ship:
              rules: [{ if: $CI_PIPELINE_SOURCE == "push" }]
              script: [echo shipping]
              release:
                tag_name: v2
                description: Notes of $CI_COMMIT_BRANCH
                assets: { links: [{ name: guide, url: "https://example.com/guide", link_type: runbook }] }
            job:
              script:
                - echo "started by $CI_PIPELINE_SOURCE with $COLOUR"
                - if [ -n "$KEPT" ]; then echo "$KEPT" > kept.txt; else echo none > kept.txt; fi
              artifacts: { paths: [kept.txt] }
            ask:
              script: [echo "asked by hand"]
              when: manual
            """;

    private static final String APP =
            """
            stages: [make, use]
            default:
              before_script:
                - |
                  api() { curl --silent --show-error --fail --header "JOB-TOKEN: $CI_JOB_TOKEN" "$@"; }
                  refused() { curl --silent --header "JOB-TOKEN: $CI_JOB_TOKEN" --output /dev/null --write-out "refused %{http_code}\\n" "$@"; }
                  mine="$CI_API_V4_URL/projects/$CI_PROJECT_ID"
                  other="$CI_API_V4_URL/projects/mina%2Flibrary"
            make:
              stage: make
              # The tag of its release starts a pipeline too, as on GitLab.
              rules: [{ if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH }]
              script:
                - |
                  echo "made in $CI_JOB_NAME" > made.txt
                  file="$mine/packages/generic/thing/1.0/made.txt"
                  api --upload-file made.txt "$file?select=package_file"
                  api "$file"
                  api "$mine/packages" | grep -o '"name":"thing"'
                  cat > release.json <<END
                  {"tag_name": "v1", "ref": "$CI_COMMIT_SHA", "description": "first",
                   "assets": {"links": [{"name": "thing", "url": "$file"}]}}
                  END
                  api --header "Content-Type: application/json" --data @release.json "$mine/releases" | grep -o '"tag_name":"v1"'
                  api "$mine/releases/permalink/latest" | grep -o '"description":"first"'
                  api --form state=success --form name=curl "$mine/statuses/$CI_COMMIT_SHA" | grep -o '"status":"success"'
                  api "$CI_API_V4_URL/job" | grep -o '"name":"make"'
                  refused --request POST "$mine/pipeline?ref=main"
                  refused "$other"
                  refused --request POST "$other/trigger/pipeline?token=$CI_JOB_TOKEN&ref=main"
                  refused "$mine/nothing/like/this"
              artifacts: { paths: [made.txt] }
            use:
              stage: use
              needs: []
              rules: [{ if: $OPEN }]
              script:
                - |
                  git clone --quiet "$CI_REPOSITORY_URL" copy
                  ls copy/.gitlab-ci.yml
                  git clone --quiet "$CI_SERVER_PROTOCOL://gitlab-ci-token:$CI_JOB_TOKEN@$CI_SERVER_FQDN/mina/library.git" library
                  ls library/.gitlab-ci.yml
                  if git -C library push --quiet origin HEAD:refs/heads/mine; then exit 1; fi
                  echo "push refused"
                  curl --silent --fail --form token=$CI_JOB_TOKEN --form ref=main --form "variables[COLOUR]=blue" "$other/trigger/pipeline" > started.json
                  grep -o '"source":"pipeline"' started.json
                  api "$other/jobs/artifacts/main/raw/kept.txt?job=job"
                  echo "token backwards $(echo "$CI_JOB_TOKEN" | rev)"
            """;

    @TempDir Path folder;

    @Test
    void jobsAndPeopleCallWithCurl() throws Exception {
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String password = duru.addUser("mina");
            push(duru, password, "library", LIBRARY);
            push(duru, password, "app", APP);
            try (ApiClient mina = ApiClient.withPassword(duru.url(), "mina", password)) {
                String first = ended(mina, "app", 1);
                assertThat(first)
                        .contains("\"file_name\":\"made.txt\"", "made in make")
                        .contains("\"name\":\"thing\"", "\"tag_name\":\"v1\"")
                        .contains("\"description\":\"first\"", "\"status\":\"success\"")
                        .contains("\"name\":\"make\"");
                assertThat(first.lines().filter(line -> line.startsWith("refused ")))
                        .containsExactly(
                                "refused 403", "refused 404", "refused 404", "refused 404");
                ended(mina, "library", 1);
                String token =
                        mina.send("POST", "/api/v1/tokens", Map.of("name", "curl"))
                                .path("token")
                                .asString("");
                assertThat(token).isNotEmpty();
                people(duru, mina, token);
            }
        }
    }

    private void people(DuruProcess duru, ApiClient mina, String token) throws Exception {
        String api = duru.url() + "/api/v4/projects/mina%2F";
        String own = "PRIVATE-TOKEN: " + token;
        assertThat(curl(api + "app/packages/generic/thing/1.0/made.txt", "--header", own))
                .isEqualTo("made in make\n");
        assertThat(curl(api + "app/packages/generic/thing/1.0/made.txt")).contains("404");
        assertThat(curl(api + "library/releases/v2", "--header", own))
                .contains("\"description\":\"Notes of main\"")
                .contains("https://example.com/guide", "\"link_type\":\"runbook\"");
        long id = JSON.readTree(curl(api + "app", "--header", own)).path("id").asLong();
        curl(
                api + "library/job_token_scope/allowlist",
                "--header",
                own,
                "--data",
                "target_project_id=" + id);
        String trigger =
                JSON.readTree(
                                curl(
                                        api + "app/triggers",
                                        "--header",
                                        own,
                                        "--form",
                                        "description=test"))
                        .path("token")
                        .asString("");
        assertThat(trigger).startsWith("glptt-");
        assertThat(
                        curl(
                                api + "app/trigger/pipeline",
                                "--form",
                                "token=" + trigger,
                                "--form",
                                "ref=main",
                                "--form",
                                "variables[OPEN]=yes"))
                .contains("\"source\":\"trigger\"");
        String second = ended(mina, "app", 2);
        assertThat(second)
                .contains("copy/.gitlab-ci.yml", "library/.gitlab-ci.yml", "push refused")
                .contains("\"source\":\"pipeline\"", "none");
        assertThat(ended(mina, "library", 2)).contains("started by pipeline with blue");
        String gone =
                new StringBuilder(
                                second.lines()
                                        .filter(line -> line.startsWith("token backwards "))
                                        .findFirst()
                                        .orElseThrow()
                                        .substring("token backwards ".length()))
                        .reverse()
                        .toString();
        assertThat(curl(api + "app", "--header", "JOB-TOKEN: " + gone)).contains("401");
        manual(mina, api + "library", own);
    }

    /** The manual job of a pipeline that has ended is played; its log is read. */
    private void manual(ApiClient mina, String library, String own) throws Exception {
        JsonNode jobs =
                JSON.readTree(curl(library + "/jobs?scope[]=manual", "--globoff", "-H", own));
        long job = jobs.path(0).path("id").asLong();
        assertThat(jobs.path(0).path("name").asString("")).as("%s", jobs).isEqualTo("ask");
        curl(library + "/jobs/" + job + "/play", "--request", "POST", "--header", own);
        Await.until(
                "the manual job ends",
                Duration.ofSeconds(120),
                () ->
                        curl(library + "/jobs/" + job, "--header", own)
                                .contains("\"status\":\"success\""));
        assertThat(curl(library + "/jobs/" + job + "/trace", "--header", own))
                .contains("asked by hand");
        assertThat(mina.read("/api/v1/projects/mina/library/runs/2").toString())
                .contains("success");
    }

    /** The logs of all jobs of a run, when it has ended well. */
    private static String ended(ApiClient mina, String project, int number) throws IOException {
        String run = "/api/v1/projects/mina/" + project + "/runs/" + number;
        Await.until(
                project + " " + number + " ends",
                Duration.ofSeconds(120),
                () -> {
                    String state =
                            mina.read("/api/v1/projects/mina/" + project + "/runs").toString();
                    assertThat(state).doesNotContain("failed", "errored");
                    return state.contains("\"number\":" + number)
                            && mina.read(run).path("state").asString("").equals("success");
                });
        StringBuilder all = new StringBuilder();
        for (JsonNode job : mina.read(run + "/jobs")) {
            all.append(mina.text(run + "/jobs/" + job.path("id").asLong() + "/log")).append('\n');
        }
        return all.toString();
    }

    private static String curl(String url, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error"));
        command.addAll(List.of(options));
        command.add(url);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IOException("curl does not end: " + url);
            }
            return output;
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private void push(DuruProcess duru, String password, String project, String pipeline)
            throws IOException {
        Git git = Git.init(folder.resolve(project));
        git.write(".gitlab-ci.yml", pipeline);
        git.commit("A beginning");
        git.run("push", "-q", Git.url(duru.url(), "mina", password, "mina/" + project), "main");
    }
}
