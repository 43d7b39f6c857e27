package dev.duru.containers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Volumes of an engine: folders that it keeps itself. */
public final class Volumes {
    private final Api api;

    Volumes(Api api) {
        this.api = api;
    }

    /** Makes a volume; one of this name that is there already is left as it is. */
    public void create(String name, Map<String, String> labels) {
        ObjectNode body = Api.object().put("Name", name);
        ObjectNode all = body.putObject("Labels");
        labels.forEach(all::put);
        api.json(Api.post("volumes", "create"), body);
    }

    /** The names of volumes that have all of these labels; an empty value stands for any. */
    public List<String> list(Map<String, String> labels) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : api.json(Api.get("volumes").labelled(labels)).path("Volumes")) {
            names.add(each.path("Name").asString(""));
        }
        return names;
    }

    /** Removes a volume; nothing happens when it is gone already. */
    public void remove(String name) {
        try {
            api.json(Api.delete("volumes", name).with("force", true));
        } catch (EngineRefusalException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }
}
