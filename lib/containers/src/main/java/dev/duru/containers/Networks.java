package dev.duru.containers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Networks of an engine. */
public final class Networks {
    private final Api api;

    Networks(Api api) {
        this.api = api;
    }

    /** A network as it is in a list. */
    public record Network(String id, String name, Map<String, String> labels) {}

    /** Makes a bridge network and gives its id. */
    public String create(String name, Map<String, String> labels) {
        ObjectNode body = Api.object().put("Name", name).put("CheckDuplicate", true);
        body.put("Driver", "bridge");
        ObjectNode all = body.putObject("Labels");
        labels.forEach(all::put);
        JsonNode created = api.json(Api.post("networks", "create"), body);
        return created.path("Id").asString(name);
    }

    /** Puts a container into a network, where it is known by these names too. */
    public void connect(String network, String container, List<String> aliases) {
        ObjectNode body = Api.object().put("Container", container);
        ArrayNode names = body.putObject("EndpointConfig").putArray("Aliases");
        aliases.forEach(names::add);
        api.json(Api.post("networks", network, "connect"), body);
    }

    /** Takes a container out of a network. */
    public void disconnect(String network, String container) {
        ObjectNode body = Api.object().put("Container", container).put("Force", true);
        api.json(Api.post("networks", network, "disconnect"), body);
    }

    /** Networks that have all of these labels; an empty value stands for any. */
    public List<Network> list(Map<String, String> labels) {
        List<Network> networks = new ArrayList<>();
        for (JsonNode each : api.json(Api.get("networks").labelled(labels))) {
            networks.add(
                    new Network(
                            each.path("Id").asString(""),
                            each.path("Name").asString(""),
                            ContainerState.texts(each.path("Labels"))));
        }
        return networks;
    }

    /** Removes a network; nothing happens when it is gone already. */
    public void remove(String network) {
        try {
            api.json(Api.delete("networks", network));
        } catch (EngineRefusalException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }
}
