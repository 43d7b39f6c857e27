package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.Ast;
import dev.duru.dialects.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Derives the type of an expression and notes what cannot work. */
final class TypeChecker {
    static final String RULE = "expression";

    private final Map<String, Type> contexts;
    private final Where where;
    private final List<Finding> findings = new ArrayList<>();

    TypeChecker(Scope scope, Where where) {
        this.contexts = scope.contexts();
        this.where = where;
    }

    List<Finding> findings() {
        return findings;
    }

    void warn(Ast at, String message, String mend) {
        findings.add(new Finding(at.start(), false, RULE, message, mend));
    }

    private void refuse(Ast at, String message, String mend) {
        boolean fatal = where != Where.ANY;
        findings.add(new Finding(at.start(), fatal, RULE, message, mend));
    }

    Type check(Ast ast) {
        return switch (ast) {
            case Ast.Literal(Value value, _) -> literal(value);
            case Ast.Name name -> name(name);
            case Ast.Property property -> property(property);
            case Ast.Index index -> index(index);
            case Ast.Star star -> star(star);
            case Ast.Call call -> call(call);
            case Ast.Not(Ast operand, _) -> {
                check(operand);
                yield Type.TRUTH;
            }
            case Ast.Compare compare -> compare(compare);
            case Ast.Logical logical -> logical(logical);
        };
    }

    private static Type literal(Value value) {
        return switch (value) {
            case Value.Null _ -> Type.NOTHING;
            case Value.Bool _ -> Type.TRUTH;
            case Value.Num _ -> Type.NUMBER;
            case Value.Str _ -> Type.TEXT;
            case Value.Arr _, dev.duru.dialects.value.Obj _ -> Type.ANY;
        };
    }

    private Type name(Ast.Name name) {
        String key = name.name().toLowerCase(Locale.ROOT);
        boolean offered = where != Where.ANY && where.offersContext(key);
        Type type = contexts.get(key);
        if (type == null && !(offered && key.equals("jobs"))) {
            refuse(
                    name,
                    "there is no context `" + name.name() + "`",
                    "use one of: " + String.join(", ", new TreeSet<>(contexts.keySet())));
            return Type.ANY;
        }
        if (!offered) {
            String mend =
                    where.contexts().isEmpty()
                            ? "no context is available here"
                            : "here are only: "
                                    + String.join(", ", new TreeSet<>(where.contexts()));
            refuse(name, "the context `" + name.name() + "` is not available here", mend);
        }
        return type == null ? Type.ANY : type;
    }

    private Type property(Ast.Property property) {
        String key = property.name().toLowerCase(Locale.ROOT);
        return switch (check(property.target())) {
            case Type.Any _ -> Type.ANY;
            case Type.Thing thing -> {
                vars(property);
                yield member(property, thing, property.name(), key);
            }
            case Type.Listing(Type item, boolean filtered) when filtered ->
                    new Type.Listing(itemMember(property, item, key), true);
            case Type.Listing listing -> noObject(property, listing);
            case Type.Nothing other -> noObject(property, other);
            case Type.Truth other -> noObject(property, other);
            case Type.Numeric other -> noObject(property, other);
            case Type.Textual other -> noObject(property, other);
        };
    }

    private void vars(Ast.Property property) {
        if (!(property.target() instanceof Ast.Name(String context, _))
                || !context.equalsIgnoreCase("vars")) {
            return;
        }
        String key = property.name().toLowerCase(Locale.ROOT);
        if (key.startsWith("github_")) {
            warn(
                    property,
                    "no variable can be called `" + property.name() + "`",
                    "GITHUB_ is reserved");
        } else if (!key.matches("[a-z_][a-z0-9_]*")) {
            warn(
                    property,
                    "no variable can be called `" + property.name() + "`",
                    "names of variables have only letters, digits and _");
        }
    }

    private Type noObject(Ast.Property property, Type type) {
        warn(
                property,
                "`" + property.name() + "` is asked of a " + Type.name(type),
                "only objects have properties");
        return Type.ANY;
    }

    private Type member(Ast at, Type.Thing thing, String written, String key) {
        Type type = thing.properties().get(key);
        if (type != null) {
            return type;
        }
        if (thing.rest() != null) {
            return thing.rest();
        }
        String known = String.join(", ", new TreeSet<>(thing.properties().keySet()));
        warn(
                at,
                "there is no property `" + written + "` here",
                known.isEmpty() ? "there are none" : "there are: " + known);
        return Type.ANY;
    }

    private Type itemMember(Ast.Property property, Type item, String key) {
        return switch (item) {
            case Type.Any _ -> Type.ANY;
            case Type.Thing thing -> member(property, thing, property.name(), key);
            case Type.Nothing _, Type.Truth _, Type.Numeric _, Type.Textual _, Type.Listing _ -> {
                warn(
                        property,
                        "`" + property.name() + "` is asked of each " + Type.name(item),
                        "only objects have properties");
                yield Type.ANY;
            }
        };
    }

    private Type star(Ast.Star star) {
        Type target = check(star.target());
        return switch (target) {
            case Type.Any _ -> new Type.Listing(Type.ANY, true);
            case Type.Listing(Type item, _) -> new Type.Listing(item, true);
            case Type.Thing(Map<String, Type> properties, Type rest) -> {
                boolean objects =
                        rest instanceof Type.Any
                                || rest instanceof Type.Thing
                                || properties.values().stream()
                                        .anyMatch(p ->
                                                p instanceof Type.Thing || p instanceof Type.Any);
                if (!objects) {
                    warn(star, "`.*` finds no object in this " + Type.name(target), "");
                    yield Type.ANY;
                }
                yield new Type.Listing(rest instanceof Type.Thing ? rest : Type.ANY, true);
            }
            case Type.Nothing _, Type.Truth _, Type.Numeric _, Type.Textual _ -> {
                warn(star, "`.*` of a " + Type.name(target), "only lists and objects have items");
                yield Type.ANY;
            }
        };
    }

    private Type index(Ast.Index index) {
        Type key = check(index.key());
        Type target = check(index.target());
        return switch (target) {
            case Type.Any _ -> Type.ANY;
            case Type.Listing(Type item, _) -> {
                if (!(key instanceof Type.Any) && !(key instanceof Type.Numeric)) {
                    warn(
                            index.key(),
                            "a list is asked for item by " + Type.name(key),
                            "use a number");
                }
                yield item;
            }
            case Type.Thing thing -> {
                if (key instanceof Type.Any) {
                    yield Type.ANY;
                }
                if (!(key instanceof Type.Textual)) {
                    warn(
                            index.key(),
                            "an object is asked for a property by " + Type.name(key),
                            "use text");
                    yield Type.ANY;
                }
                if (index.key() instanceof Ast.Literal(Value.Str(String name), _)) {
                    yield member(index, thing, name, name.toLowerCase(Locale.ROOT));
                }
                yield thing.rest() == null ? Type.ANY : thing.rest();
            }
            case Type.Nothing _, Type.Truth _, Type.Numeric _, Type.Textual _ -> {
                warn(index, "an item is asked of a " + Type.name(target), "");
                yield Type.ANY;
            }
        };
    }

    private Type call(Ast.Call call) {
        List<Type> types = call.arguments().stream().map(this::check).toList();
        String name = call.function().spelling();
        if (!where.offersFunction(name.toLowerCase(Locale.ROOT))) {
            refuse(
                    call,
                    "`" + name + "()` cannot be called here",
                    call.function().looksAtStatus()
                            ? "only `if` of jobs and steps can ask for the status"
                            : "only steps have a workspace");
        }
        return new CallTypes(this).check(call, types);
    }

    private Type compare(Ast.Compare compare) {
        Type left = check(compare.left());
        Type right = check(compare.right());
        boolean sensible =
                switch (compare.operator()) {
                    case EQUAL, NOT_EQUAL -> comparable(left, right);
                    case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                            ordered(left) && ordered(right);
                };
        if (!sensible) {
            warn(
                    compare,
                    "`"
                            + compare.operator().symbol()
                            + "` of "
                            + Type.name(left)
                            + " and "
                            + Type.name(right)
                            + " is always the same",
                    "compare values of one type");
        }
        return Type.TRUTH;
    }

    private static boolean ordered(Type type) {
        return type instanceof Type.Any
                || type instanceof Type.Numeric
                || type instanceof Type.Textual;
    }

    private static boolean comparable(Type left, Type right) {
        boolean any = left instanceof Type.Any || right instanceof Type.Any;
        boolean nothing = left instanceof Type.Nothing || right instanceof Type.Nothing;
        if (any || nothing) {
            return true;
        }
        if (left instanceof Type.Listing(Type a, _) && right instanceof Type.Listing(Type b, _)) {
            return comparable(a, b);
        }
        boolean things = left instanceof Type.Thing || right instanceof Type.Thing;
        boolean lists = left instanceof Type.Listing || right instanceof Type.Listing;
        if (things) {
            return left instanceof Type.Thing && right instanceof Type.Thing;
        }
        return !lists;
    }

    /** The type of and/or: that of any operand which may end the evaluation. */
    private Type logical(Ast.Logical logical) {
        List<Ast> operands = logical.operands();
        Type type = null;
        for (int i = 0; i < operands.size(); i++) {
            boolean last = i == operands.size() - 1;
            Type next = last ? check(operands.get(i)) : ending(operands.get(i), !logical.and());
            type = type == null ? next : Type.merge(type, next);
        }
        return type == null ? Type.ANY : type;
    }

    /** The type of an operand when it is known to be true, or to be false. */
    private Type ending(Ast operand, boolean truthy) {
        if (operand instanceof Ast.Logical(boolean and, List<Ast> inner, _) && and == truthy) {
            for (Ast each : inner.subList(0, inner.size() - 1)) {
                check(each);
            }
            return check(inner.getLast());
        }
        if (operand instanceof Ast.Not(Ast inner, _)) {
            return ending(inner, !truthy);
        }
        return check(operand);
    }
}
