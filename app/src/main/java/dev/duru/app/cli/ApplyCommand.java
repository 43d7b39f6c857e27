package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code duru apply}. */
@Command(
        name = "apply",
        description = {
            "Applies the project's current plan, or some environments of it, without waiting for the"
                    + " release of its commit.",
            "What runs starts again with what is declared; an environment that asks for approval needs"
                    + " it first."
        })
final class ApplyCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Parameters(
            arity = "0..*",
            paramLabel = "ENVIRONMENT",
            description = "Only these (default: all but those that are to be destroyed).")
    private List<String> environments = new ArrayList<>();

    @Option(
            names = "--destroy",
            paramLabel = "ENVIRONMENT",
            description = "Destroy this one, with all that runs there.")
    private List<String> destroy = new ArrayList<>();

    ApplyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        String path = ask.path() + "/plans";
        try (ApiClient client = ask.client()) {
            long number = 0;
            for (JsonNode plan : client.read(path)) {
                if (Json.text(plan, "state").equals("current")) {
                    number = plan.path("number").asLong();
                }
            }
            if (number == 0) {
                throw ProblemException.conflict("the project has no plan that could be applied");
            }
            List<String> chosen = new ArrayList<>(environments);
            if (environments.isEmpty()) {
                chosen.addAll(destroy);
            }
            JsonNode applied =
                    client.send(
                            "POST",
                            path + "/" + number + "/apply",
                            Map.of("environments", chosen, "confirm", destroy));
            ask.print(applied, plan -> PlanText.print(plan, surroundings.out()));
            for (JsonNode step : applied.path("steps")) {
                if (Json.text(step, "state").equals("failed")) {
                    return 1;
                }
            }
        }
        return 0;
    }
}
