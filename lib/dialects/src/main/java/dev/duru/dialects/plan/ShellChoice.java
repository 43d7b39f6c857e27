package dev.duru.dialects.plan;

/** The shell of a script, which may depend on an expression. */
public sealed interface ShellChoice permits ShellChoice.Fixed, ShellChoice.Named {
    /** Known from the file. */
    record Fixed(Shell shell) implements ShellChoice {}

    /** Known when {@code name} is. */
    record Named(Expr name, Table table) implements ShellChoice {}

    /** The dialect's shells by name. */
    @FunctionalInterface
    interface Table {
        /**
         * The shell that {@code name} stands for.
         *
         * @throws dev.duru.dialects.value.ExpressionException if there is none
         */
        Shell shell(String name);
    }
}
