package dev.duru.dialects.github.lint;

/**
 * How much a workflow may be.
 *
 * @param characters longest file, in UTF-16 units
 * @param jobs most jobs, those of called workflows included, cells of matrices not
 * @param nesting how deep workflows may call each other; 1 is a workflow that calls none further
 * @param workflows most different workflows that are called, directly or not
 */
public record Limits(int characters, int jobs, int nesting, int workflows) {
    /** One mebicharacter, 4,000 jobs, ten levels, fifty workflows, as on GitHub. */
    public static final Limits DEFAULT = new Limits(1024 * 1024, 4_000, 10, 50);
}
