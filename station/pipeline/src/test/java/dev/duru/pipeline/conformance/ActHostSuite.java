package dev.duru.pipeline.conformance;

import dev.duru.kernel.Folders;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.LocalRun;
import dev.duru.pipeline.RunView;
import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.actions.ActionRepository;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.actions.OwnActions;
import dev.duru.pipeline.state.State;
import dev.duru.pipeline.toolchain.Vendors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the workflows of {@code suites/act-host} by the engine and compares how each ends with what
 * {@code cases.tsv} expects. Writes its score beside the others into {@code conformance.json}.
 */
public final class ActHostSuite {
    private static final String NAME = "suites/act-host";

    private ActHostSuite() {}

    /**
     * Runs the suite.
     *
     * @param args the corpus folder and the file for the score
     */
    public static void main(String[] args) throws Exception {
        Path scratch = Files.createTempDirectory("act-host");
        try {
            run(args, actions(scratch));
        } finally {
            Folders.delete(scratch);
        }
    }

    /**
     * Where the cases' remote actions come from: the mirror that the environment names, or one with
     * actions of the same names and inputs that this makes, as no test may use the network.
     */
    private static ActionLibrary actions(Path scratch) throws Exception {
        Map<String, String> environment = System.getenv();
        ActionSettings settings = ActionSettings.of(environment);
        if (!environment.containsKey("DURU_ACTIONS_MIRROR")) {
            Path mirror = Files.createDirectories(scratch.resolve("mirror"));
            ActionRepository.create(mirror, "actions/hello-world-javascript-action")
                    .file(
                            "action.yml",
                            """
                            name: hello
                            inputs: { who-to-greet: { required: true, default: World } }
                            outputs: { time: { description: when } }
                            runs: { using: node12, main: index.js }
                            """)
                    .file("index.js", "console.log('Hello ' + process.env['INPUT_WHO-TO-GREET'])")
                    .commit("v1");
            ActionRepository.create(mirror, "cloudposse/actions")
                    .file(
                            "github/slash-command-dispatch/action.yml",
                            """
                            name: dispatch
                            inputs: { commands: { required: true } }
                            runs: { using: node12, main: dist/index.js }
                            """)
                    .file(
                            "github/slash-command-dispatch/dist/index.js",
                            "console.log('not a comment: nothing to do')")
                    .commit("0.14.0");
            settings = settings.withMirror(ActionRepository.template(mirror));
        }
        return new ActionLibrary(scratch.resolve("actions"), settings, OwnActions.NONE);
    }

    private static void run(String[] args, ActionLibrary actions) throws IOException {
        Path suite = Path.of(args[0]).toAbsolutePath().normalize().resolve(NAME);
        SuiteScore score = new SuiteScore(NAME);
        for (String row : Files.readAllLines(suite.resolve("cases.tsv"))) {
            String[] fields = row.split("\t");
            if (fields[0].equals("workflow") || fields.length < 3) {
                continue;
            }
            String was = conclusion(suite, fields[0], fields[1], actions);
            if (was.startsWith(fields[2])) {
                score.passed();
            } else {
                String why = "expected " + fields[2] + ", was " + was;
                score.failed(fields[0], why);
                System.out.println("FAIL " + fields[0] + "  " + why);
            }
        }
        score.write(Path.of(args[1]));
    }

    private static String conclusion(Path suite, String folder, String event, ActionLibrary actions)
            throws IOException {
        Path file = suite.resolve(folder).resolve(event + ".yml");
        if (!Files.exists(file)) {
            file = suite.resolve(folder).resolve(event + ".yaml");
        }
        // The cases were written for act, which sets ACT and calls itself nektos/act.
        LocalRun.Options options =
                LocalRun.Options.of(suite)
                        .withEvent(event)
                        .withWorkflow(file.toString())
                        .withEnvironment(Map.of("ACT", "true"))
                        .withProject(new ProjectName("nektos", "act"));
        try {
            RunView run =
                    new LocalRun(options, actions, Vendors.Settings.NONE)
                            .run(LocalRun.Listener.SILENT)
                            .getFirst();
            return run.run().state() == State.SUCCESS
                    ? "success"
                    : "failure (" + run.run().state().word() + reasons(run) + ")";
        } catch (ProblemException e) {
            return "failure (" + e.detail() + ")";
        }
    }

    private static String reasons(RunView run) {
        List<String> reasons = new ArrayList<>();
        run.jobs().stream()
                .filter(job -> !job.row().message().isEmpty())
                .forEach(job -> reasons.add(job.row().name() + ": " + job.row().message()));
        return reasons.isEmpty() ? "; " + run.run().message() : "; " + String.join("; ", reasons);
    }
}
