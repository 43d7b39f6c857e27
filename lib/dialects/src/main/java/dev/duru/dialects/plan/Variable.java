package dev.duru.dialects.plan;

/**
 * A variable whose value may name others.
 *
 * @param value as written
 * @param expand whether {@code $NAME} in the value stands for another variable
 * @param file whether the job sees the path of a file that holds the value
 * @param masked whether logs hide the value
 */
public record Variable(String name, String value, boolean expand, boolean file, boolean masked) {
    /** A plain one, whose value may name others. */
    public static Variable of(String name, String value) {
        return new Variable(name, value, true, false, false);
    }

    /** One whose value means itself. */
    public static Variable raw(String name, String value) {
        return new Variable(name, value, false, false, false);
    }
}
