package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.ApiClient;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Octokit, Git and @actions/core in jobs of the whole house, with the jobs' own tokens. */
@Timeout(400)
class JobServicesTest {
    private static final Path SCRIPTS = Path.of("src/test/resources/toolkit").toAbsolutePath();

    @TempDir Path folder;

    @Test
    void jobsDoWhatTheirPermissionsAllowAsLongAsTheyRun() throws Exception {
        Path modules = Toolkit.modules();
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String password = duru.addUser("mina");
            push(duru, password, workflow(modules));
            try (ApiClient mina = ApiClient.withPassword(duru.url(), "mina", password)) {
                String runs = "/api/v1/projects/mina/hello/runs";
                Await.until(
                        "the run ends",
                        Duration.ofSeconds(240),
                        () -> ended(mina.read(runs).toString()));
                String log = logs(mina, runs + "/1");
                assertThat(log)
                        .contains("who: github-actions[bot]", "default branch: main")
                        .contains("comments: github-actions[bot] second", "issue: closed")
                        .contains("status: success", "check: neutral")
                        .contains("asset: bytes of a file", "latest: a.bin")
                        .contains("content: made true", "refs: refs/tags/v1")
                        .contains("runs: in_progress", "unknown: 404 true")
                        .contains("pushed by the job", "the reader's push was refused")
                        .contains("reads: ")
                        .doesNotContain("wrote");
                assertThat(log.lines().filter("refused: 403 true"::equals)).hasSize(2);
                // Neither the contents that a job wrote nor what it pushed started a run.
                assertThat(mina.read(runs).toString()).doesNotContain("\"number\":2");
                identityToken(duru, find(log, "jwt ([0-9A-Za-z._-]+)"));
                afterwards(duru, find(log, "token backwards ([0-9A-Za-z_]+)"));
            }
        }
    }

    private static boolean ended(String runs) {
        assertThat(runs).doesNotContain("\"state\":\"failed\"").doesNotContain("errored");
        return runs.contains("\"state\":\"success\"");
    }

    private static String workflow(Path modules) {
        return """
        on: push
        jobs:
          writer:
            runs-on: ubuntu-latest
            permissions: write-all
            env:
              TOKEN: ${{ github.token }}
            steps:
              - run: ln -s MODULES node_modules && cp SCRIPTS/*.mjs .
              - run: node rest.mjs
              - run: |
                  host="${GITHUB_SERVER_URL#http://}"
                  git clone -q "http://x-access-token:$TOKEN@$host/$GITHUB_REPOSITORY.git" copy
                  cd copy
                  git -c user.name=Job -c user.email=job@example.test commit -q --allow-empty -m x
                  git push -q origin HEAD:refs/heads/from-job
                  echo "pushed by the job"
                  echo "token backwards $(echo "$TOKEN" | rev)"
          reader:
            runs-on: ubuntu-latest
            permissions: {contents: read}
            env:
              TOKEN: ${{ secrets.GITHUB_TOKEN }}
            steps:
              - run: ln -s MODULES node_modules && cp SCRIPTS/*.mjs .
              - run: node reader.mjs
              - run: |
                  host="${GITHUB_SERVER_URL#http://}"
                  git clone -q "http://x-access-token:$TOKEN@$host/$GITHUB_REPOSITORY.git" copy
                  cd copy
                  if git push -q origin HEAD:refs/heads/not-allowed; then exit 1; fi
                  echo "the reader's push was refused"
        """
                .replace("MODULES", modules.toString())
                .replace("SCRIPTS", SCRIPTS.toString());
    }

    private static String logs(ApiClient client, String run) throws IOException {
        StringBuilder all = new StringBuilder();
        for (JsonNode job : client.read(run + "/jobs")) {
            all.append(client.text(run + "/jobs/" + job.path("id").asLong() + "/log")).append('\n');
        }
        return all.toString()
                .lines()
                .map(JobServicesTest::plain)
                .collect(java.util.stream.Collectors.joining("\n"));
    }

    /** A line of a log without its time. */
    private static String plain(String line) {
        return line.replaceFirst("^\\S*\\d\\d:\\d\\d\\S* ", "");
    }

    private static String find(String log, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(log);
        assertThat(matcher.find()).as(log).isTrue();
        return matcher.group(1);
    }

    private static void identityToken(DuruProcess duru, String backwards) throws Exception {
        String token = new StringBuilder(backwards).reverse().toString();
        String[] parts = token.split("\\.");
        JsonMapper json = JsonMapper.builder().build();
        Base64.Decoder decoder = Base64.getUrlDecoder();
        JsonNode head = json.readTree(decoder.decode(parts[0]));
        JsonNode claims = json.readTree(decoder.decode(parts[1]));
        try (ApiClient nobody = ApiClient.anonymous(duru.url())) {
            JsonNode document = nobody.read("/.well-known/openid-configuration");
            assertThat(document.path("issuer").asString("")).isEqualTo(duru.url().toString());
            JsonNode key =
                    nobody.read(URI.create(document.path("jwks_uri").asString("")).getPath())
                            .path("keys")
                            .path(0);
            assertThat(key.path("kid")).isEqualTo(head.path("kid"));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(
                    KeyFactory.getInstance("RSA")
                            .generatePublic(
                                    new RSAPublicKeySpec(
                                            number(decoder, key.path("n")),
                                            number(decoder, key.path("e")))));
            signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
            assertThat(signature.verify(decoder.decode(parts[2]))).isTrue();
        }
        assertThat(claims.path("sub").asString(""))
                .isEqualTo("repo:mina/hello:ref:refs/heads/main");
        assertThat(claims.path("aud").asString("")).isEqualTo("sts.example");
        assertThat(claims.path("iss").asString("")).isEqualTo(duru.url().toString());
        assertThat(claims.path("repository").asString("")).isEqualTo("mina/hello");
        assertThat(claims.path("event_name").asString("")).isEqualTo("push");
    }

    private static BigInteger number(Base64.Decoder decoder, JsonNode text) {
        return new BigInteger(1, decoder.decode(text.asString("")));
    }

    /** The token was good for the job and is for nothing now. */
    private static void afterwards(DuruProcess duru, String backwards) throws Exception {
        String token = new StringBuilder(backwards).reverse().toString();
        assertThat(token).startsWith("ghs_");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(duru.url().resolve("/api/v3/repos/mina/hello"))
                                    .header("Authorization", "token " + token)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        }
    }

    private void push(DuruProcess duru, String password, String workflow) throws IOException {
        Git git = Git.init(folder.resolve("work"));
        git.write(".github/workflows/ci.yml", workflow);
        git.commit("A beginning");
        git.run("push", "-q", Git.url(duru.url(), "mina", password, "mina/hello"), "main");
    }
}
