package dev.duru.pipeline.services.gitlab;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.pipeline.log.LogFile;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.Shapes;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Pipelines and jobs. */
final class RunCalls {
    private final Found found;
    private final Runs runs;

    RunCalls(Found found, Runs runs) {
        this.found = found;
        this.runs = runs;
    }

    List<Offer> offers() {
        Client.Need read = Client.Need.read("actions");
        Client.Need write = Client.Need.write("actions");
        String all = "/projects/{id}/pipelines";
        String one = all + "/{pipeline}";
        String job = "/projects/{id}/jobs/{job}";
        return List.of(
                new Offer("GET", "/job", Client.Need.NOTHING, this::own),
                new Offer("GET", all, read, this::list),
                new Offer("POST", "/projects/{id}/pipeline", write, this::create),
                new Offer("GET", all + "/latest", read, this::latest),
                new Offer("GET", one, read, ask -> Answer.ok(View.run(ask, found.run(ask)))),
                new Offer("GET", one + "/variables", read, this::variables),
                new Offer("GET", one + "/jobs", read, this::jobsOfRun),
                new Offer("GET", one + "/bridges", read, this::bridges),
                new Offer("POST", one + "/retry", write, this::retryRun),
                new Offer("POST", one + "/cancel", write, this::cancelRun),
                new Offer("GET", "/projects/{id}/jobs", read, this::jobs),
                new Offer("GET", job, read, ask -> Answer.ok(shown(ask, found.job(ask)))),
                new Offer("GET", job + "/trace", read, this::trace),
                new Offer("POST", job + "/play", write, this::play),
                new Offer("POST", job + "/retry", write, this::retry),
                new Offer("POST", job + "/cancel", write, this::cancel));
    }

    /** The job whose token calls. */
    private Answer own(Ask ask) {
        if (!(ask.client() instanceof Client.OfJob job)) {
            throw GitlabException.unauthorized();
        }
        return found.job(job.pass().jobId())
                .map(one -> Answer.ok(shown(ask, one)))
                .orElseThrow(() -> GitlabException.notFound("Job"));
    }

    private Stream<RunRow> matching(Ask ask) {
        String ref = ask.text("ref");
        String sha = ask.text("sha");
        String status = ask.text("status");
        String source = ask.text("source");
        return found.runs(ask.project()).stream()
                .filter(run -> ref.isEmpty() || run.refName().equals(ref))
                .filter(run -> sha.isEmpty() || run.commit().equals(sha))
                .filter(run -> status.isEmpty() || View.status(run.state()).equals(status))
                .filter(run -> source.isEmpty() || View.source(run).equals(source));
    }

    private Answer list(Ask ask) {
        List<RunRow> all = matching(ask).toList();
        boolean oldest = ask.text("sort").equals("asc");
        return ask.page(oldest ? all.reversed() : all, run -> View.run(ask, run));
    }

    private Answer latest(Ask ask) {
        String ref =
                ask.text("ref").isEmpty()
                        ? ask.code().defaultBranch(ask.project())
                        : ask.text("ref");
        return found.runs(ask.project()).stream()
                .filter(run -> run.refName().equals(ref))
                .findFirst()
                .map(run -> Answer.ok(View.run(ask, run)))
                .orElseThrow(() -> GitlabException.notFound("Pipeline"));
    }

    /**
     * The jobs that have to do with pipelines of other projects, as far as the caller sees them.
     */
    private Answer bridges(Ask ask) {
        RunRow run = found.run(ask);
        return ask.page(
                found.bridges(run),
                bridge -> {
                    Map<String, Object> shape =
                            new LinkedHashMap<>(View.job(ask, run, bridge.row(), false));
                    boolean seen = ask.client().role(bridge.run().project()).isPresent();
                    shape.put("downstream_pipeline", seen ? View.run(ask, bridge.run()) : null);
                    return shape;
                });
    }

    private Answer create(Ask ask) {
        RunRow run =
                runs.start(
                        new Runs.Start(
                                ask.project(),
                                ask.required("ref"),
                                ask.fields().below("variables"),
                                "api",
                                ask.by()));
        return Answer.created(View.run(ask, run));
    }

    private Answer variables(Ask ask) {
        RunRow run = found.run(ask);
        if (!(Json.parse(run.inputs()) instanceof Obj given)) {
            return Answer.ok(List.of());
        }
        return Answer.ok(
                given.members().stream()
                        .map(one ->
                                Shapes.of(
                                        "key", one.key(),
                                        "variable_type", "env_var",
                                        "value", Expressions.text(one.value())))
                        .toList());
    }

    private Map<String, Object> shown(Ask ask, Found.Job job) {
        return shown(ask, job.run(), job.row());
    }

    private Map<String, Object> shown(Ask ask, RunRow run, JobRow job) {
        return View.job(ask, run, job, found.question(run, job).isPresent());
    }

    private Answer jobsOfRun(Ask ask) {
        return page(ask, List.of(found.run(ask)));
    }

    private Answer jobs(Ask ask) {
        return page(ask, found.runs(ask.project()));
    }

    private Answer page(Ask ask, List<RunRow> all) {
        List<String> scopes = ask.fields().all("scope");
        return ask.page(
                all.stream()
                        .flatMap(run -> found.jobs(run).stream().map(job -> shown(ask, run, job)))
                        .filter(job -> scopes.isEmpty() || scopes.contains(job.get("status")))
                        .toList(),
                job -> job);
    }

    private Answer retryRun(Ask ask) {
        return Answer.created(
                View.run(ask, runs.retry(found.run(ask), Optional.empty(), ask.by())));
    }

    private Answer cancelRun(Ask ask) {
        runs.cancel(found.run(ask), Optional.empty(), ask.by());
        return Answer.ok(View.run(ask, found.run(ask)));
    }

    private Answer trace(Ask ask) {
        Optional<LogFile> log = runs.log(found.job(ask).row());
        return Answer.writing(
                "text/plain; charset=utf-8",
                out -> log.ifPresent(file -> file.scan(1, line -> write(out, line.text()))));
    }

    private static boolean write(OutputStream out, String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer play(Ask ask) {
        Found.Job job = found.job(ask);
        JobRow question =
                found.question(job.run(), job.row())
                        .orElseThrow(() -> GitlabException.bad("400 Bad request - Unplayable Job"));
        ProjectName project = ask.project();
        Role role = ask.client().role(project).orElse(Role.READER);
        runs.play(job.run(), question, ask.by(), role);
        return Answer.ok(shown(ask, found.job(ask)));
    }

    private Answer retry(Ask ask) {
        Found.Job job = found.job(ask);
        RunRow run = runs.retry(job.run(), Optional.of(job.row()), ask.by());
        JobRow again =
                found.jobs(run).stream()
                        .filter(row -> row.node().equals(job.row().node()))
                        .findFirst()
                        .orElse(job.row());
        return Answer.created(shown(ask, run, again));
    }

    private Answer cancel(Ask ask) {
        Found.Job job = found.job(ask);
        runs.cancel(job.run(), Optional.of(job.row()), ask.by());
        return Answer.created(shown(ask, found.job(ask)));
    }
}
