package dev.duru.app.cli;

import dev.duru.app.backup.Backup;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code duru backup}. */
@Command(
        name = "backup",
        description = {
            "Writes everything that is to be kept into one tar file: from the running server, as an"
                    + " administrator, or with --data from its folder, running or not.",
            "The file holds the keys of the secrets; keep it as safe as the server."
        })
final class BackupCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final Ask ask;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder.")
    private @Nullable Path data;

    @Parameters(
            paramLabel = "FILE",
            defaultValue = "duru-backup.tar",
            description = "The file to write (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("duru-backup.tar");

    BackupCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new Ask(surroundings);
    }

    @Override
    public Integer call() {
        Path target = surroundings.folder().resolve(file);
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.deleteIfExists(part);
            Files.createFile(
                    part,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            try {
                if (data == null) {
                    try (ApiClient client = ask.client()) {
                        client.download("/api/v1/backup", part);
                    }
                } else {
                    fromFolder(surroundings.folder().resolve(data), part);
                }
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            say(target);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the backup cannot be written to " + target + ": " + e.getMessage(), e);
        }
        return 0;
    }

    private static void fromFolder(Path folder, Path part) throws IOException {
        Path database = folder.resolve("duru.db");
        if (!Files.isRegularFile(database)) {
            throw ProblemException.user(folder + " is no data folder: it has no duru.db");
        }
        try (OutputStream out =
                new BufferedOutputStream(
                        Files.newOutputStream(part, StandardOpenOption.WRITE), 256 * 1024)) {
            new Backup(folder, copy -> snapshot(database, copy)).write(out);
        }
    }

    private static void snapshot(Path database, Path copy) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                PreparedStatement vacuum = connection.prepareStatement("vacuum into ?")) {
            vacuum.setString(1, copy.toString());
            vacuum.execute();
        } catch (SQLException e) {
            throw new ProblemException(
                    Problem.Code.RESOURCE,
                    "the database " + database + " cannot be copied: " + e.getMessage(),
                    e);
        }
    }

    private void say(Path target) throws IOException {
        long bytes = Files.size(target);
        if (ask.json()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("file", target.toString());
            answer.put("bytes", bytes);
            surroundings.out().println(JsonMapper.shared().writeValueAsString(answer));
        } else {
            surroundings.out().println("the backup is in " + target + " (" + bytes + " bytes)");
        }
    }
}
