package dev.duru.dialects.github.lint;

/**
 * Something wrong in an expression.
 *
 * @param offset of the wrong part in the code
 * @param fatal whether GitHub refuses it
 */
record Finding(int offset, boolean fatal, String rule, String message, String mend) {}
