package dev.duru.pipeline.services.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.pipeline.Pipeline;
import dev.duru.pipeline.services.rest.LoneFolder;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.services.tokens.Members;
import dev.duru.pipeline.services.tokens.Rights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about the API names exactly what there is. */
final class OfferedCallsTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "gitlab-api.md");
    private static final Pattern CALL = Pattern.compile("`((?:GET|PUT|POST|DELETE) /[^` ]+)`");

    @Test
    void thePageNamesEveryCall(@TempDir Path folder) throws IOException {
        List<String> named =
                CALL.matcher(Files.readString(PAGE).split("## Calls", 2)[1])
                        .results()
                        .map(MatchResult::group)
                        .map(call -> call.replace("`", ""))
                        .sorted()
                        .toList();
        try (Database database = Database.open(folder.resolve("duru.db"), InstantSource.system())) {
            database.migrate("pipeline", Pipeline.class.getClassLoader());
            JobTokens tokens =
                    new JobTokens(
                            database,
                            () -> "http://duru.example",
                            Rights.RESTRICTED,
                            Members.NOBODY,
                            pass -> {});
            GitlabApi api =
                    GitlabApi.of(
                            new GitlabApi.Ground(
                                    database,
                                    Blobs.open(folder.resolve("blobs")),
                                    tokens,
                                    () -> "http://duru.example",
                                    LoneFolder.NONE),
                            Runs.NONE);
            assertThat(named).isEqualTo(api.offered());
        }
    }
}
