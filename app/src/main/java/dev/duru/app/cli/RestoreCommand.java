package dev.duru.app.cli;

import dev.duru.app.backup.Restore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code duru restore}. */
@Command(
        name = "restore",
        description =
                "Fills an empty data folder from a backup; start Duru with it by duru up --data DIR.")
final class RestoreCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "A file that duru backup wrote.")
    private Path file = Path.of("");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The folder to fill; it must be empty, or not there.")
    private Path data = Path.of("");

    @Option(names = "--json", description = "Print what was restored as JSON.")
    private boolean json;

    RestoreCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path source = surroundings.folder().resolve(file);
        Path target = surroundings.folder().resolve(data);
        long files;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(source), 256 * 1024)) {
            files = new Restore(target).read(in);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new UncheckedIOException("there is no file " + source, e);
        } catch (IOException e) {
            throw new UncheckedIOException("the backup cannot be restored: " + e.getMessage(), e);
        }
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("data", target.toString());
            answer.put("files", files);
            surroundings.out().println(JsonMapper.shared().writeValueAsString(answer));
        } else {
            surroundings
                    .out()
                    .println(files + " files are restored; start with: duru up --data " + target);
        }
        return 0;
    }
}
