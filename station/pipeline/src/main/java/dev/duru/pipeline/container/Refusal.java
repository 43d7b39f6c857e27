package dev.duru.pipeline.container;

import dev.duru.dialects.value.ExpressionException;
import dev.duru.yaml.Position;

/** What a CI file asks of a container and cannot have. */
final class Refusal {
    private Refusal() {}

    static ExpressionException of(Position place, String message) {
        return new ExpressionException(message, place);
    }
}
