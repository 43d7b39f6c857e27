package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.rules.testing.RuleTests;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duru test}. */
@Command(name = "test", description = "Tests what is configured: rules of alerts and recordings.")
final class TestCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(index = "0", paramLabel = "WHAT", description = "rules.")
    private String what = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files of rule tests, in the format of promtool.")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    TestCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    private record Outcome(String file, List<String> wrong) {}

    @Override
    public Integer call() {
        if (!what.equals("rules")) {
            throw new WrongUsage("'" + what + "' cannot be tested; write: duru test rules FILE...");
        }
        List<Outcome> outcomes =
                files.stream().map(file -> new Outcome(file.toString(), wrong(file))).toList();
        if (json) {
            surroundings.out().println(dev.duru.web.Json.write(outcomes));
        } else {
            for (Outcome outcome : outcomes) {
                surroundings
                        .out()
                        .println(
                                outcome.file()
                                        + ": "
                                        + (outcome.wrong().isEmpty() ? "ok" : "failed"));
                outcome.wrong().forEach(problem -> surroundings.out().println("  " + problem));
            }
        }
        return outcomes.stream().allMatch(outcome -> outcome.wrong().isEmpty()) ? 0 : 1;
    }

    private List<String> wrong(Path file) {
        try {
            return RuleTests.run(surroundings.folder().resolve(file));
        } catch (ProblemException malformed) {
            return List.of(malformed.detail());
        }
    }
}
