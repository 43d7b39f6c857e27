package dev.duru.kernel;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Facts as JSON: the kind is the record's simple name, the body its components. */
final class FactCodec {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private static final Map<String, Class<?>> KINDS =
            records(Fact.class)
                    .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, type -> type));

    private FactCodec() {}

    static String kind(Fact fact) {
        return fact.getClass().getSimpleName();
    }

    static String encode(Fact fact) {
        return JSON.writeValueAsString(fact);
    }

    static Fact decode(String kind, String body) {
        Class<?> type = KINDS.get(kind);
        if (type == null) {
            throw new IllegalStateException("the ledger holds a fact of the unknown kind " + kind);
        }
        return (Fact) JSON.readValue(body, type);
    }

    private static Stream<Class<?>> records(Class<?> type) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        return permitted == null
                ? Stream.of(type)
                : Stream.of(permitted).flatMap(FactCodec::records);
    }
}
