package dev.duru.pipeline.services.gitlab;

import dev.duru.dialects.gitlab.variables.Slugs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Role;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.Shapes;
import dev.duru.pipeline.state.EnvironmentStore;
import dev.duru.pipeline.state.EnvironmentStore.Environment;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The environments that jobs have made. */
final class EnvironmentCalls {
    private final Database database;
    private final Runs runs;
    private final EnvironmentStore store = new EnvironmentStore();

    EnvironmentCalls(Database database, Runs runs) {
        this.database = database;
        this.runs = runs;
    }

    List<Offer> offers() {
        Client.Need read = Client.Need.read("deployments");
        String all = "/projects/{id}/environments";
        String one = all + "/{environment}";
        return List.of(
                new Offer("GET", all, read, this::list),
                new Offer("GET", one, read, ask -> Answer.ok(shown(ask, existing(ask)))),
                new Offer("POST", one + "/stop", Client.Need.write("deployments"), this::stop));
    }

    private List<Environment> all(Ask ask) {
        return database.read(sql -> store.list(sql, ask.project()));
    }

    private Answer list(Ask ask) {
        String name = ask.text("name");
        String search = ask.text("search");
        String states = ask.text("states");
        return ask.page(
                all(ask).stream()
                        .filter(one -> name.isEmpty() || one.name().equals(name))
                        .filter(one -> one.name().contains(search))
                        .filter(one -> states.isEmpty() || state(one).equals(states))
                        .toList(),
                one -> shown(ask, one));
    }

    private Environment existing(Ask ask) {
        return all(ask).stream()
                .filter(one -> one.id() == ask.number("environment"))
                .findFirst()
                .orElseThrow(() -> GitlabException.notFound("Environment"));
    }

    private Answer stop(Ask ask) {
        Role role = ask.client().role(ask.project()).orElse(Role.READER);
        runs.stop(existing(ask), ask.by(), role);
        return Answer.ok(shown(ask, existing(ask)));
    }

    private static String state(Environment environment) {
        return environment.state().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> shown(Ask ask, Environment one) {
        return Shapes.of(
                "id", one.id(),
                "name", one.name(),
                "slug", Slugs.environment(one.name()),
                "external_url", one.url().isEmpty() ? null : one.url(),
                "state", state(one),
                "created_at", Shapes.time(one.createdAt()),
                "updated_at", Shapes.time(one.deployedAt()),
                "auto_stop_at", Shapes.time(one.stopsAt().orElse(null)),
                "last_deployment",
                        Shapes.of(
                                "ref", one.last().ref().replaceFirst("^refs/(heads|tags)/", ""),
                                "sha", one.last().commit(),
                                "status", "success",
                                "created_at", Shapes.time(one.deployedAt()),
                                "user", View.user(ask, one.last().by()),
                                "deployable",
                                        Shapes.of(
                                                "id", one.last().job(),
                                                "pipeline", Map.of("id", one.last().run()))));
    }
}
