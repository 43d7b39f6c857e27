package dev.duru.dialects.plan;

import dev.duru.dialects.value.Obj;

/**
 * A cell of a matrix.
 *
 * @param axes the values, as the {@code matrix} context; empty for a job without a matrix
 * @param index from 0
 * @param total how many cells the matrix has
 * @param failFast whether a failed cell cancels the others
 * @param maxParallel how many cells may run at a time; 0 for no limit
 */
public record Cell(Obj axes, int index, int total, boolean failFast, int maxParallel) {
    /** Not a matrix. */
    public static final Cell SINGLE = new Cell(Obj.empty(), 0, 1, true, 0);

    /** The {@code strategy} context of a job in this cell. */
    public Obj strategy() {
        return Obj.of(
                "fail-fast",
                failFast,
                "job-index",
                index,
                "job-total",
                total,
                "max-parallel",
                maxParallel == 0 ? total : maxParallel);
    }

    public boolean isSingle() {
        return axes.isEmpty() && total == 1;
    }
}
