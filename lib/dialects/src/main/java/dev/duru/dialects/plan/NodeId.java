package dev.duru.dialects.plan;

/** Names a node within its plan: the job's key, for a matrix with the number of its cell. */
public record NodeId(String value) {
    /** The node of a job without a matrix, or the unexpanded one. */
    public static NodeId of(String key) {
        return new NodeId(key);
    }

    /** A cell of a matrix, counted from 0. */
    public static NodeId cell(String key, int index) {
        return new NodeId(key + "/" + index);
    }

    @Override
    public String toString() {
        return value;
    }
}
