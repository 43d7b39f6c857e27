package dev.duru.pipeline.compat;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The page docs/dialects/github.md, made from {@link CompatibilityTable} so that it cannot go
 * stale.
 */
final class CompatibilityPage {
    private CompatibilityPage() {}

    static String page() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        section(page, "What starts a run", path -> path.startsWith("on"));
        section(page, "The workflow", path -> !path.startsWith("on") && !path.startsWith("jobs."));
        section(
                page,
                "Jobs",
                path ->
                        path.startsWith("jobs.*.")
                                && !path.contains(".steps[]")
                                && !path.contains(".container")
                                && !path.contains(".services"));
        section(
                page,
                "Containers",
                path -> path.contains(".container") || path.contains(".services"));
        section(page, "Steps", path -> path.contains(".steps[]"));
        return page.append(REST).toString();
    }

    /** What differs as a table, and then by name what does not. */
    private static void section(StringBuilder page, String title, Predicate<String> holds) {
        List<Fact> facts =
                CompatibilityTable.facts().stream()
                        .filter(fact -> holds.test(fact.path()))
                        .toList();
        page.append("\n## ").append(title).append("\n\n");
        List<Fact> differing = facts.stream().filter(fact -> !fact.isHonoured()).toList();
        TreeMap<String, String> honoured = new TreeMap<>();
        for (Fact fact : facts) {
            if (differing.stream()
                    .noneMatch(d -> d.path().equals(fact.path()) && d.values().isEmpty())) {
                honoured.put(fact.path(), "`" + shown(fact.path()) + "`");
            }
        }
        if (!honoured.isEmpty()) {
            page.append("As on GitHub: ").append(String.join(", ", honoured.values()));
            page.append(".\n");
        }
        if (!differing.isEmpty()) {
            page.append("\n| key | what Duru does instead | what to do |\n| --- | --- | --- |\n");
            for (Fact fact : differing) {
                String values = fact.values().isEmpty() ? "" : " (" + fact.values() + ")";
                page.append(
                        "| `%s`%s | %s | %s |\n"
                                .formatted(
                                        shown(fact.path()), values, fact.instead(), fact.mend()));
            }
        }
    }

    /** A path as GitHub's reference writes it. */
    private static String shown(String path) {
        return path.replace("jobs.*", "jobs.<job_id>")
                .replace("steps[]", "steps[*]")
                .replace("on.*", "on.<event>")
                .replace("services.*", "services.<name>")
                .replace("inputs.*", "inputs.<name>")
                .replace("secrets.*", "secrets.<name>")
                .replace("outputs.*", "outputs.<name>")
                .replace("schedule[]", "schedule[*]");
    }

    private static final String INTRODUCTION =
            """
            # GitHub Actions workflows

            Duru runs the files of `.github/workflows` as they are. `duru lint` reads them without running anything and lists every
            problem by file, line and column: errors are what GitHub refuses too, warnings what it accepts and nobody wants. What
            Duru does not do, or does otherwise, is a warning of the rule `not-supported`, in `duru lint`, in `duru run` and on the
            page of the run. No key is passed over in silence: this page is written by `make docs` from the table that the program
            uses, and a test compares the table with the grammar.

            How much is right is measured, see [conformance.md](../conformance.md).
            """;

    private static final String REST =
            """

            ## Where jobs run

            Labels of Linux, and those of your own, all mean the machine of this Duru, in a sandbox; `container` and `services` need
            Podman or Docker there. `actions/checkout`, `cache`, `upload-artifact`, `download-artifact` and `setup-*` are built in,
            whatever their version; actions of the repository, of projects of this Duru and of other repositories run as they are,
            for Node.js, as composites, and in images.

            ## Shells

            No shell at all is `bash -e {0}`; `bash` is `bash --noprofile --norc -eo pipefail {0}`; `sh` is `sh -e {0}`; `python` (`python3`
            where that is its only name), `pwsh`; or any command with `{0}` for the script's file.

            ## Expressions

            All of GitHub's language, with its own coercions and its comparison without regard to case; functions `contains`,
            `startsWith`, `endsWith`, `format`, `join`, `toJSON`, `fromJSON`, `hashFiles`, `case`, `success`, `failure`, `cancelled`,
            `always`. Numbers are numbers: `1.10` without quotes is `1.1`, as on GitHub. A condition without a status function has
            `success()` before it. `${{ insert }}` as a key adds the members of its value; an expression that gives a list, as an
            item, adds its items.

            ## YAML

            The core schema of YAML 1.2: `yes` and `on` are texts. Anchors and aliases work, the merge key `<<` does not, as on
            GitHub. A key that occurs twice is an error. A file has at most 1,048,576 characters, 100 levels and 200,000 nodes, each
            alias counted as a copy; a workflow has at most 4,000 jobs, a matrix 256; workflows call each other ten deep.

            ## What lint finds

            | rule | |
            | --- | --- |
            | `yaml`, `syntax`, `unknown-key`, `anchor` | the shape of the file, with a guess at what was meant |
            | `expression`, `condition` | syntax, contexts and functions that are not there at this place, unknown properties, types that cannot fit, values that anybody can choose in a script, conditions that never change |
            | `events`, `inputs`, `glob` | events, types, filters, schedules, patterns, inputs and their defaults |
            | `needs`, `id`, `matrix`, `permissions`, `env`, `call` | jobs that do not exist or wait for each other, ids, rows and excludes, scopes, names, calls of workflows |
            | `background` | steps that wait for, or cancel, what does not run in the background |
            | `action`, `shell`, `runner-label`, `credentials`, `deprecated` | inputs of local and of GitHub's own actions, versions that are gone, shells, labels, passwords in the file, old commands |
            | `not-supported` | what Duru does otherwise, as listed above |
            """;
}
