package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that jobs fetch from a vault, to which they prove who they are. */
final class VaultTest {
    @TempDir Path folder;

    private static RunRow run(PipelineSite site, Map<String, String> variables, String job) {
        String top =
                variables.entrySet().stream()
                        .map(one -> "  " + one.getKey() + ": \"" + one.getValue() + "\"\n")
                        .collect(Collectors.joining("", "variables:\n", ""));
        return site.run(Map.of(".gitlab-ci.yml", top + job));
    }

    @Test
    void aJobGetsWhatItsTokenOpens() throws IOException {
        String job =
                """
                use:
                  id_tokens: { ID: { aud: vault } }
                  variables: { STAGE: production, VAULT_AUTH_PATH: duru }
                  secrets:
                    PASSWORD: { vault: $STAGE/db/password, file: false }
                    IN_FILE: { vault: production/db/password }
                    CERT:
                      token: $ID
                      vault: { engine: { name: kv-v1, path: old }, path: cert, field: pem }
                  script:
                    - test "$PASSWORD" = hunter-two
                    - test "$(cat "$IN_FILE")" = hunter-two
                    - test "$(tail -n 1 "$CERT")" = "line two"
                    - echo "it is $PASSWORD"
                """;
        try (PipelineSite site = new PipelineSite(folder);
                TestVault vault = new TestVault(() -> site.html("/.well-known/jwks"))) {
            RunRow run = run(site, vault.variables(), job);
            assertThat(run.state()).as("%s", site.log(run, "use")).isEqualTo(State.SUCCESS);
            assertThat(site.log(run, "use")).contains("it is ***");
            assertThat(vault.asked)
                    .contains("POST /v1/auth/duru/login in dev", "GET /v1/old/cert in dev");
        }
    }

    @Test
    void whatTheVaultRefusesEndsTheJobWithItsWords() throws IOException {
        String job =
                """
                use:
                  id_tokens: { ID: { aud: somebody-else } }
                  secrets: { PASSWORD: { vault: production/db/password } }
                  script: [echo never]
                """;
        try (PipelineSite site = new PipelineSite(folder);
                TestVault vault = new TestVault(() -> site.html("/.well-known/jwks"))) {
            RunRow run = run(site, vault.variables(), job);
            assertThat(run.state()).isEqualTo(State.ERRORED);
            assertThat(site.job(run).message())
                    .contains(".gitlab-ci.yml:7:14: the vault does not let the job sign in at")
                    .contains("/v1/auth/jwt/login for PASSWORD: 403")
                    .contains("permission denied");
            RunRow nowhere = run(site, Map.of("VAULT_SERVER_URL", ""), job);
            assertThat(site.job(nowhere).message()).contains("VAULT_SERVER_URL does not say where");
        }
    }
}
