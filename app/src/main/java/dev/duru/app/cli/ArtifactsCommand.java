package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code duru artifacts}. */
@Command(
        name = "artifacts",
        description = "Lists the artifacts of a run, or downloads them as zip files.")
final class ArtifactsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's number.")
    private long run;

    @Parameters(
            index = "1..*",
            paramLabel = "NAME",
            description = "With --download: only these (default: all).")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-d", "--download"},
            paramLabel = "FOLDER",
            description = "Download into this folder, each as NAME.zip.")
    private @Nullable Path folder;

    ArtifactsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        if (folder == null && !names.isEmpty()) {
            throw new WrongUsage("names go with --download FOLDER");
        }
        try (ApiClient client = ask.client()) {
            String path = ask.path() + "/runs/" + run + "/artifacts";
            JsonNode all = client.read(path);
            if (folder == null) {
                ask.print(all, this::list);
            } else {
                download(client, path, all, surroundings.folder().resolve(folder));
            }
        }
        return 0;
    }

    private void list(JsonNode all) {
        for (JsonNode each : all) {
            surroundings
                    .out()
                    .println(
                            "%s  %d bytes, until %s"
                                    .formatted(
                                            Json.text(each, "name"),
                                            each.path("bytes").asLong(),
                                            Json.text(each, "expiresAt")));
        }
    }

    private void download(ApiClient client, String path, JsonNode all, Path target) {
        List<String> there = new ArrayList<>();
        all.forEach(each -> there.add(Json.text(each, "name")));
        for (String name : names.isEmpty() ? there : names) {
            if (!there.contains(name)) {
                throw ProblemException.notFound(
                        "run " + run + " has no artifact '" + name + "', or it expired");
            }
            Path file = target.resolve(name.replaceAll("[/\\\\:*?\"<>|]|^\\.+", "_") + ".zip");
            try {
                Files.createDirectories(target);
                Files.write(file, new byte[0]);
            } catch (IOException e) {
                throw new UncheckedIOException(file + " cannot be written", e);
            }
            client.download(path + "/" + ApiClient.part(name), file);
            surroundings.out().println(file);
        }
    }
}
