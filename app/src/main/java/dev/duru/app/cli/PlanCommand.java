package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code duru plan}. */
@Command(
        name = "plan",
        description = {
            "Shows what duru.yml and environments/*.yml of this folder would do with the"
                    + " environments: what is created, changed, replaced and destroyed, why, and"
                    + " what restarts.",
            "Nothing is done; a push makes it a plan that can be applied."
        })
final class PlanCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Option(
            names = "--number",
            paramLabel = "NUMBER",
            description = "Show this plan of the server instead.")
    private @Nullable Long number;

    PlanCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        String path = ask.path() + "/plans";
        try (ApiClient client = ask.client()) {
            JsonNode plan;
            if (number != null) {
                plan = client.read(path + "/" + number);
            } else {
                SortedMap<String, String> files = DeclaredFolder.files(surroundings.folder());
                if (files.isEmpty()) {
                    throw ProblemException.user(
                            "this folder has no duru.yml; duru init writes a first one");
                }
                plan = client.send("POST", path + "/preview", Map.of("files", files));
            }
            ask.print(plan, found -> PlanText.print(found, surroundings.out()));
            return Json.text(plan, "problem").isEmpty() ? 0 : 1;
        }
    }
}
