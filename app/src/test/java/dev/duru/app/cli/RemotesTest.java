package dev.duru.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ProjectName;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RemotesTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080/team/shop.git, http://127.0.0.1:8080, team/shop",
        "http://ann@127.0.0.1:8080/team/shop, http://127.0.0.1:8080, team/shop",
        "https://Duru.example/team/shop.git/, https://duru.example, team/shop",
        "https://duru.example:443/team/shop.git, https://duru.example, team/shop",
        "http://127.0.0.1:8081/team/shop.git, http://127.0.0.1:8080, ",
        "https://github.com/team/shop.git, https://duru.example, ",
        "git@duru.example:team/shop.git, https://duru.example, ",
        "/srv/git/team/shop.git, https://duru.example, ",
        "https://duru.example/a/b/c.git, https://duru.example, ",
        "https://duru.example/%zz/x, https://duru.example, "
    })
    void aRemoteNamesAProjectOfItsServerOnly(String remote, URI server, String project) {
        assertThat(Remotes.onServer(remote, server).map(ProjectName::toString).orElse(null))
                .isEqualTo(project);
    }

    @Test
    void theRemotesAreThoseOfGit() throws Exception {
        git("init", "-q");
        git("remote", "add", "origin", "https://github.com/team/other.git");
        git("remote", "add", "duru", "http://127.0.0.1:8080/team/shop.git");
        assertThat(Remotes.project(folder, URI.create("http://127.0.0.1:8080")))
                .contains(ProjectName.parse("team/shop"));
        assertThat(Remotes.project(folder, URI.create("http://127.0.0.1:9090"))).isEmpty();
    }

    private void git(String... args) throws Exception {
        String[] command = new String[args.length + 1];
        command[0] = "git";
        System.arraycopy(args, 0, command, 1, args.length);
        assertThat(
                        new ProcessBuilder(command)
                                .directory(folder.toFile())
                                .inheritIO()
                                .start()
                                .waitFor())
                .isZero();
    }
}
