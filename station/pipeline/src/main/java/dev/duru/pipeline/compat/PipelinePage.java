package dev.duru.pipeline.compat;

import dev.duru.dialects.gitlab.compile.Gaps;
import dev.duru.dialects.gitlab.lint.Checker;
import java.util.Map;
import java.util.TreeMap;

/** The page docs/dialects/gitlab.md, made from the grammar and the table of gaps. */
final class PipelinePage {
    private PipelinePage() {}

    static String page() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        page.append("\n## The file\n\nAs on GitLab: `include`, `spec`");
        Checker.globalKeys().forEach(key -> page.append(", `").append(key).append('`'));
        page.append(".\n\n## Jobs\n\nAs on GitLab: ");
        Map<String, String> gaps = new TreeMap<>(Gaps.table());
        String separator = "";
        for (String key : Checker.jobKeys()) {
            boolean differs =
                    gaps.keySet().stream().anyMatch(g -> key.equals(g) || key.startsWith(g + ":"));
            if (!differs) {
                page.append(separator).append('`').append(key).append('`');
                separator = ", ";
            }
        }
        page.append(".\n\n| key | what Duru does instead |\n| --- | --- |\n");
        gaps.forEach((key, instead) ->
                page.append("| `").append(key).append("` | ").append(instead).append(" |\n"));
        return page.append(REST).toString();
    }

    private static final String INTRODUCTION =
            """
            # GitLab CI

            Duru runs `.gitlab-ci.yml` as it is: a push starts its pipeline, and so does `duru run` without a server. `duru lint` lists
            every problem of the file and of what it includes by file, line and column; a key that GitLab does not know is an error, and
            what Duru does otherwise is a warning. This page is written by `make docs` from the tables that the program uses.

            How much is right is measured, see [conformance.md](../conformance.md).
            """;

    private static final String REST =
            """

            ## Reading

            YAML as GitLab's reader takes it: of a key that is there twice the last one counts, `<<` may be there more than once and wins
            over keys above it, hidden entries may be anything. Then `spec:inputs` and `$[[ ]]`, `include` (local with patterns, of other
            projects of this Duru that whoever started the run may read, components of such projects), `extends`, `!reference`. Remote
            files and GitLab's templates are not fetched: save them in the repository and include them with `local:`.

            ## Conditions and variables

            `rules:if` by a parser of its own with RE2 patterns. Variables name each other to any depth, `$$` is a dollar sign, a value
            that names itself means the one below it. From low to high: predefined, `variables` of the file, `workflow:rules`, the job, its
            rule, its matrix; project; those of the start; dotenv reports of earlier jobs.

            ## Jobs as they run

            A checkout unless `GIT_STRATEGY` is `none` or `empty`; caches; the files of all earlier stages, or of what `needs` and
            `dependencies` say; `before_script` and `script` in one process of `bash` with `errexit` and `pipefail`, each command shown
            before it runs; `after_script` in its own process with `CI_JOB_STATUS`; caches; artifacts. Sections (`section_start`) fold in
            the log. Child pipelines from files and from artifacts are part of the run of their parent.

            `duru run` skips manual jobs unless `--manual JOB` names them. `--job JOB` runs a job and what it needs, with `--alone` only
            the job. `--variable NAME=VALUE` is a variable of the pipeline.

            ## Environments

            A job with `environment:` that succeeds has deployed: the environment is on the project's page of environments with its URL, its last
            job and its commit, beside those of `duru.yml`. It ends by the job that `on_stop` names, which is started when somebody stops the
            environment (page, `duru environment NAME --stop`, API), when its branch is deleted, or when `auto_stop_in` is over; give that job
            `needs` and `GIT_STRATEGY: none`. Environments that duru.yml protects ask in the inbox of approvals before a job enters them.

            Variables of a project may be for one environment, or for a pattern such as `review/*` (the most precise one wins), for the main
            branch and its tags alone (protected), hidden in logs (masked), or files: `duru variable --help`.

            ## GitLab's API

            `CI_API_V4_URL` with `CI_JOB_TOKEN`: artifacts, packages, releases, triggers and more, see [gitlab-api.md](../gitlab-api.md).
            """;
}
