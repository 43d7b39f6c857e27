package dev.duru.pipeline.compat;

import dev.duru.dialects.gitlab.compile.Gaps;
import dev.duru.dialects.gitlab.include.Templates;
import dev.duru.dialects.gitlab.lint.Checker;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
        return page.append(REST.replace("TEMPLATES", templates())).toString();
    }

    private static String templates() {
        StringBuilder table = new StringBuilder("| template | what it is |\n| --- | --- |\n");
        Templates.files()
                .forEach((file, names) ->
                        table.append("| ")
                                .append(
                                        names.stream()
                                                .map(name -> "`" + name + "`")
                                                .collect(Collectors.joining(", ")))
                                .append(" | ")
                                .append(Templates.about(file))
                                .append(" |\n"));
        return table.toString().strip();
    }

    private static final String INTRODUCTION =
            """
            # GitLab CI

            Duru runs `.gitlab-ci.yml` as it is: a push starts its pipeline, a merge request that is opened or gets commits starts its own, and so does `duru run` without a server. `duru lint` lists
            every problem of the file and of what it includes by file, line and column; a key that GitLab does not know is an error, and
            what Duru does otherwise is a warning. This page is written by `make docs` from the tables that the program uses.

            How much is right is measured, see [conformance.md](../conformance.md).
            """;

    private static final String REST =
            """

            ## Reading

            YAML as GitLab's reader takes it: of a key that is there twice the last one counts, `<<` may be there more than once and wins
            over keys above it, hidden entries may be anything. Then `spec:inputs` and `$[[ ]]`, `include` (local with patterns, of other
            projects of this Duru that whoever started the run may read, components of such projects by commit, branch, tag, part of a
            version or `~latest`, files of the web within the setting `includes.allowed`, templates), `extends`, `!reference`. A file of
            the web is kept: a run sees the same text for ever, and without the web the newest that is kept serves; `integrity` must hold.

            ## Templates

            Templates are Duru's own, under the names that GitLab's have. They use the tools that are on the machine, or in the image that
            the pipeline names, and say so when one is absent. An unknown name is an error that says how to bring the file along.

            TEMPLATES

            ## Conditions and variables

            `rules:if` by a parser of its own with RE2 patterns. Variables name each other to any depth, `$$` is a dollar sign, a value
            that names itself means the one below it. From low to high: predefined, `variables` of the file, `workflow:rules`, the job, its
            rule, its matrix; project; those of the start; dotenv reports of earlier jobs.

            Predefined variables are those of GitLab's reference, each in its phase: rules and includes do not see what only jobs have
            (`CI_PIPELINE_ID`, `CI_PIPELINE_URL`, `CI_SERVER`, `CI_PAGES_*`, `CI_JOB_ID`, `CI_JOB_TOKEN` and so on). Absent are those of
            features that Duru has not: `CHAT_*`, `CI_DEPENDENCY_PROXY_*` but for the server, `CI_DEPLOY_*`, `CI_EXTERNAL_PULL_REQUEST_*`,
            `CI_HAS_OPEN_REQUIREMENTS`, `CI_KUBERNETES_ACTIVE`, `KUBECONFIG`, `CI_SERVER_TLS_*`, `CI_SHARED_ENVIRONMENT`,
            `CI_PIPELINE_SCHEDULE_DESCRIPTION`, `CI_MERGE_REQUEST_APPROVED`, `CI_MERGE_REQUEST_DIFF_ID` and `CI_MERGE_REQUEST_MILESTONE`;
            `GITLAB_USER_*` is whoever started the pipeline in manual jobs too, `CI_COMMIT_AUTHOR` has no address.

            Pipelines of merge requests have `CI_PIPELINE_SOURCE` `merge_request_event`, `CI_MERGE_REQUEST_*` and no `CI_COMMIT_BRANCH`; they run
            on the head of the source branch, and `changes` compares it with the commit where it left the target. Branches with an open merge
            request have `CI_OPEN_MERGE_REQUESTS`, so that the usual `workflow:rules` against two pipelines for one push work.

            ## Jobs as they run

            A checkout unless `GIT_STRATEGY` is `none` or `empty`; caches; the files of all earlier stages, or of what `needs` and
            `dependencies` say; `before_script` and `script` in one process of `bash` with `errexit` and `pipefail`, each command shown
            before it runs; `after_script` in its own process with `CI_JOB_STATUS`; caches; artifacts. Sections (`section_start`) fold in
            the log. Child pipelines from files and from artifacts are part of the run of their parent; their artifacts have names of
            their own.

            `trigger:project` starts a pipeline of another project of this Duru, in the name of whoever started the run, who must be at
            least a developer there; changes from outside a project start none. It has `CI_PIPELINE_SOURCE` `pipeline`,
            `CI_UPSTREAM_PROJECT_ID`, `CI_UPSTREAM_PIPELINE_ID` and `CI_UPSTREAM_JOB_ID`, and the variables that `forward` says: those of
            the file and of dotenv reports, then those of the start. With `strategy` the job waits: `depend` fails unless the other
            pipeline succeeds, `mirror` ends as it does. Who cancels the run cancels what it waits for. Both runs have links to each
            other. Pipelines that would start each other for ever are refused. `needs: { pipeline: owner/name }` in a job without a script
            ends as the newest pipeline of that project's main branch. `duru run` skips such jobs.

            A `resource_group` goes to the jobs that want it one at a time; the API sets its `process_mode`. `secrets:vault` reads a
            HashiCorp Vault (key-value engines of both versions), to which the job shows a token of `id_tokens`; `VAULT_SERVER_URL`,
            `VAULT_AUTH_ROLE`, `VAULT_AUTH_PATH` and `VAULT_NAMESPACE` say where. Logs hide the values. `duru run` takes them from
            `--variable`. Other stores are errors.

            A pipeline ends when nothing is left but manual jobs that may fail, and what needs them; whoever starts one later, on the page
            of the run, in the inbox or by `duru play RUN JOB`, lets the run go on as another attempt. A newer pipeline of the ref ends an
            older one in which no job has begun that is not `interruptible`, or as `workflow:auto_cancel` says.

            `coverage` is read from the log, or from `reports:coverage_report`, and is shown with the run and at
            `/OWNER/PROJECT/badges/BRANCH/coverage.svg`. Issues of `reports:codequality` are remarks of the run, tests of `reports:junit`
            its tests. `id_tokens` are signed by Duru's own issuer, whose keys are at `/.well-known/jwks`. `pages` publishes a site at
            `/OWNER/PROJECT/pages/`, in an origin of its own; `release` makes a release, and the tag where there is none.

            `duru run` skips manual jobs unless `--manual JOB` names them. `--job JOB` runs a job and what it needs, with `--alone` only
            the job. `--variable NAME=VALUE` is a variable of the pipeline. With `--ca-file FILE` jobs trust the certificates of the file
            besides the machine's: they find all of them by `SSL_CERT_FILE` and its like, in containers at
            `/etc/ssl/certs/ca-certificates.crt` too.

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
