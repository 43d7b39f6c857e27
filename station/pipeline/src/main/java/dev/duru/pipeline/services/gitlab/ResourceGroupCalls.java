package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.Database;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.Shapes;
import dev.duru.pipeline.state.ResourceGroupStore;
import dev.duru.pipeline.state.ResourceGroupStore.Group;
import dev.duru.pipeline.state.ResourceGroupStore.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The resource groups of projects, and the order in which jobs get them. */
final class ResourceGroupCalls {
    private final Database database;
    private final Runs runs;
    private final ResourceGroupStore store = new ResourceGroupStore();

    ResourceGroupCalls(Database database, Runs runs) {
        this.database = database;
        this.runs = runs;
    }

    List<Offer> offers() {
        Client.Need read = Client.Need.read("actions");
        String all = "/projects/{id}/resource_groups";
        String one = all + "/{key}";
        return List.of(
                new Offer("GET", all, read, this::list),
                new Offer("GET", one, read, ask -> Answer.ok(shown(existing(ask)))),
                new Offer("PUT", one, Client.Need.write("actions"), this::order));
    }

    private Answer list(Ask ask) {
        return ask.page(
                database.read(sql -> store.list(sql, ask.project())), ResourceGroupCalls::shown);
    }

    private Group existing(Ask ask) {
        return database.read(sql -> store.find(sql, ask.project(), ask.param("key")))
                .orElseThrow(() -> GitlabException.notFound("Resource Group"));
    }

    private Answer order(Ask ask) {
        Group group = existing(ask);
        Mode mode =
                Mode.of(ask.required("process_mode"))
                        .orElseThrow(() ->
                                GitlabException.bad(
                                        "process_mode does not have a valid value; it is one of "
                                                + Arrays.stream(Mode.values())
                                                        .map(Mode::word)
                                                        .collect(Collectors.joining(", "))));
        database.update(tx -> store.order(tx, group.id(), mode));
        runs.reordered(ask.project(), group.name());
        return Answer.ok(shown(existing(ask)));
    }

    private static Map<String, Object> shown(Group group) {
        return Shapes.of(
                "id", group.id(),
                "key", group.name(),
                "process_mode", group.mode().word(),
                "created_at", Shapes.time(group.createdAt()),
                "updated_at", Shapes.time(group.updatedAt()));
    }
}
