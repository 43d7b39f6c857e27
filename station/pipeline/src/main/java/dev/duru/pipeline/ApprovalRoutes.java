package dev.duru.pipeline;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import org.jspecify.annotations.Nullable;

/** People's words about jobs that wait for them; the inbox that shows them is delivery's. */
final class ApprovalRoutes {
    private static final String JOB = "/projects/{owner}/{project}/runs/{number}/jobs/{job}";
    private static final String PAGE = "/{owner}/{project}/runs/{number}/jobs/{job}";
    private static final Access READER = Access.project(Role.READER);

    private final Pipeline pipeline;

    ApprovalRoutes(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Why. */
    record Word(@Nullable String comment) {}

    void add(Router router) {
        router.api("POST", JOB + "/approve", READER, request -> json(request, true))
                .api("POST", JOB + "/reject", READER, request -> json(request, false))
                .form(PAGE + "/approve", READER, request -> form(request, true))
                .form(PAGE + "/reject", READER, request -> form(request, false));
    }

    private Reply json(Request request, boolean agrees) {
        boolean none =
                request.header("Transfer-Encoding").isEmpty()
                        && request.header("Content-Length").orElse("0").equals("0");
        String comment = none ? null : request.json(Word.class).comment();
        JobRow job = decide(request, agrees, comment == null ? "" : comment);
        return Reply.json(RunJson.job(job, pipeline.steps(job), pipeline.queue()));
    }

    private Reply form(Request request, boolean agrees) {
        decide(request, agrees, request.form("comment").map(String::strip).orElse(""));
        return Reply.redirect(
                request.form("back").filter("/approvals"::equals).isPresent()
                        ? "/approvals"
                        : "/" + request.project() + "/runs/" + request.number("number"));
    }

    private JobRow decide(Request request, boolean agrees, String comment) {
        RunRow run = pipeline.run(request.project(), request.number("number"));
        JobRow job = pipeline.job(run, request.number("job"));
        String user = request.identity().user();
        Role role =
                request.role()
                        .orElseThrow(() -> ProblemException.forbidden("you have no role here"));
        if (agrees) {
            pipeline.approvals().approve(run.project(), job.id(), user, role, comment);
        } else {
            pipeline.approvals().reject(run.project(), job.id(), user, role, comment);
        }
        return pipeline.job(run, job.id());
    }
}
