package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Which project a folder belongs to, by the git remotes that lead to the server. */
final class Remotes {
    private Remotes() {}

    /** The project of the first remote on that server; empty when there is none. */
    static Optional<ProjectName> project(Path folder, URI server) {
        return config(folder)
                .lines()
                .map(line -> line.substring(line.indexOf(' ') + 1).strip())
                .flatMap(url -> onServer(url, server).stream())
                .findFirst();
    }

    /** Reads {@code http://user@host:port/owner/project.git}. */
    static Optional<ProjectName> onServer(String remote, URI server) {
        try {
            URI url = URI.create(remote);
            if (url.getHost() == null
                    || !url.getHost().equalsIgnoreCase(server.getHost())
                    || port(url) != port(server)) {
                return Optional.empty();
            }
            String base = server.getPath() == null ? "" : server.getPath();
            String path = url.getPath();
            if (!path.startsWith(base + "/")) {
                return Optional.empty();
            }
            String name = path.substring(base.length() + 1).replaceAll("(\\.git)?/?$", "");
            return Optional.of(ProjectName.parse(name));
        } catch (IllegalArgumentException | ProblemException e) {
            // a path, an scp-like address, or another server's naming: not a remote of ours
            return Optional.empty();
        }
    }

    private static int port(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return "https".equals(url.getScheme()) ? 443 : 80;
    }

    private static String config(Path folder) {
        try {
            Process git =
                    new ProcessBuilder("git", "config", "--get-regexp", "^remote\\..*\\.url$")
                            .directory(folder.toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            git.getOutputStream().close();
            String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? text : "";
        } catch (IOException e) {
            // without git there are no remotes
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
