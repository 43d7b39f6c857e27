package dev.duru.pipeline.conformance;

import dev.duru.pipeline.RunView;
import dev.duru.pipeline.files.Archives;
import dev.duru.pipeline.state.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Runs what the whole public suite of gitlab-ci-local says about running pipelines, from a checkout
 * of its repository, and counts what of it cannot be compared.
 */
public final class GitlabLocalWhole {
    private static final String NAME = "firecow/gitlab-ci-local";
    private static final String IMAGE = "pulls an image of a public hub, which has no stand-in";
    private static final Pattern NO_IMAGE =
            Pattern.compile("could not be pulled|cannot be pulled|needs containers");
    private static final String OWN_OPTIONS = ".gitlab-ci-local-env";
    private static final int PATIENCE_SECONDS = 120;

    private final Path checkout;
    private final Path copies;
    private final SuiteScore score = new SuiteScore(NAME);
    private final Map<String, Integer> left = new TreeMap<>();

    private GitlabLocalWhole(Path checkout, Path copies) {
        this.checkout = checkout;
        this.copies = copies;
    }

    /**
     * Runs the suite.
     *
     * @param args the checkout, the file for the score, and a part of the names of cases to run
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        GitlabLocalWhole suite =
                new GitlabLocalWhole(
                        Path.of(args[0]).toAbsolutePath(),
                        Files.createTempDirectory("gitlab-ci-local"));
        String only = args.length > 2 ? args[2] : "";
        for (PeerTests.Case each : PeerTests.of(suite.checkout)) {
            if ((each.folder() + " " + each.name()).contains(only)) {
                suite.take(each);
            }
        }
        suite.score.left(suite.left);
        suite.score.write(Path.of(args[1]));
        // A case that hangs must not keep the process.
        Runtime.getRuntime().halt(0);
    }

    private void take(PeerTests.Case each) throws IOException, InterruptedException {
        String name = Path.of(each.folder()).getFileName() + ": " + each.name();
        String why = each.why();
        if (why.isEmpty() && !Files.isDirectory(checkout.resolve(each.folder()))) {
            why = "runs in a folder that the test makes or chooses";
        }
        if (why.isEmpty()) {
            String missing = compare(each);
            if (NO_IMAGE.matcher(missing).find()) {
                why = IMAGE;
            } else if (missing.contains("https://") && missing.contains("is not included")) {
                why = "includes a file of the web";
            } else if (Files.exists(checkout.resolve(each.folder()).resolve(OWN_OPTIONS))) {
                why = "takes options from a file of that program";
            } else if (missing.isEmpty()) {
                score.passed();
                System.out.println("ok   " + name);
            } else {
                score.failed(name, missing);
                System.out.println("FAIL " + name + "  " + missing);
            }
        }
        if (!why.isEmpty()) {
            left.merge(why, 1, Integer::sum);
            System.out.println("left " + name + "  " + why);
        }
    }

    private String compare(PeerTests.Case each) throws IOException, InterruptedException {
        Path source = checkout.resolve(each.folder()).normalize();
        Path folder = copies.resolve(String.valueOf(source.getFileName()));
        if (!Files.exists(folder)) {
            Archives.copyTree(source, folder, Set.of());
            repository(folder);
        }
        Map<String, String> variables = new HashMap<>();
        for (String one : each.variables()) {
            int equals = one.indexOf('=');
            variables.put(one.substring(0, equals), one.substring(equals + 1));
        }
        LocalCase one =
                new LocalCase(
                        folder,
                        each.file(),
                        each.jobs().stream().map(GitlabLocalWhole::cell).toList(),
                        !each.jobs().isEmpty() && !each.needs(),
                        each.manual(),
                        variables,
                        Optional.of(each.authorities())
                                .filter(name -> !name.isEmpty())
                                .map(folder::resolve));
        CompletableFuture<LocalCase.Outcome> outcome = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        outcome.complete(one.run());
                    } catch (IOException | RuntimeException e) {
                        outcome.completeExceptionally(e);
                    }
                });
        try {
            return missing(each, outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return "it broke: " + e.getCause();
        } catch (TimeoutException e) {
            return "it did not end within " + PATIENCE_SECONDS + " s";
        }
    }

    /** The name of a cell as Duru writes it. */
    private static String cell(String job) {
        int open = job.indexOf(": [");
        return open < 0
                ? job
                : job.substring(0, open)
                        + job.substring(open)
                                .replaceAll(", *", ", ")
                                .replaceFirst("^: \\[([0-9]+/[0-9]+)]$", " $1");
    }

    /** The repository that the suite's fakes of git describe. */
    private static void repository(Path folder) throws IOException, InterruptedException {
        for (String command :
                List.of(
                        "git init -q -b master",
                        "git config user.name Testersen",
                        "git config user.email test@test.com",
                        "git remote add origin git@gitlab.com:gcl/test-project.git",
                        "git add -A",
                        "git commit -q --allow-empty -m test")) {
            new ProcessBuilder(command.split(" ")).directory(folder.toFile()).start().waitFor();
        }
    }

    private static String missing(PeerTests.Case each, LocalCase.Outcome outcome) {
        for (PeerLine line : each.expected()) {
            String missing = missing(line, outcome);
            if (!missing.isEmpty()) {
                return missing + "; " + outcome.reasons();
            }
        }
        return "";
    }

    private static String missing(PeerLine line, LocalCase.Outcome outcome) {
        return switch (line) {
            case PeerLine.Printed(String job, String text, boolean not) ->
                    outcome.has(job, text) != not
                            ? ""
                            : job + (not ? " printed '" : " did not print '") + text + "'";
            case PeerLine.Anywhere(Pattern part, boolean not) ->
                    outcome.hasPart(part) != not
                            ? ""
                            : (not ? "somebody printed '" : "nobody printed '") + part + "'";
            case PeerLine.Refused() ->
                    outcome.run().filter(run -> run.run().state() == State.SUCCESS).isEmpty()
                            ? ""
                            : "it was not refused";
            case PeerLine.Ended(String job, String how) -> ended(job, how, outcome);
        };
    }

    private static String ended(String name, String how, LocalCase.Outcome outcome) {
        Optional<RunView.Job> job =
                outcome.run().stream()
                        .flatMap(run -> run.jobs().stream())
                        .filter(one ->
                                LocalCase.Lines.name(one.row().name())
                                        .equals(LocalCase.Lines.name(name)))
                        .findFirst();
        State wanted = how.equals("PASS") ? State.SUCCESS : State.FAILED;
        boolean so =
                job.filter(one -> one.row().state() == wanted)
                        .filter(one -> !how.equals("WARN") || one.row().tolerated())
                        .isPresent();
        return so
                ? ""
                : name
                        + " is "
                        + job.map(one -> one.row().state().word()).orElse("not there")
                        + ", not "
                        + how;
    }
}
