package dev.duru.dialects.plan;

import java.util.List;

/**
 * Environment variables in layers, lowest first; a higher layer wins.
 *
 * <p>An expression in a layer sees the variables of the layers below it as {@code env}.
 */
public record EnvLayers(List<Layer> layers) {
    public static final EnvLayers NONE = new EnvLayers(List.of());

    /** Who sets the variables. */
    public enum Origin {
        WORKFLOW,
        JOB,
        ACTION,
        STEP
    }

    /**
     * The variables of one place.
     *
     * @param variables gives an object; each of its values is used as text
     */
    public record Layer(Origin origin, Expr variables) {}

    public EnvLayers {
        layers = List.copyOf(layers);
    }
}
