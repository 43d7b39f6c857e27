package dev.duru.delivery;

/** What a runtime calls a release. */
public record WorkloadId(EnvironmentKey environment, long release) {
    @Override
    public String toString() {
        return environment + "#" + release;
    }
}
