package dev.duru.observe.logs.elastic;

import dev.duru.logs.LogEntry;
import dev.duru.logs.query.Line;
import dev.duru.logs.query.Quantity;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A number over the values of a field; those that are no numbers are left out where it counts. */
final class Measure implements Aggregation {
    private static final Set<String> KNOWN = Set.of("field", "precision_threshold");

    private final String kind;
    private final String field;
    private final Budget budget;
    private final Set<String> values = new HashSet<>();
    private long count;
    private double sum;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    Measure(String kind, JsonNode body, Budget budget) {
        Nodes.only(kind, body, KNOWN);
        this.kind = kind;
        this.field = ElasticQuery.name(body.path("field").asString(""));
        this.budget = budget;
    }

    @Override
    public void add(LogEntry entry, Line line) {
        String text = Aggregation.value(entry, line, field);
        if (text.isEmpty()) {
            return;
        }
        if (kind.equals("cardinality")) {
            if (values.add(text)) {
                budget.value();
            }
        } else if (kind.equals("value_count")) {
            count++;
        } else {
            OptionalDouble number = Quantity.parse(text);
            if (number.isPresent()) {
                count++;
                sum += number.getAsDouble();
                least = Math.min(least, number.getAsDouble());
                most = Math.max(most, number.getAsDouble());
            }
        }
    }

    /** The one number; 0 where there is none. */
    double value() {
        Object value = answer();
        return value instanceof Number number ? number.doubleValue() : 0;
    }

    private @Nullable Object answer() {
        return switch (kind) {
            case "cardinality" -> values.size();
            case "value_count" -> count;
            case "sum" -> sum;
            case "min" -> orNone(least);
            case "max" -> orNone(most);
            default -> orNone(sum / count);
        };
    }

    private @Nullable Object orNone(double value) {
        return count == 0 ? null : value;
    }

    @Override
    public Map<String, Object> result() {
        Map<String, Object> result = new LinkedHashMap<>();
        if (kind.equals("stats")) {
            result.put("count", count);
            result.put("min", orNone(least));
            result.put("max", orNone(most));
            result.put("avg", orNone(sum / count));
            result.put("sum", sum);
        } else {
            result.put("value", answer());
        }
        return result;
    }
}
