package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.VariableStore;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a project's variables. */
class VariablePagesTest {
    private static final String PAGE = "/team/shop/settings/variables";

    @Test
    void maintainersSetAndRemoveAndOthersOnlyLook(@TempDir Path folder) {
        try (PipelineSite site = new PipelineSite(folder)) {
            assertThat(site.html(PAGE))
                    .contains("No variables yet")
                    .doesNotContain("variable-name");
            assertThat(site.post("boss", PAGE, "name", "mode", "value", "<fast>").statusCode())
                    .isEqualTo(303);
            site.post("boss", PAGE, "name", "MODE", "environment", "prod", "value", "a\r\nb");
            assertThat(seen(site, "")).containsExactly("<fast>");
            assertThat(seen(site, "prod")).containsExactly("a\nb");
            site.post("boss", PAGE, "name", "KEY", "protected", "on", "value", "guarded");
            assertThat(seen(site, "")).containsExactly("guarded", "<fast>");
            assertThat(site.pipeline.variables().of(PipelineSite.SHOP, "", false)).hasSize(1);
            assertThat(site.html(PAGE)).contains("only protected branches and tags");
            site.post("boss", PAGE + "/KEY/remove", "environment", "");
            assertThat(site.html(PAGE))
                    .contains("MODE", "&lt;fast&gt;", "prod", "boss")
                    .doesNotContain("<fast>", PAGE + "/MODE/remove");
            assertThat(site.html(PAGE, "Accept-Language", "ko")).contains("변수");
            assertThat(site.ask("boss", "GET", PAGE, "").body()).contains(PAGE + "/MODE/remove");
            assertThat(site.post("eve", PAGE, "name", "X", "value", "1").statusCode())
                    .isEqualTo(403);
            site.post("boss", PAGE + "/MODE/remove", "environment", "");
            assertThat(site.html(PAGE)).contains("MODE", "prod").doesNotContain("&lt;fast&gt;");
            assertThat(site.post("boss", PAGE + "/MODE/remove", "environment", "").statusCode())
                    .isEqualTo(404);
            assertThat(site.ask("stranger", "GET", PAGE, "").statusCode()).isEqualTo(404);
        }
    }

    private static List<String> seen(PipelineSite site, String environment) {
        return site.pipeline.variables().of(PipelineSite.SHOP, environment, true).stream()
                .map(VariableStore.Variable::value)
                .toList();
    }

    @Test
    void aNameThatCannotBeIsSaidBesideWhatWasTyped(@TempDir Path folder) {
        try (PipelineSite site = new PipelineSite(folder)) {
            HttpResponse<String> refused =
                    site.post("boss", PAGE, "name", "1st", "value", "kept \"as\" typed");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body())
                    .contains("cannot name a variable", "value=\"1st\"", "kept \"as\" typed");
            assertThat(site.pipeline.variables().all(PipelineSite.SHOP)).isEmpty();
        }
    }
}
