package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.Shapes;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.services.tokens.Neighbours;
import dev.duru.pipeline.services.tokens.Pass;
import dev.duru.pipeline.services.tokens.Secret;
import dev.duru.pipeline.state.TriggerStore;
import dev.duru.pipeline.state.TriggerStore.Token;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What starts pipelines from outside: tokens made for it, jobs of other projects, and the list of
 * those that may.
 */
final class TriggerCalls {
    private static final String PREFIX = "glptt-";

    private final JobTokens tokens;
    private final Neighbours neighbours;
    private final TriggerStore store;
    private final Runs runs;
    private final GitlabApi.Ground ground;

    TriggerCalls(GitlabApi.Ground ground, Runs runs) {
        this.ground = ground;
        this.tokens = ground.tokens();
        this.neighbours = tokens.neighbours();
        this.store = new TriggerStore(ground.database());
        this.runs = runs;
    }

    List<Offer> offers() {
        Client.Need read = Client.Need.read("contents");
        Client.Need settings = Client.Need.settings();
        Client.Need own = Client.Need.NOTHING;
        String all = "/projects/{id}/triggers";
        String allowed = "/projects/{id}/job_token_scope/allowlist";
        return List.of(
                new Offer("POST", "/projects/{id}/trigger/pipeline", own, this::start),
                new Offer("POST", "/projects/{id}/ref/{ref}/trigger/pipeline", own, this::start),
                new Offer("GET", all, settings, this::list),
                new Offer("POST", all, settings, this::make),
                new Offer("GET", all + "/{trigger}", settings, ask -> shown(ask, existing(ask))),
                new Offer("DELETE", all + "/{trigger}", settings, this::delete),
                new Offer("GET", allowed, read, this::allowed),
                new Offer("POST", allowed, settings, this::allow),
                new Offer("DELETE", allowed + "/{target}", settings, this::forbid));
    }

    /** The token that is sent says in whose name; a wrong one learns nothing of the project. */
    private Answer start(Ask ask) {
        String token = ask.required("token");
        String ref = ask.param("ref").isEmpty() ? ask.required("ref") : ask.param("ref");
        ProjectName project;
        String by;
        String source;
        Map<String, String> trigger = new LinkedHashMap<>();
        if (JobTokens.isJobToken(token)) {
            Pass pass =
                    tokens.find(JobTokens.Kind.API, token)
                            .orElseThrow(GitlabException::unauthorized);
            Client job = new Client.OfJob(pass, neighbours.user(pass), neighbours, ground.code());
            project = ask.by(job).project();
            job.check(project, Client.Need.write("triggers"));
            by = job.user();
            source = "pipeline";
        } else {
            project = ask.project();
            Token used =
                    store.use(project, Secret.hash(token))
                            .orElseThrow(() -> GitlabException.notFound(""));
            by = used.owner();
            source = "trigger";
            trigger.put("token", used.hint().substring(PREFIX.length()));
            if (!ask.fields().json().isEmpty()) {
                trigger.put("body", ask.fields().json().toString());
            }
        }
        return Answer.created(
                View.run(
                        ask,
                        runs.start(
                                new Runs.Start(
                                        project,
                                        ref,
                                        ask.fields().below("variables"),
                                        source,
                                        by,
                                        trigger))));
    }

    private Token existing(Ask ask) {
        return store.find(ask.project(), ask.number("trigger"))
                .orElseThrow(() -> GitlabException.notFound("Trigger"));
    }

    private static Answer shown(Ask ask, Token token) {
        return Answer.ok(shape(ask, token, token.hint()));
    }

    private static Map<String, Object> shape(Ask ask, Token token, String secret) {
        return Shapes.of(
                "id", token.id(),
                "description", token.description(),
                "token", secret,
                "owner", View.user(ask, token.owner()),
                "created_at", Shapes.time(token.createdAt()),
                "updated_at", Shapes.time(token.createdAt()),
                "last_used", Shapes.time(token.usedAt().orElse(null)));
    }

    private Answer list(Ask ask) {
        return ask.page(store.list(ask.project()), token -> shape(ask, token, token.hint()));
    }

    /** The token is shown here and never again. */
    private Answer make(Ask ask) {
        String secret = PREFIX + Secret.plain();
        Token token =
                store.add(
                        ask.project(),
                        ask.required("description"),
                        Secret.hash(secret),
                        secret.substring(0, PREFIX.length() + 4),
                        ask.by());
        return Answer.created(shape(ask, token, secret));
    }

    private Answer delete(Ask ask) {
        store.delete(existing(ask).id());
        return Answer.noContent();
    }

    private Answer allowed(Ask ask) {
        return ask.page(neighbours.allowedBy(ask.project()), TriggerCalls::shape);
    }

    private static Map<String, Object> shape(ProjectName project) {
        return Shapes.of(
                "id", Ask.number(project),
                "name", project.name(),
                "path_with_namespace", project.toString());
    }

    private Answer allow(Ask ask) {
        ProjectName guest = ask.project(ask.required("target_project_id"));
        if (ask.client().role(guest).isEmpty()) {
            throw GitlabException.notFound("Project");
        }
        neighbours.allow(ask.project(), guest, ask.by());
        return Answer.created(
                Map.of(
                        "source_project_id", Ask.number(ask.project()),
                        "target_project_id", Ask.number(guest)));
    }

    private Answer forbid(Ask ask) {
        if (!neighbours.forbid(ask.project(), ask.project(ask.param("target")))) {
            throw GitlabException.notFound("");
        }
        return Answer.noContent();
    }
}
