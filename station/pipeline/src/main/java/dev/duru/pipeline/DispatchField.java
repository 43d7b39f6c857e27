package dev.duru.pipeline;

import dev.duru.dialects.plan.Param;
import java.util.List;

/**
 * One field of the form that starts a workflow.
 *
 * @param value what it shows at first
 */
public record DispatchField(
        String name,
        Param.Type type,
        String description,
        String value,
        List<String> options,
        boolean required) {

    /** What stands beside it. */
    public String label() {
        return description.isBlank() ? name : description;
    }

    public boolean isBoolean() {
        return type == Param.Type.BOOLEAN;
    }

    public boolean isChoice() {
        return type == Param.Type.CHOICE;
    }

    public boolean isNumber() {
        return type == Param.Type.NUMBER;
    }
}
