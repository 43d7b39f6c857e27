package dev.duru.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A first {@code duru.yml} for a project, by the files at its root.
 *
 * @param kind what was found, in a word
 */
record Starter(String kind, String text) {
    private static final Pattern PROCFILE_WEB = Pattern.compile("(?m)^web:\\s*(\\S.*)$");
    private static final Pattern GO_MODULE = Pattern.compile("(?m)^module\\s+(\\S+)");

    /** Looks at the files, the most telling first. */
    static Starter detect(Path folder) {
        if (Files.exists(folder.resolve("Dockerfile"))) {
            return new Starter("Dockerfile", text(folder, "  dockerfile: Dockerfile\n"));
        }
        if (Files.exists(folder.resolve("Procfile"))) {
            Matcher web = PROCFILE_WEB.matcher(read(folder.resolve("Procfile")));
            String run = web.find() ? web.group(1).strip() : "./start";
            return new Starter("Procfile", text(folder, files("./", run)));
        }
        if (Files.exists(folder.resolve("pom.xml"))) {
            return new Starter("Maven", text(folder, files("target/", "java -jar app/*.jar")));
        }
        if (Files.exists(folder.resolve("build.gradle"))
                || Files.exists(folder.resolve("build.gradle.kts"))) {
            return new Starter("Gradle", text(folder, files("build/libs/", "java -jar app/*.jar")));
        }
        if (Files.exists(folder.resolve("package.json"))) {
            return new Starter(
                    "npm", text(folder, files("./", "cd app && exec npm start --silent")));
        }
        if (Files.exists(folder.resolve("go.mod"))) {
            Matcher module = GO_MODULE.matcher(read(folder.resolve("go.mod")));
            String path = module.find() ? module.group(1) : "app";
            String program = path.substring(path.lastIndexOf('/') + 1);
            return new Starter("Go", text(folder, files("bin/", "app/" + program)));
        }
        if (Files.exists(folder.resolve("requirements.txt"))
                || Files.exists(folder.resolve("pyproject.toml"))) {
            String main = Files.exists(folder.resolve("main.py")) ? "main.py" : "app.py";
            return new Starter(
                    "Python", text(folder, files("./", "cd app && exec python3 " + main)));
        }
        if (hasWorkflow(folder)) {
            return new Starter("CI", text(folder, files("build/", "app/start")));
        }
        return new Starter(
                "static files",
                text(folder, files("./", "python3 -m http.server $PORT --directory app")));
    }

    private static String files(String source, String run) {
        return "  files: { app/: " + source + " }\n  run: " + quoted(run) + "\n";
    }

    /** A plain scalar where YAML allows one, else in single quotes. */
    private static String quoted(String run) {
        boolean plain =
                run.matches("[A-Za-z./].*")
                        && !run.contains(": ")
                        && !run.contains(" #")
                        && !run.endsWith(":");
        return plain ? run : "'" + run.replace("'", "''") + "'";
    }

    private static String text(Path folder, String packaging) {
        return """
        # Where this project goes. How it is built and tested stays in the CI file.
        app: %s

        package:
        %s  health: /              # a path that answers 2xx as soon as the application can work

        environments:
          staging:
            from: main

          production:
            after: staging
            approve: { role: approver, count: 1 }
            replicas: 2
            rollout: { canary: [10%%, 50%%, 100%%], every: 30s }
            verify:
              - { name: errors, query: error_ratio, below: 2%%, minRequests: 20 }
              - { name: latency, query: p95, below: 500ms, minRequests: 20 }
            rollback: auto
        """
                .formatted(name(folder), packaging);
    }

    private static String name(Path folder) {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        String name =
                last == null
                        ? ""
                        : last.toString()
                                .toLowerCase(java.util.Locale.ROOT)
                                .replaceAll("[^a-z0-9]+", "-")
                                .replaceAll("^-+|-+$", "");
        return name.isEmpty() ? "app" : name.substring(0, Math.min(name.length(), 40));
    }

    private static boolean hasWorkflow(Path folder) {
        Path workflows = folder.resolve(".github/workflows");
        if (!Files.isDirectory(workflows)) {
            return false;
        }
        try (Stream<Path> files = Files.list(workflows)) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
