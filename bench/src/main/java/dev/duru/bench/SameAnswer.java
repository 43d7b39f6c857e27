package dev.duru.bench;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Whether two servers answered a query over a range alike. */
final class SameAnswer {
    private static final double NEAR = 1e-9;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SameAnswer() {}

    /** What differs first; empty when nothing does. */
    static String difference(byte[] ours, byte[] theirs) {
        Map<String, JsonNode> our = series(ours);
        Map<String, JsonNode> their = series(theirs);
        if (!our.keySet().equals(their.keySet())) {
            return our.size() + " series and " + their.size() + ", or others";
        }
        for (Map.Entry<String, JsonNode> one : our.entrySet()) {
            JsonNode a = one.getValue();
            JsonNode b = their.getOrDefault(one.getKey(), a);
            if (a.size() != b.size()) {
                return one.getKey() + ": " + a.size() + " points and " + b.size();
            }
            for (int i = 0; i < a.size(); i++) {
                if (!isSame(a.get(i), b.get(i))) {
                    return one.getKey() + ": " + a.get(i) + " and " + b.get(i);
                }
            }
        }
        return "";
    }

    /** The points of each series, by its labels. */
    private static Map<String, JsonNode> series(byte[] answer) {
        Map<String, JsonNode> found = new TreeMap<>();
        for (JsonNode series : JSON.readTree(answer).path("data").path("result")) {
            Map<String, String> labels = new TreeMap<>();
            series.path("metric")
                    .properties()
                    .forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
            found.put(labels.toString(), series.path("values"));
        }
        return found;
    }

    private static boolean isSame(JsonNode a, JsonNode b) {
        double x = number(a);
        double y = number(b);
        return a.get(0).asDouble() == b.get(0).asDouble()
                && (Double.compare(x, y) == 0
                        || Math.abs(x - y) <= NEAR * Math.max(Math.abs(x), Math.abs(y)));
    }

    private static double number(JsonNode point) {
        return Double.parseDouble(point.get(1).asString().replace("Inf", "Infinity"));
    }
}
