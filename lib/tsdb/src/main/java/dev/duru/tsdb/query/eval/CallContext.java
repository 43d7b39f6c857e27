package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Place;
import dev.duru.tsdb.query.syntax.ValueType;
import java.util.ArrayList;
import java.util.List;

/** A call of a function over vectors, with its arguments evaluated. */
final class CallContext {
    private final Expr.Call call;
    private final Evaluator evaluator;
    private final List<List<Row>> arguments = new ArrayList<>();

    CallContext(Expr.Call call, Evaluator evaluator) {
        this.call = call;
        this.evaluator = evaluator;
        for (Expr argument : call.arguments()) {
            arguments.add(
                    argument.type() == ValueType.STRING || isFree(argument)
                            ? List.of()
                            : evaluator.rows(argument));
        }
    }

    /** The second argument of info() only has conditions; it is not to be evaluated. */
    private static boolean isFree(Expr argument) {
        return argument instanceof Expr.Selector selector && selector.freely();
    }

    Steps steps() {
        return evaluator.steps();
    }

    Annotations annotations() {
        return evaluator.annotations();
    }

    Evaluator evaluator() {
        return evaluator;
    }

    Expr.Call call() {
        return call;
    }

    int size() {
        return arguments.size();
    }

    Expr argument(int i) {
        return call.arguments().get(i);
    }

    Place place(int i) {
        return argument(i).place();
    }

    List<Row> rows(int i) {
        return arguments.get(i);
    }

    /** A number argument at a step. */
    double scalar(int i, int step) {
        return arguments.get(i).getFirst().value(step);
    }

    String text(int i) {
        return argument(i) instanceof Expr.Text text ? text.value() : "";
    }

    RowCollector collector() {
        return new RowCollector(steps().count());
    }
}
