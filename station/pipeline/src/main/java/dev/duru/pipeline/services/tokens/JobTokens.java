package dev.duru.pipeline.services.tokens;

import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import dev.duru.pipeline.engine.JobGrants;
import dev.duru.pipeline.engine.Vault;
import dev.duru.pipeline.gitlab.PipelineFiles;
import dev.duru.pipeline.state.RunRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Makes the tokens of jobs, knows them while the jobs run, and forgets them at their end. */
public final class JobTokens implements JobGrants {
    /** What a token opens. */
    public enum Kind {
        /** {@code GITHUB_TOKEN}, {@code CI_JOB_TOKEN}: Git, the registry, the forge's API. */
        API,
        /** {@code ACTIONS_RUNTIME_TOKEN}: artifacts and caches. */
        RUNTIME,
        /** {@code ACTIONS_ID_TOKEN_REQUEST_TOKEN}: identity tokens. */
        IDENTITY
    }

    private final Database database;
    private final Supplier<String> url;
    private final Rights standard;
    private final Consumer<Pass> atEnd;
    private final Neighbours neighbours;

    /**
     * Forgets the tokens of jobs that do not run any more, such as those that an earlier Duru left.
     *
     * @param url how jobs reach Duru, without a slash at the end
     * @param standard what jobs may do that say nothing about it
     * @param members which projects whoever started a job may see
     * @param atEnd told of each job that has ended
     */
    public JobTokens(
            Database database,
            Supplier<String> url,
            Rights standard,
            Members members,
            Consumer<Pass> atEnd) {
        this.database = database;
        this.url = url;
        this.standard = standard;
        this.atEnd = atEnd;
        this.neighbours = new Neighbours(database, members);
        database.update(tx ->
                tx.sql()
                        .execute(
                                """
                                delete from job_token where job_id not in
                                    (select id from job where state in ('RUNNING', 'CANCELLING'))
                                """));
    }

    @Override
    public Grant open(Request request) {
        Pass pass =
                new Pass(
                        request.run().project(),
                        request.run().id(),
                        request.jobId(),
                        request.attempt(),
                        request.environment(),
                        rights(request),
                        request.workflow());
        Map<Kind, String> secrets = new EnumMap<>(Kind.class);
        String api = Secret.api();
        secrets.put(Kind.API, api);
        if (!isOfGitlab(request)) {
            secrets.put(Kind.RUNTIME, Secret.runtime(pass, request.run().ref(), Instant.now()));
            if (pass.rights().writes("id-token")) {
                secrets.put(Kind.IDENTITY, Secret.plain());
            }
        }
        database.update(tx -> {
            if (pass.attempt() > 1) {
                tx.sql().execute("delete from job_token where job_id = ?", pass.jobId());
            }
            secrets.forEach((kind, secret) -> keep(tx, kind, secret, pass));
        });
        return new Grant(
                api,
                variables(secrets),
                List.copyOf(secrets.values()),
                Identities.NONE,
                Vault.NONE,
                () -> close(pass));
    }

    private static boolean isOfGitlab(Request request) {
        return PipelineFiles.isPipeline(request.run().workflow());
    }

    private Rights rights(Request request) {
        Rights usual = isOfGitlab(request) ? Rights.OF_GITLAB : standard;
        Rights rights = Rights.of(request.job().permissions(), usual);
        return Trust.isFromOutside(request.run()) ? rights.readingOnly() : rights;
    }

    /** What GitHub's actions find Duru by. */
    private Map<String, String> variables(Map<Kind, String> secrets) {
        String runtime = secrets.get(Kind.RUNTIME);
        if (runtime == null) {
            return Map.of();
        }
        String root = url.get() + "/";
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("ACTIONS_RUNTIME_URL", root);
        variables.put("ACTIONS_RUNTIME_TOKEN", runtime);
        variables.put("ACTIONS_RESULTS_URL", root);
        variables.put("ACTIONS_CACHE_URL", root);
        variables.put("ACTIONS_CACHE_SERVICE_V2", "true");
        String identity = secrets.get(Kind.IDENTITY);
        if (identity != null) {
            // Clients append "&audience=…", so there must be a query already.
            variables.put(
                    "ACTIONS_ID_TOKEN_REQUEST_URL", root + "_services/oidc/token?api-version=2.0");
            variables.put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", identity);
        }
        return variables;
    }

    private static void keep(Tx tx, Kind kind, String secret, Pass pass) {
        tx.sql()
                .execute(
                        """
                        insert into job_token (hash, kind, project, run_id, job_id, attempt,
                            environment, rights, workflow_ref, workflow_sha, created_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                        Secret.hash(secret),
                        kind.name(),
                        pass.project().toString(),
                        pass.runId(),
                        pass.jobId(),
                        pass.attempt(),
                        pass.environment(),
                        pass.rights().text(),
                        pass.workflow().ref(),
                        pass.workflow().commit(),
                        tx.now().toEpochMilli());
    }

    private void close(Pass pass) {
        database.update(tx ->
                tx.sql()
                        .execute(
                                "delete from job_token where job_id = ? and attempt = ?",
                                pass.jobId(),
                                pass.attempt()));
        atEnd.accept(pass);
    }

    /** The job that a token stands for; empty for what is not, or no longer, a token. */
    public Optional<Pass> find(Kind kind, String secret) {
        if (secret.isEmpty() || secret.length() > 4096) {
            return Optional.empty();
        }
        return database.read(sql ->
                sql.createQuery(
                                """
                                select project, run_id, job_id, attempt, environment, rights,
                                    workflow_ref, workflow_sha
                                from job_token where hash = :hash and kind = :kind
                                """)
                        .bind("hash", Secret.hash(secret))
                        .bind("kind", kind.name())
                        .map((rs, ctx) -> pass(rs))
                        .findOne());
    }

    private static Pass pass(ResultSet rs) throws SQLException {
        return new Pass(
                ProjectName.parse(rs.getString("project")),
                rs.getLong("run_id"),
                rs.getLong("job_id"),
                rs.getInt("attempt"),
                rs.getString("environment"),
                Rights.parse(rs.getString("rights")),
                new OfWorkflow(rs.getString("workflow_ref"), rs.getString("workflow_sha")));
    }

    /** Whether something has the form of a {@code GITHUB_TOKEN}, valid or not. */
    public static boolean isJobToken(String secret) {
        return secret.startsWith(Secret.PREFIX);
    }

    /** Who acts by a {@code GITHUB_TOKEN} or a {@code CI_JOB_TOKEN}. */
    public Optional<Identity> identity(String secret) {
        return isJobToken(secret)
                ? find(Kind.API, secret).map(pass -> pass.identity(neighbours.of(pass)))
                : Optional.empty();
    }

    /** Which projects let the jobs of others in. */
    public Neighbours neighbours() {
        return neighbours;
    }

    /** Whether a run's event can come from outside of the project. */
    public static boolean isFromOutside(RunRow run) {
        return Trust.isFromOutside(run);
    }
}
