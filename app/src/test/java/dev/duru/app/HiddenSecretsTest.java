package dev.duru.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Secrets of a project and its environments in what applications print. */
class HiddenSecretsTest {
    private static final ProjectName SHOP = ProjectName.parse("team/shop");

    @Test
    void hidesWhatIsAndWhatWasASecretThere() {
        Map<String, String> production = new HashMap<>(Map.of("TOKEN", "first-token"));
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        HiddenSecrets hidden =
                new HiddenSecrets(
                        (project, environment) ->
                                environment.isEmpty()
                                        ? Map.of("SHARED", "of-the-project")
                                        : environment.equals("production") ? production : Map.of(),
                        now::get);
        assertThat(hidden.of(SHOP, "production").apply("first-token, of-the-project"))
                .isEqualTo("***, ***");
        assertThat(hidden.of(SHOP, "staging").apply("first-token, of-the-project"))
                .isEqualTo("first-token, ***");
        production.put("TOKEN", "second-token");
        now.set(Instant.EPOCH.plusSeconds(60));
        assertThat(hidden.of(SHOP, "production").apply("first-token, second-token"))
                .isEqualTo("***, ***");
    }
}
