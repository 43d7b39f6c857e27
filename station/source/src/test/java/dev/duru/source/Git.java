package dev.duru.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real {@code git} in a folder, without anybody's configuration. */
record Git(Path folder) {

    /** What a command printed, both streams in one, and how it ended. */
    record Result(int exit, String output) {
        Result succeeded() {
            assertThat(exit).as(output).isZero();
            return this;
        }

        Result failed() {
            assertThat(exit).as(output).isNotZero();
            return this;
        }
    }

    static Git init(Path folder) throws Exception {
        Files.createDirectories(folder);
        Git git = new Git(folder);
        git.run("init", "-q", "-b", "main").succeeded();
        return git;
    }

    static Git clone(Path folder, String url, String... options) throws Exception {
        Files.createDirectories(folder.getParent());
        List<String> command = new ArrayList<>(List.of("clone", "-q"));
        command.addAll(List.of(options));
        command.add(url);
        command.add(folder.getFileName().toString());
        new Git(folder.getParent()).run(command.toArray(String[]::new)).succeeded();
        return new Git(folder);
    }

    String commit(String path, String content, String message) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        run("add", "-A").succeeded();
        run("commit", "-q", "-m", message).succeeded();
        return head();
    }

    String head() throws Exception {
        return run("rev-parse", "HEAD").succeeded().output().strip();
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        try {
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment().put("GIT_AUTHOR_NAME", "Mina Kim");
        builder.environment().put("GIT_AUTHOR_EMAIL", "mina@example.test");
        builder.environment().put("GIT_COMMITTER_NAME", "Mina Kim");
        builder.environment().put("GIT_COMMITTER_EMAIL", "mina@example.test");
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
