package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.Shapes;
import dev.duru.pipeline.services.rest.Code;
import dev.duru.pipeline.state.StatusStore;
import dev.duru.pipeline.state.StatusStore.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Statuses of commits. */
final class StatusCalls {
    private final Code code;
    private final Database database;
    private final StatusStore store = new StatusStore();

    StatusCalls(Code code, Database database) {
        this.code = code;
        this.database = database;
    }

    List<Offer> offers() {
        return List.of(
                new Offer(
                        "POST",
                        "/projects/{id}/statuses/{sha}",
                        Client.Need.write("statuses"),
                        this::report),
                new Offer(
                        "GET",
                        "/projects/{id}/repository/commits/{sha}/statuses",
                        Client.Need.read("statuses"),
                        this::list));
    }

    private String commit(Ask ask) {
        return code.commit(ask.project(), ask.param("sha"))
                .map(Code.Commit::id)
                .orElseThrow(() -> GitlabException.notFound("Commit"));
    }

    private Answer report(Ask ask) {
        String context =
                ask.fields().text("name").or(() -> ask.fields().text("context")).orElse("default");
        StatusStore.Status status =
                new StatusStore.Status(
                        0,
                        ask.project(),
                        commit(ask),
                        context,
                        state(ask.required("state")),
                        ask.text("description"),
                        ask.text("target_url"),
                        ask.by(),
                        Instant.now());
        return Answer.created(shown(ask, database.write(tx -> store.add(tx, status))));
    }

    private static State state(String word) {
        return switch (word) {
            case "pending", "running" -> State.PENDING;
            case "success", "skipped" -> State.SUCCESS;
            case "failed" -> State.FAILURE;
            case "canceled" -> State.ERROR;
            default -> throw GitlabException.bad("state does not have a valid value");
        };
    }

    private static String word(State state) {
        return switch (state) {
            case PENDING -> "pending";
            case SUCCESS -> "success";
            case FAILURE -> "failed";
            case ERROR -> "canceled";
        };
    }

    private static Map<String, Object> shown(Ask ask, StatusStore.Status status) {
        return Shapes.of(
                "id", status.id(),
                "sha", status.commit(),
                "name", status.context(),
                "status", word(status.state()),
                "description", status.description(),
                "target_url", status.targetUrl(),
                "author", View.user(ask, status.creator()),
                "created_at", Shapes.time(status.createdAt()));
    }

    private Answer list(Ask ask) {
        ProjectName project = ask.project();
        String commit = commit(ask);
        boolean all = ask.text("all").equals("true");
        String name = ask.text("name");
        List<StatusStore.Status> found =
                database.read(sql ->
                        all ? store.all(sql, project, commit) : store.newest(sql, project, commit));
        return ask.page(
                found.stream().filter(one -> name.isEmpty() || one.context().equals(name)).toList(),
                one -> shown(ask, one));
    }
}
