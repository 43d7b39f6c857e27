package dev.duru.dialects.plan;

/**
 * Names a step within its job or group.
 *
 * @param explicit whether the user chose it; only then does it appear in the {@code steps} context
 */
public record StepId(String value, boolean explicit) {
    @Override
    public String toString() {
        return value;
    }
}
