package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The real git, as Mina, in a folder.
 *
 * @param folder where it runs
 */
public record Git(Path folder) {
    private static final long PATIENCE = 60;

    /**
     * How a command ended.
     *
     * @param code its exit code
     * @param output both of its streams
     */
    public record Ended(int code, String output) {}

    /** A new work tree on the branch {@code main}. */
    public static Git init(Path folder) throws IOException {
        Git git = new Git(Files.createDirectories(folder));
        git.run("init", "--quiet", "--initial-branch=main");
        return git;
    }

    /**
     * Where a user pushes to and fetches from, with the password in it.
     *
     * @param project {@code owner/name}
     */
    public static String url(URI server, String user, String password, String project) {
        return "http://"
                + user
                + ":"
                + URLEncoder.encode(password, UTF_8).replace("+", "%20")
                + "@"
                + server.getAuthority()
                + "/"
                + project
                + ".git";
    }

    /** Writes a file, in place of what was there. */
    public void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    /** Commits all that is in the folder, and gives the commit. */
    public String commit(String message) throws IOException {
        run("add", "--all");
        run("commit", "--quiet", "--message", message);
        return run("rev-parse", "HEAD").strip();
    }

    /**
     * What a command printed.
     *
     * @throws IOException when it did not end well
     */
    public String run(String... arguments) throws IOException {
        Ended ended = attempt(arguments);
        if (ended.code() != 0) {
            throw new IOException("git " + arguments[0] + ": " + ended.output());
        }
        return ended.output();
    }

    /** Runs a command that may be refused. */
    public Ended attempt(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "git",
                                "-c",
                                "user.name=Mina",
                                "-c",
                                "user.email=mina@example.test"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                throw new IOException("git " + arguments[0] + " does not end: " + output);
            }
            return new Ended(process.exitValue(), output);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
